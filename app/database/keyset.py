"""Keyset pages: which rows follow or precede a cursor, in an order that never skips or repeats.

A list is ordered by one column and then by id; a cursor holds both values of a row. The condition
`(column, id) > (value, id)` finds the next page through an index at any depth.
Source: https://use-the-index-luke.com/no-offset
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

from app.errors import InvalidCursor

T = TypeVar("T")
DEFAULT_SIZE = 25
_WRITTEN_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-](0\d|1[0-5])(:[0-5]\d)?", re.ASCII)


@dataclass(frozen=True)
class Order:
    """How a list is sorted: `name` is written into cursors, `column` is the SQL expression, `cast` its type."""

    name: str
    column: str
    cast: str
    descending: bool = False


@dataclass(frozen=True)
class PageRequest:
    """One page: `size` rows after or before `cursor`; `backward` pages end at it and stay in list order."""

    size: int = DEFAULT_SIZE
    cursor: str | None = None
    backward: bool = False
    count: bool = False


@dataclass(frozen=True)
class Edge(Generic[T]):
    node: T
    cursor: str


@dataclass(frozen=True)
class Page(Generic[T]):
    """`total_count` is None unless the request asked for it."""

    edges: Sequence[Edge[T]]
    has_next: bool
    has_previous: bool
    total_count: int | None

    @property
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]


@dataclass(frozen=True)
class Keyset:
    """The SQL of one page request. `condition` has a `?` for each parameter; `limit` is one above the size."""

    condition: str
    parameters: tuple[Any, ...]
    order_by: str
    limit: int


def keyset(request: PageRequest, order: Order, id_column: str) -> Keyset:
    """Turns a page request into SQL. Raises InvalidCursor."""
    descending = order.descending != request.backward
    direction, comparison = ("DESC", "<") if descending else ("ASC", ">")
    order_by = f"{order.column} {direction}, {id_column} {direction}"
    if request.cursor is None:
        return Keyset("TRUE", (), order_by, request.size + 1)
    condition = f"({order.column}, {id_column}) {comparison} (?::text::{order.cast}, ?::uuid)"
    return Keyset(condition, _decode(request.cursor, order), order_by, request.size + 1)


def page(
    request: PageRequest,
    order: Order,
    rows: Sequence[Mapping[str, Any]],
    build: Callable[[Mapping[str, Any]], T],
    total_count: int | None,
) -> Page[T]:
    """Makes the page of the rows that a keyset query returned; each row has `id` and its sort value as `sort_text`."""
    more = len(rows) > request.size
    kept = rows[: request.size]
    if request.backward:
        kept = kept[::-1]
    edges = [Edge(build(row), _encode(order, row["sort_text"], row["id"])) for row in kept]
    beyond = request.cursor is not None
    if request.backward:
        return Page(edges, has_next=beyond, has_previous=more, total_count=total_count)
    return Page(edges, has_next=more, has_previous=beyond, total_count=total_count)


def _encode(order: Order, value: str, row_id: UUID) -> str:
    text = orjson.dumps([_label(order), value, str(row_id)])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _decode(cursor: str, order: Order) -> tuple[str, UUID]:
    try:
        label, value, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parsed = (value, UUID(row_id))
        genuine = "\0" not in value.encode().decode() and (order.cast != "timestamptz" or _is_time(value))
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        genuine = False
    if not genuine:
        raise InvalidCursor("This cursor did not come from this list.")
    if label != _label(order):
        raise InvalidCursor("This cursor belongs to a list in another order.")
    return parsed


def _is_time(text: str) -> bool:
    """Whether PostgreSQL wrote this, and so can read it back."""
    return bool(_WRITTEN_TIME.fullmatch(text) and datetime.fromisoformat(text))


def _label(order: Order) -> str:
    return f"{order.name}:{'desc' if order.descending else 'asc'}"
