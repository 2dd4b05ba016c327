"""Reads a page of a list, and how long the whole list is where that was asked for, in one statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.database.keyset import Order, Page, PageRequest, keyset, page
from app.database.sql import Where, rows, value

T = TypeVar("T")


@dataclass(frozen=True)
class Listing:
    """Where a list comes from, in SQL. `counted` are the tables that it takes to count it."""

    columns: str
    tables: str
    id_column: str
    counted: str


async def read_page(
    listing: Listing, where: Where, order: Order, request: PageRequest, build: Callable[[Mapping[str, Any]], T]
) -> Page[T]:
    """The page of what `where` keeps of the list. Raises InvalidCursor."""
    count = f"SELECT count(*) FROM {listing.counted} WHERE {where}"
    parameters = tuple(where.parameters)
    part = keyset(request, order, listing.id_column)
    where.add(part.condition, *part.parameters)
    total = f", ({count}) AS total_count" if request.count else ""
    found = await rows(
        f"SELECT {listing.columns}, ({order.column})::text AS sort_text{total} FROM {listing.tables}"
        f" WHERE {where} ORDER BY {part.order_by} LIMIT {part.limit}",
        *where.parameters,
    )
    if not request.count:
        total_count = None
    elif found:
        total_count = found[0]["total_count"]
    else:
        total_count = await value(count, *parameters)
    return page(request, order, found, build, total_count)
