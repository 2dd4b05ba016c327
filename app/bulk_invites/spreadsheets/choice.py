"""Which sheet of a workbook has the list of people."""

import csv
import io
from collections.abc import Sequence
from enum import IntEnum

from app.bulk_invites.csv.address_cells import is_address
from app.bulk_invites.csv.columns import Record
from app.bulk_invites.csv.header import MAX_LINES_TO_HEADER, MAX_SAMPLES
from app.bulk_invites.csv.reader import CsvFile
from app.bulk_invites.spreadsheets import refusals
from app.bulk_invites.spreadsheets.reading import Spreadsheet
from app.characters import trimmed
from app.errors import InvalidCsv


class _Fit(IntEnum):
    """What a sheet has, the best last."""

    EMPTY = 0
    TEXT = 1
    ADDRESS = 2
    HEADER = 3
    LIST = 4


async def choose_sheet(spreadsheet: Spreadsheet, names: Sequence[str], wanted: str | None) -> int:
    """Returns the place of the sheet with the wanted name, else of the first with an Email column and a row below.

    Without any, of the first with an Email column, then with an address, and at last with any text. What nobody sees is
    not read in the place of a list that is still empty. Raises InvalidCsv.
    """
    if wanted is not None:
        return _named(names, wanted)
    best, best_fit = 0, _Fit.EMPTY
    for place in range(len(names)):
        if place == spreadsheet.visible_sheets and best_fit is _Fit.HEADER:
            break
        fit = _fit(await spreadsheet.head(place, MAX_LINES_TO_HEADER + MAX_SAMPLES))
        if fit > best_fit:
            best, best_fit = place, fit
        if fit is _Fit.LIST:
            break
    if best_fit is _Fit.EMPTY:
        raise refusals.empty_workbook()
    return best


def _named(names: Sequence[str], wanted: str) -> int:
    if wanted in names:
        return names.index(wanted)
    keys = [_key(each) for each in names]
    if _key(wanted) not in keys:
        raise refusals.no_sheet(wanted, names) if names else refusals.empty_workbook()
    return keys.index(_key(wanted))


def _key(name: str) -> str:
    return trimmed(name).casefold()


def _fit(records: Sequence[Record]) -> _Fit:
    if not records:
        return _Fit.EMPTY
    count = _rows_below_header(records)
    if count is not None:
        return _Fit.LIST if count else _Fit.HEADER
    return _Fit.ADDRESS if any(is_address(cell) for _, cells in records for cell in cells) else _Fit.TEXT


def _rows_below_header(records: Sequence[Record]) -> int | None:
    """Returns how many of the records stand below one that names an Email column, None where none does."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(cells for _, cells in records)
    try:
        file = CsvFile(io.BytesIO(text.getvalue().encode()))
        return sum(1 for _ in file.rows())
    except InvalidCsv:
        return None
