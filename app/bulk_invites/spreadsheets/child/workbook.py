"""A workbook or the tables of a page, behind one face: sheets by name, and their rows as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.bulk_invites.spreadsheets.child.cell_text import cell_text
from app.bulk_invites.spreadsheets.child.hidden_rows import Range, hidden_rows
from app.bulk_invites.spreadsheets.child.html_tables import Table, decode_html, read_tables


class TooManyCells(Exception):  # noqa: N818 - a bound was reached
    """The sheet spans more cells than are read, empty ones included."""


class Source(Protocol):
    """`sheets` has the names of those that people see first, then hidden ones."""

    sheets: list[str]

    def rows(self, sheet: str) -> Iterator[list[str]]:
        """Yields the rows of a sheet from its first one, also empty ones."""

    def hidden_rows(self, sheet: str) -> list[Range]:
        """Returns the first and last row of each run of hidden ones."""


class Workbook:
    """Cells that are merged downwards have the text of the first in each row, as people see it."""

    def __init__(self, path: Path, max_cells: int) -> None:
        self.path = path
        self.max_cells = max_cells
        self.workbook = CalamineWorkbook.from_path(path)
        sheets = [each for each in self.workbook.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        sheets.sort(key=lambda each: each.visible is not SheetVisibleEnum.Visible)
        self.sheets = [each.name for each in sheets]
        self._read: tuple[str, CalamineSheet] | None = None

    def rows(self, sheet: str) -> Iterator[list[str]]:
        found = self._sheet(sheet)
        _, first_column = found.start or (0, 0)
        left: dict[int, tuple[int, str]] = {}
        merged = _merged_downwards(found)
        indent = [""] * first_column
        for number, values in enumerate(found.iter_rows()):
            row = indent + [cell_text(each) for each in values]
            for column, (last, text) in list(left.items()):
                if number > last:
                    del left[column]
                elif column < len(row):
                    row[column] = text
            for column, last in merged.get(number, ()):
                if column < len(row) and row[column]:
                    left[column] = (last, row[column])
            yield row

    def hidden_rows(self, sheet: str) -> list[Range]:
        try:
            with self.path.open("rb") as file:
                return hidden_rows(file, sheet)
        except BadZipFile:
            return []

    def _sheet(self, name: str) -> CalamineSheet:
        if self._read is None or self._read[0] != name:
            self._read = None
            sheet = self.workbook.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > self.max_cells:
                raise TooManyCells
            self._read = (name, sheet)
        return self._read[1]


class Page:
    """The tables of an HTML document."""

    def __init__(self, path: Path) -> None:
        found = read_tables(decode_html(path.read_bytes()))
        self.tables: dict[str, Table] = {f"Table {place}": table for place, table in enumerate(found, start=1)}
        self.sheets = list(self.tables)

    def rows(self, sheet: str) -> Iterator[list[str]]:
        yield from self.tables[sheet].rows

    def hidden_rows(self, sheet: str) -> list[Range]:
        return [[place, place] for place in self.tables[sheet].hidden]


def _merged_downwards(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Returns by first row of merged cells their first column and last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (first_row, column), (last_row, _) in sheet.merged_cell_ranges or ():
        if last_row > first_row:
            found.setdefault(first_row, []).append((column, last_row))
    return found
