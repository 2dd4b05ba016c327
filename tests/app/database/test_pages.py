"""Keyset pages, evaluated in memory as PostgreSQL would."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database.keyset import Order, PageRequest, keyset
from app.database.pages import Page, build_page
from app.errors import InvalidCursor

BY_NAME = Order("name", "t.name", 'text COLLATE "C"')
BY_TIME = Order("created_at", "t.created_at", "timestamptz")
ID = UUID(int=7)
Row = Mapping[str, Any]

# Few distinct values, so that many rows share one and the id has to decide.
TABLES = st.lists(
    st.tuples(st.sampled_from(["", "a", "b", "é", "'; --", '"', "\\"]), st.uuids()),
    max_size=30,
    unique_by=lambda row: row[1],
)


def select(table: Sequence[tuple[str, UUID]], request: PageRequest, order: Order) -> Page[Row]:
    """Returns what the database would for the SQL of a keyset."""
    part = keyset(request, order, "t.id")
    found = sorted(table, reverse="DESC" in part.order_by)
    if part.parameters:
        bound = part.parameters
        above = ") > (" in part.condition
        found = [row for row in found if (row > bound if above else row < bound)]
    rows = [{"sort_text": value, "id": row_id} for value, row_id in found[: part.limit]]
    return build_page(request, order, rows, lambda row: row, None)


def keys(found: Page[Row]) -> list[tuple[str, UUID]]:
    return [(row["sort_text"], row["id"]) for row in found.nodes]


@given(TABLES, st.integers(1, 7), st.booleans())
def test_paging_forward_returns_every_row_once(table: list[tuple[str, UUID]], size: int, descending: bool) -> None:
    order = Order("name", "t.name", "text", descending)
    seen: list[tuple[str, UUID]] = []
    found = select(table, PageRequest(size), order)
    assert not found.has_previous
    seen += keys(found)
    while found.has_next:
        found = select(table, PageRequest(size, found.edges[-1].cursor), order)
        assert found.has_previous
        seen += keys(found)
    assert seen == sorted(table, reverse=descending)


@given(TABLES, st.integers(1, 7), st.booleans())
def test_paging_backward_returns_every_row_once(table: list[tuple[str, UUID]], size: int, descending: bool) -> None:
    order = Order("name", "t.name", "text", descending)
    found = select(table, PageRequest(size, backward=True), order)
    assert not found.has_next
    seen = keys(found)
    while found.has_previous:
        found = select(table, PageRequest(size, found.edges[0].cursor, backward=True), order)
        assert found.has_next
        seen = keys(found) + seen
    assert seen == sorted(table, reverse=descending)


@given(TABLES.filter(bool), st.integers(1, 7), st.data())
def test_a_row_added_or_deleted_between_pages_moves_no_other(
    table: list[tuple[str, UUID]], size: int, data: st.DataObject
) -> None:
    first = select(table, PageRequest(size), BY_NAME)
    deleted = data.draw(st.sampled_from(table))
    added = ("b", UUID(int=2**128 - 1))
    later = [row for row in [*table, added] if row != deleted]
    following = select(later, PageRequest(100, first.edges[-1].cursor), BY_NAME)
    expected = [row for row in sorted(later) if row > keys(first)[-1]]
    assert keys(following) == expected


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def raw(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode()


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "nonsense",
        "💥",
        "=",
        raw(b"\xff\xff"),
        raw(b"null"),
        raw(b"3"),
        raw(b"[" * 100_000),
        cursor(),
        cursor("name:asc", "x"),
        cursor("name:asc", "x", 7),
        cursor("name:asc", "x", "no-id"),
        cursor("name:asc", 7, str(ID)),
        cursor("name:asc", None, str(ID)),
        cursor("name:asc", ["x"], str(ID)),
        cursor("name:asc", "x\0y", str(ID)),
        cursor("name:asc", "\ud800", str(ID)),
        cursor("name:desc", "x", str(ID)),
        cursor("email:asc", "x", str(ID)),
        cursor(["name:asc"], "x", str(ID)),
    ],
)
def test_a_cursor_that_this_list_never_returned_is_invalid(forged: str) -> None:
    with pytest.raises(InvalidCursor):
        keyset(PageRequest(cursor=forged), BY_NAME, "t.id")


@pytest.mark.parametrize(
    "value",
    ["tomorrow", "Infinity", "+infinity", "2026-13-01 00:00:00+00", "2026-05-31", "2026-05-31 12:00:00+99", "٢٠٢٦"],
)
def test_a_time_that_postgresql_did_not_write_is_invalid(value: str) -> None:
    with pytest.raises(InvalidCursor):
        keyset(PageRequest(cursor=cursor("created_at:asc", value, str(ID))), BY_TIME, "t.id")


@pytest.mark.parametrize(
    "value",
    [
        *("2026-05-31 12:00:00+00", "2026-05-31 12:00:00.1+02", "2026-05-31 12:00:00.123456-03:30"),
        *("infinity", "-infinity"),
    ],
)
def test_a_time_that_postgresql_wrote_is_accepted(value: str) -> None:
    part = keyset(PageRequest(cursor=cursor("created_at:asc", value, str(ID))), BY_TIME, "t.id")
    assert part.parameters == (value, ID)
