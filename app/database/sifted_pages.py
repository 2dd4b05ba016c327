"""Pages of long lists of which conditions that no index serves in the list's order keep some rows.

First the rows next in the list are looked at, a bounded number: what many rows meet fills a page there. What few rows
meet does not, and is found by reading all that meets it, by whatever index finds them, and sorting. Either way the cost
depends on neither where in the list the rows are nor on how PostgreSQL estimates their number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.database import pages
from app.database.keyset import Order, PageRequest, keyset
from app.database.pages import Page, build_page
from app.database.sql import Row, Where, force_custom_plans, rows, value
from app.database.transaction import transaction

T = TypeVar("T")
WALKED_ROWS = 5_000


@dataclass(frozen=True)
class SiftedListing:
    """The SQL of such a list. `table` is named by `alias`, by which `columns`, `joins` and conditions refer to it.

    `joins` are for the columns, `sifting_joins` those that the sifting conditions need. `parts` are
    conditions, where the list is made of several and indexes order the rows of one alone; no row meets two.
    """

    columns: str
    table: str
    alias: str
    joins: str
    sifting_joins: str = ""
    parts: Sequence[str] = ()

    @property
    def id_column(self) -> str:
        return f"{self.alias}.id"


async def read_sifted_page(
    listing: SiftedListing, where: Where, order: Order, request: PageRequest, build: Callable[[Mapping[str, Any]], T]
) -> Page[T]:
    """Returns a page of the rows that meet `where`, counted up to COUNT_LIMIT if they are sifted.

    Raises InvalidCursor.
    """
    async with transaction():
        await force_custom_plans()  # a plan for organizations of the usual size sorts the whole list of a large one
        return await _read(listing, where, order.of(listing.id_column), request, build)


async def _read(
    listing: SiftedListing, where: Where, order: Order, request: PageRequest, build: Callable[[Mapping[str, Any]], T]
) -> Page[T]:
    found = await _walk(listing, where, order, request)
    total = None
    if where.sifting and len(found) <= request.size:
        found, total = await _read_all(listing, where, order, request)
    if not request.count:
        return build_page(request, order, found, build, None)
    if total is None:
        is_whole = request.cursor is None and len(found) <= request.size
        total = len(found) if is_whole else await _count(listing, where)
    is_exact = not where.sifting or total <= pages.COUNT_LIMIT
    return replace(
        build_page(request, order, found, build, total if is_exact else pages.COUNT_LIMIT), is_exact=is_exact
    )


async def _walk(listing: SiftedListing, where: Where, order: Order, request: PageRequest) -> list[Row]:
    """The rows of the page among those next in the list."""
    part = keyset(request, order, listing.id_column)
    where = where.copy()
    where.add(part.condition, *part.parameters)
    limit = WALKED_ROWS if where.sifting else part.limit
    alias = listing.alias
    next_rows = f"SELECT {alias}.* FROM {listing.table} {alias} WHERE {where.listed}"
    ordered = f"ORDER BY {part.order_by} LIMIT {limit}"
    if listing.parts:
        parts = " UNION ALL ".join(f"({next_rows} AND ({each}) {ordered})" for each in listing.parts)
        next_rows = f"SELECT * FROM ({parts}) AS {alias}"
    return await rows(
        f"SELECT {listing.columns}, ({order.column})::text AS sort_text FROM ({next_rows} {ordered}) AS {alias}"
        f" {listing.joins} WHERE {where.sifted} ORDER BY {part.order_by} LIMIT {part.limit}",
        *where.parameters,
    )


async def _read_all(
    listing: SiftedListing, where: Where, order: Order, request: PageRequest
) -> tuple[list[Row], int | None]:
    """The rows of the page, and the number of all that meet `where` if it is asked for."""
    part = keyset(request, replace(order, column="page.sorted_by"), "page.id")
    where = where.copy()
    matching = (
        f"SELECT {listing.id_column}, {order.column} AS sorted_by"
        f" FROM {listing.table} {listing.alias} {listing.sifting_joins} WHERE {where}"
    )
    where.add(part.condition, *part.parameters)
    page = (
        f"(SELECT * FROM matching AS page WHERE {where.clauses[-1]} ORDER BY {part.order_by} LIMIT {part.limit})"
        " AS page"
        f" JOIN {listing.table} {listing.alias} ON {listing.id_column} = page.id {listing.joins}"
    )
    total = "NULL::int AS total_count"
    if request.count:  # of a page without rows, too
        page = f"(SELECT count(*) FROM matching) AS counted (total_count) LEFT JOIN ({page}) ON TRUE"
        total = "total_count"
    found = await rows(
        f"WITH matching AS MATERIALIZED ({matching})"
        f" SELECT {listing.columns}, page.sorted_by::text AS sort_text, {total} FROM {page} ORDER BY {part.order_by}",
        *where.parameters,
    )
    return [each for each in found if each["id"]], found[0]["total_count"] if found else None


async def _count(listing: SiftedListing, where: Where) -> int:
    tables = f"{listing.table} {listing.alias} {listing.sifting_joins}"
    counted = f"SELECT count(*) FROM {tables} WHERE {where}"
    if where.sifting:
        counted = f"SELECT count(*) FROM (SELECT FROM {tables} WHERE {where} LIMIT {pages.COUNT_LIMIT + 1}) AS counted"
    count: int = await value(counted, *where.parameters)
    return count
