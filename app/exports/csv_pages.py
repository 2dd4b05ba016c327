"""CSV files of lists of any length, page by page: nothing is held between two pages but the place in the list.

RFC 4180, UTF-8 with a byte order mark, by which spreadsheets recognize it, and no cell is computed by one.
"""

import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from app.bulk_invites.csv.cells import escape_formulas
from app.database.keyset import PageRequest
from app.database.pages import Page

Row = TypeVar("Row")
PAGE_ROWS = 1_000
BYTE_ORDER_MARK = "\ufeff"
# Between the names of groups in a cell, as an uploaded file has them.
BETWEEN_GROUPS = "; "


async def read_pages(
    read: Callable[[PageRequest], Awaitable[Page[Row]]], page_rows: int | None = None
) -> AsyncIterator[Sequence[Row]]:
    """Yields the rows of each page of a list, of an empty list those of its only page."""
    size = page_rows or PAGE_ROWS
    page = await read(PageRequest(size=size))
    yield page.nodes
    while page.has_next:
        page = await read(PageRequest(size=size, cursor=page.edges[-1].cursor))
        yield page.nodes


async def csv_file(header: Sequence[str], pages: AsyncIterator[Iterable[Sequence[str]]]) -> AsyncGenerator[bytes]:
    """Yields the file, its header together with the first page."""
    beginning = BYTE_ORDER_MARK + _encode([header])
    async for page in pages:
        yield (beginning + _encode(page)).encode()
        beginning = ""


def _encode(records: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([escape_formulas(cell) for cell in record] for record in records)
    return text.getvalue()


def time_cell(time: datetime | None, never: str = "") -> str:
    """Returns a time in UTC as spreadsheets understand it."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if time else never


def day_cell(time: datetime | None, never: str = "") -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d}" if time else never
