"""From bytes to rows with their physical line numbers, or an error of the whole file. Streams files of any size.

`csv.Sniffer` is not used, it fails on files of one column. `strict=True`, or an unclosed quotation mark would
silently swallow the rest of the file.
"""

import csv
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import BinaryIO, NamedTuple

import orjson

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.cells import clean_text, read_cell
from app.bulk_invites.csv.columns import Layout
from app.bulk_invites.csv.encoding import NAMES, detect_encoding, physical_lines
from app.bulk_invites.csv.errors import MAX_LINE
from app.bulk_invites.csv.header import find_columns
from app.bulk_invites.csv.mapping import Mapping, map_columns
from app.bulk_invites.csv.missing_header import Record

# In characters.
MAX_RECORD = MAX_LINE
# As many lines as a spreadsheet has.
MAX_EMPTY_LINES = 1_048_576
COLUMN_NAMES = ("Email", "Role", "Groups")


class Row(NamedTuple):
    """One row of an uploaded file, its text trimmed.

    `line` is physical: newlines within quotes count. `groups` are texts of one or more names each: which it is can be
    said by who knows the groups. `cells` are all its cells as they were uploaded; a row has
    surplus cells when it has more of them than the header.
    """

    line: int
    email: str
    role: str
    groups: tuple[str, ...]
    has_surplus_cells: bool
    cells: Sequence[str]


class CsvFile:
    """An uploaded CSV file. Raises InvalidCsv when it is opened or while its rows are read.

    `mapping` is what its columns mean, and how it is laid out, where the header does not say it.
    """

    def __init__(self, file: BinaryIO, mapping: tuple[Layout, Mapping] | None = None) -> None:
        self.file = file
        self.encoding = detect_encoding(file)
        self.encoding_name = NAMES[self.encoding]
        if mapping is None:
            self.columns = find_columns(self._first_line(), self.records)
        else:
            layout, meanings = mapping
            self.columns = map_columns(layout, self.names(layout), meanings)

    @property
    def column_names(self) -> tuple[str, ...]:
        return self.columns.names

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        return self.columns.ignored

    def rows(self) -> Iterator[Row]:
        """Yields the rows below the header; lines without any text are skipped."""
        with closing(self.records()) as records:
            for line, cells in records:
                if line > self.columns.layout.header_line:
                    yield self._row(line, cells)

    def names(self, layout: Layout) -> list[str]:
        """Returns what the header says that the layout names, nothing without one."""
        with closing(self.records(layout)) as records:
            return next((cells for line, cells in records if line == layout.header_line), [])

    def _first_line(self) -> str:
        with closing(physical_lines(self.file, self.encoding)) as lines:
            return next(lines, "")

    def records(self, layout: Layout | None = None) -> Generator[Record]:
        """Yields the records that hold any text, each with the line it begins in.

        Laid out as the file is, once that is known, unless another layout is given. Raises InvalidCsv.
        """
        layout = layout or self.columns.layout
        outer = "," if layout.is_nested else layout.delimiter
        line, empty = 1, 0
        with closing(physical_lines(self.file, self.encoding)) as physical:
            lines = _Lines(physical)
            reader = csv.reader(lines, delimiter=outer, strict=True, skipinitialspace=True)
            try:
                for cells in reader:
                    if any(cells) and any(map(str.strip, cells)):
                        yield line, (_unnested(cells, layout.delimiter) if layout.is_nested else cells)
                    else:
                        empty += 1
                        if empty > MAX_EMPTY_LINES:
                            raise errors.too_many_empty_lines(line)
                    line = reader.line_num + 1
                    lines.clear()
            except (csv.Error, _RecordTooLong):
                raise errors.cell_without_end(line + _opening_line(lines.record, outer)) from None

    def _row(self, line: int, cells: list[str]) -> Row:
        columns = self.columns
        return Row(
            line,
            _cell(cells, columns.email),
            _cell(cells, columns.role),
            tuple(filter(None, (_cell(cells, columns.groups),))),
            0 < len(columns.names) < len(cells) and any(map(str.strip, cells[len(columns.names) :])),
            cells,
        )


class RowsFile:
    """Rows that came by the API: `[email, role, *groups]` in JSON, one a line. The first row is in line 1."""

    column_names = COLUMN_NAMES
    encoding_name = None
    ignored_columns: tuple[str, ...] = ()

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    @staticmethod
    def write(rows: Iterable[Sequence[str]]) -> bytes:
        """Returns the bytes that this class reads."""
        return b"".join(orjson.dumps(each) + b"\n" for each in rows)

    def rows(self) -> Iterator[Row]:
        self.file.seek(0)
        for line, written in enumerate(self.file, start=1):
            if len(written) > MAX_RECORD:
                raise errors.line_too_long(line)
            email, role, *groups = map(clean_text, orjson.loads(written))
            cells = (email, role, "; ".join(groups))
            yield Row(line, email, role, tuple(filter(None, groups)), has_surplus_cells=False, cells=cells)


Source = CsvFile | RowsFile


def open_source(file: BinaryIO, *, is_csv: bool) -> Source:
    """Returns what reads rows from an uploaded file. Raises InvalidCsv."""
    return CsvFile(file) if is_csv else RowsFile(file)


class _RecordTooLong(Exception):  # noqa: N818 - reported as a cell without an end
    pass


class _Lines:
    """Passes lines to csv.reader and keeps those of the record that it is reading."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.record: list[str] = []
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.record.append(line)
        self.size += len(line)
        if self.size > MAX_RECORD:
            raise _RecordTooLong
        return line

    def clear(self) -> None:
        self.record.clear()
        self.size = 0


def _unnested(cells: list[str], delimiter: str) -> list[str]:
    """Returns the cells within a single one. Raises csv.Error."""
    if len(cells) > 1:
        return cells
    return next(csv.reader(cells, delimiter=delimiter, strict=True, skipinitialspace=True), [""])


def _cell(cells: list[str], place: int | None) -> str:
    if place is None or place >= len(cells):
        return ""
    return read_cell(cells[place])


def _opening_line(record: list[str], delimiter: str) -> int:
    """Returns how many lines below the record's first one its last quoted cell opens."""
    cell_ends = f"{delimiter}\r\n"
    opened, is_quoted, before = 0, False, delimiter
    for place, line in enumerate(record):
        for character in line:
            if character == " " and not is_quoted and before in cell_ends:
                continue
            if character == '"':
                if is_quoted:
                    is_quoted = False
                elif before in cell_ends:
                    opened, is_quoted = place, True
                elif before == '"':
                    is_quoted = True
            if not is_quoted or character == '"':
                before = character
    return opened
