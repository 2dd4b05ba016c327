"""Keyset pagination: the SQL for the rows after or before a cursor, and the cursors themselves.

A list is ordered by one column and then by id; a cursor holds both values of a row. The condition
`(column, id) > (value, id)` finds the next page through an index at any depth, and no row twice.
Source: https://use-the-index-luke.com/no-offset
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.errors import InvalidCursor

DEFAULT_SIZE = 25
# More than the longest value of a sort column needs: an address of 254 octets, a name of 100 characters.
MAX_CURSOR_LENGTH = 1024
INTEGER_BITS = {"int": 32, "bigint": 64}
_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)
UNKNOWN_CURSOR = "This page is of another list, or of another order of this one. Start from the first page."
_POSTGRESQL_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-](0\d|1[0-5])(:[0-5]\d)?", re.ASCII)


@dataclass(frozen=True)
class Order:
    """How a list is sorted: `name` is written into cursors, `column` is the SQL expression, `cast` its type."""

    name: str
    column: str
    cast: str
    descending: bool = False

    def of(self, id_column: str) -> "Order":
        """Returns the order as that of the list whose rows have this id: another list's cursors are none of its own."""
        return replace(self, name=f"{id_column}:{self.name}")


@dataclass(frozen=True)
class PageRequest:
    """One page: `size` rows after or before `cursor`; `backward` pages end at it and stay in list order.

    `skip` rows are left out first, which costs as much as reading them: for jumps, from page to page there are cursors.
    """

    size: int = DEFAULT_SIZE
    cursor: str | None = None
    backward: bool = False
    count: bool = False
    skip: int = 0


@dataclass(frozen=True)
class Keyset:
    """The SQL of one page request. `condition` has a `?` for each parameter; `limit` is one above the size."""

    condition: str
    parameters: tuple[Any, ...]
    order_by: str
    limit: int


def keyset(request: PageRequest, order: Order, id_column: str) -> Keyset:
    """Returns the SQL of a page request. Raises InvalidCursor."""
    descending = order.descending != request.backward
    direction, comparison = ("DESC", "<") if descending else ("ASC", ">")
    order_by = f"{order.column} {direction}, {id_column} {direction}"
    if request.cursor is None:
        return Keyset("TRUE", (), order_by, request.size + 1)
    condition = f"({order.column}, {id_column}) {comparison} (?::text::{order.cast}, ?::uuid)"
    return Keyset(condition, _decode_cursor(request.cursor, order), order_by, request.size + 1)


def encode_cursor(order: Order, value: str, row_id: UUID) -> str:
    """Returns the cursor of a row; `value` is the text of its sort column."""
    text = orjson.dumps([_label(order), value, str(row_id)])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _decode_cursor(cursor: str, order: Order) -> tuple[str, UUID]:
    if len(cursor) > MAX_CURSOR_LENGTH:
        raise InvalidCursor(UNKNOWN_CURSOR)
    try:
        label, value, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parsed = (value, UUID(row_id))
        is_valid = "\0" not in value.encode().decode() and _is_of(order.cast, value)
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        is_valid = False
    if not is_valid or label != _label(order):
        raise InvalidCursor(UNKNOWN_CURSOR)
    return parsed


def _is_of(cast: str, text: str) -> bool:
    """Returns whether PostgreSQL can read this as a value of the type."""
    if cast == "timestamptz":
        return _is_time(text)
    bits = INTEGER_BITS.get(cast)
    return bits is None or bool(_INTEGER.fullmatch(text) and -(2 ** (bits - 1)) <= int(text) < 2 ** (bits - 1))


def _is_time(text: str) -> bool:
    """Returns whether PostgreSQL formats times like this, and so can parse it."""
    if text in {"infinity", "-infinity"}:
        return True
    return bool(_POSTGRESQL_TIME.fullmatch(text) and datetime.fromisoformat(text))


def _label(order: Order) -> str:
    return f"{order.name}:{'desc' if order.descending else 'asc'}"
