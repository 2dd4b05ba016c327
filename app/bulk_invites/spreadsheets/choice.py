"""Which sheet of a workbook has the list of people."""

import csv
import io
from collections.abc import Sequence

from app.bulk_invites.csv.header import MAX_LINES_TO_HEADER, MAX_SAMPLES
from app.bulk_invites.csv.missing_header import Record, is_address
from app.bulk_invites.csv.reader import CsvFile
from app.bulk_invites.spreadsheets import refusals
from app.bulk_invites.spreadsheets.reading import Spreadsheet
from app.characters import trimmed
from app.errors import InvalidCsv


async def choose_sheet(spreadsheet: Spreadsheet, names: Sequence[str], wanted: str | None) -> int:
    """Returns the place of the sheet with the wanted name, else of the first with an Email column.

    Without any, of the first with an address, and at last of the first with any text. Raises InvalidCsv.
    """
    if wanted is not None:
        return _named(names, wanted)
    filled: list[tuple[int, bool]] = []
    for place in range(len(names)):
        records = await spreadsheet.head(place, MAX_LINES_TO_HEADER + MAX_SAMPLES)
        if _has_email_column(records):
            return place
        if records:
            filled.append((place, any(is_address(cell) for _, cells in records for cell in cells)))
    if not filled:
        raise refusals.empty_workbook()
    return max(filled, key=lambda each: each[1])[0]


def _named(names: Sequence[str], wanted: str) -> int:
    if wanted in names:
        return names.index(wanted)
    keys = [_key(each) for each in names]
    if _key(wanted) not in keys:
        raise refusals.no_sheet(wanted, names) if names else refusals.empty_workbook()
    return keys.index(_key(wanted))


def _key(name: str) -> str:
    return trimmed(name).casefold()


def _has_email_column(records: Sequence[Record]) -> bool:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(cells for _, cells in records)
    try:
        CsvFile(io.BytesIO(text.getvalue().encode()))
    except InvalidCsv:
        return False
    return True
