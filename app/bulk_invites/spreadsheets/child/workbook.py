"""A workbook or the tables of a page, behind one face: sheets by their places, and their rows as text."""

from collections.abc import Iterator
from itertools import chain, islice, repeat
from typing import IO, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.bulk_invites.spreadsheets.bounds import MAX_NAME
from app.bulk_invites.spreadsheets.child.cell_text import cell_text, one_line
from app.bulk_invites.spreadsheets.child.details import read_details
from app.bulk_invites.spreadsheets.child.html_tables import decode_html, read_tables
from app.bulk_invites.spreadsheets.child.password import has_password
from app.bulk_invites.spreadsheets.child.refused import Refused
from app.bulk_invites.spreadsheets.child.sheet_details import NO_DETAILS, Details, Merged

Runs = list[list[int]]


class Source(Protocol):
    """`sheets` has the names of those that people see first, so many as are `visible`, then of hidden ones."""

    sheets: list[str]
    visible: int

    def head(self, place: int) -> Iterator[list[str]]:
        """Yields the rows of the sheet at this place of `sheets` from its first one, also empty ones."""

    def read(self, place: int) -> tuple[Iterator[list[str]], Runs]:
        """Returns the same rows as people see them, and the first and last row of each run of hidden ones, from 1."""


class Workbook:
    """Cells that are merged downwards have the text of the first in each row, as people see it."""

    def __init__(self, file: IO[bytes], path: str, max_cells: int) -> None:
        self.file = file
        self.max_cells = max_cells
        try:
            self.workbook = CalamineWorkbook.from_path(path)
        except CalamineError:
            raise Refused("password" if has_password(file) else "unreadable") from None
        sheets = [
            (number, each)
            for number, each in enumerate(self.workbook.sheets_metadata)
            if each.typ is SheetTypeEnum.WorkSheet
        ]
        sheets.sort(key=lambda each: each[1].visible is not SheetVisibleEnum.Visible)
        self.numbers = [number for number, _ in sheets]
        self.sheets = [one_line(each.name)[:MAX_NAME] for _, each in sheets]
        self.visible = sum(each.visible is SheetVisibleEnum.Visible for _, each in sheets)
        self._sheet: tuple[int, CalamineSheet] | None = None

    def head(self, place: int) -> Iterator[list[str]]:
        return _seen_rows(self._read(place), NO_DETAILS)

    def read(self, place: int) -> tuple[Iterator[list[str]], Runs]:
        sheet = self._read(place)
        details = read_details(self.file, self.numbers[place])
        self._require_size(sheet, details)
        return _seen_rows(sheet, details), details.hidden

    def _read(self, place: int) -> CalamineSheet:
        if self._sheet is None or self._sheet[0] != place:
            self._sheet = None
            sheet = self.workbook.get_sheet_by_index(self.numbers[place])
            self._require_size(sheet, NO_DETAILS)
            self._sheet = (place, sheet)
        return self._sheet[1]

    def _require_size(self, sheet: CalamineSheet, details: Details) -> None:
        rows, columns = _size(sheet, details)
        if rows * columns > self.max_cells:
            raise Refused("cells")


class Page:
    """The tables of an HTML document."""

    def __init__(self, content: bytes, max_cells: int) -> None:
        self.tables = read_tables(decode_html(content), max_cells)
        self.sheets = [f"Table {number}" for number in range(1, len(self.tables) + 1)]
        self.visible = len(self.sheets)

    def head(self, place: int) -> Iterator[list[str]]:
        return iter(self.tables[place].rows)

    def read(self, place: int) -> tuple[Iterator[list[str]], Runs]:
        table = self.tables[place]
        return iter(table.rows), table.hidden


def _seen_rows(sheet: CalamineSheet, details: Details) -> Iterator[list[str]]:
    first_column = sheet.start[1] if sheet.start else 0
    indent = [""] * first_column
    merged = _merged_by_row(sheet, details)
    shown = details.shown
    height, width = _size(sheet, details)
    reaching: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(islice(chain(sheet.iter_rows(), repeat(())), height)):
        row = indent + [cell_text(each) for each in values]
        if shown:
            row.extend([""] * (width - len(row)))
            for column in range(len(row)):
                row[column] = shown.get((number, column), row[column])
        if reaching and any(row):
            for column, (last, text) in list(reaching.items()):
                if number > last:
                    del reaching[column]
                else:
                    row[column] = text
        for column, last in merged.get(number, ()):
            if column < len(row) and row[column]:
                reaching[column] = (last, row[column])
        yield row


def _size(sheet: CalamineSheet, details: Details) -> tuple[int, int]:
    """Returns how many rows and columns the sheet spans; calamine passes over cells without a value."""
    last_row, last_column = sheet.end or (-1, -1)
    last_row = max(last_row, max((row for row, _ in details.shown), default=-1))
    last_column = max(last_column, max((column for _, column in details.shown), default=-1))
    return last_row + 1, last_column + 1


def _merged_by_row(sheet: CalamineSheet, details: Details) -> dict[int, list[tuple[int, int]]]:
    """Returns by first row of cells merged downwards their first column and last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    ranges = sheet.merged_cell_ranges
    cells = details.merged if ranges is None else (Merged(*first, last[0]) for first, last in ranges)
    for row, column, last_row in cells:
        if last_row > row:
            found.setdefault(row, []).append((column, last_row))
    return found
