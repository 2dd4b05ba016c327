"""Pages of lists: what a page is, and reading one, with the length of the whole list on request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from app.database.keyset import Order, PageRequest, encode_cursor, keyset
from app.database.sql import Where, rows, value

T = TypeVar("T")
# Where each row has to be looked at, counting a million takes as long as finding none among them, for a figure that
# nobody reads to the last digit.
COUNT_LIMIT = 10_000


@dataclass(frozen=True)
class Edge(Generic[T]):
    """One node of a page, and the cursor at which the next page would begin after it."""

    node: T
    cursor: str


@dataclass(frozen=True)
class Page(Generic[T]):
    """`total_count` is None where the request did not ask for it, and too low where it is not exact."""

    edges: Sequence[Edge[T]]
    has_next: bool
    has_previous: bool
    total_count: int | None
    is_exact: bool = True

    @property
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]


@dataclass(frozen=True)
class Listing:
    """The SQL of a list. `counted` are the tables needed to count it.

    `is_sifted`: no index finds its rows, so that finding and counting them means looking at a longer list's. Then
    they are counted up to COUNT_LIMIT.
    """

    columns: str
    tables: str
    id_column: str
    counted: str
    is_sifted: bool = False


async def read_page(
    listing: Listing, where: Where, order: Order, request: PageRequest, build: Callable[[Mapping[str, Any]], T]
) -> Page[T]:
    """Returns a page of the rows of the list that meet `where`. Raises InvalidCursor.

    The list is counted in the page's statement, or if it is sifted in one of its own, which a page that holds the whole
    list saves.
    """
    order = order.of(listing.id_column)
    count = _count(listing, where)
    parameters = tuple(where.parameters)
    part = keyset(request, order, listing.id_column)
    where.add(part.condition, *part.parameters)
    total = f", ({count}) AS total_count" if request.count and not listing.is_sifted else ""
    found = await rows(
        f"SELECT {listing.columns}, ({order.column})::text AS sort_text{total} FROM {listing.tables}"
        f" WHERE {where} ORDER BY {part.order_by} LIMIT {part.limit}"
        f"{f' OFFSET {request.skip}' if request.skip else ''}",
        *where.parameters,
    )
    if not request.count:
        return build_page(request, order, found, build, None)
    if request.cursor is None and not request.skip and len(found) <= request.size:
        counted = len(found)
    elif total and found:
        counted = found[0]["total_count"]
    else:
        counted = await value(count, *parameters)
    is_exact = counted <= COUNT_LIMIT or not listing.is_sifted
    page = build_page(request, order, found, build, counted if is_exact else COUNT_LIMIT)
    return replace(page, is_exact=is_exact)


def _count(listing: Listing, where: Where) -> str:
    if not listing.is_sifted:
        return f"SELECT count(*) FROM {listing.counted} WHERE {where}"
    return f"SELECT count(*) FROM (SELECT FROM {listing.counted} WHERE {where} LIMIT {COUNT_LIMIT + 1}) AS counted"


def build_page(
    request: PageRequest,
    order: Order,
    rows: Sequence[Mapping[str, Any]],
    build: Callable[[Mapping[str, Any]], T],
    total_count: int | None,
) -> Page[T]:
    """Returns the page of a keyset query's rows; each row has `id`, and its sort value as `sort_text`."""
    has_more = len(rows) > request.size
    kept = rows[: request.size]
    if request.backward:
        kept = kept[::-1]
    edges = [Edge(build(row), encode_cursor(order, row["sort_text"], row["id"])) for row in kept]
    has_cursor = request.cursor is not None or request.skip > 0
    if request.backward:
        return Page(edges, has_next=has_cursor, has_previous=has_more, total_count=total_count)
    return Page(edges, has_next=has_more, has_previous=has_cursor, total_count=total_count)
