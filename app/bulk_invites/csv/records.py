"""From bytes to records: the cells of each line of CSV, with its physical line number. Streams files of any size.

`csv.Sniffer` is not used, it fails on files of one column. `strict=True`, or an unclosed quotation mark would
silently swallow the rest of the file.
"""

import csv
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice
from typing import BinaryIO

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.columns import Columns, Layout, Record
from app.bulk_invites.csv.encoding import NAMES, detect_encoding, physical_lines
from app.bulk_invites.csv.errors import MAX_LINE
from app.bulk_invites.csv.header import MAX_LINES_TO_HEADER
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.csv.missing_header import header_line
from app.characters import trimmed

# In characters.
MAX_RECORD = MAX_LINE
# As many lines as a spreadsheet has.
MAX_EMPTY_LINES = 1_048_576


class CsvRecords:
    """The records of an uploaded CSV file, however it is laid out. Raises InvalidCsv when it is opened or read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.encoding = detect_encoding(file)
        self.encoding_name = NAMES[self.encoding]

    def first_line(self) -> str:
        """Returns the first physical line, with its end."""
        with closing(physical_lines(self.file, self.encoding)) as lines:
            return next(lines, "")

    def read(self, layout: Layout) -> Generator[Record]:
        """Yields the records that hold any text, each with the line it begins in."""
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

    def names(self, layout: Layout) -> list[str]:
        """Returns the cells of the line that names the columns, nothing without one."""
        if not layout.header_line:
            return []
        with closing(self.read(layout)) as records:
            return next((cells for line, cells in records if line == layout.header_line), [])

    def columns(self, layout: Layout, mapping: Mapping) -> Columns:
        """Returns the columns of the file, which is laid out so, with what they mean."""
        return Columns(layout, tuple(map(trimmed, self.names(layout))), mapping)

    def likely_header_line(self, layout: Layout) -> int:
        """Returns the line that ought to name the columns: the first that is no title."""
        with closing(self.read(layout)) as records:
            return header_line(list(islice(records, MAX_LINES_TO_HEADER)))[0]

    def first_rows(self, layout: Layout, count: int) -> list[list[str]]:
        """Returns the cells of the first records below the header."""
        with closing(self.read(layout)) as records:
            return list(islice((cells for line, cells in records if line > layout.header_line), count))


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
    if any(map(str.strip, cells[1:])):
        return cells
    return next(csv.reader(cells[:1], delimiter=delimiter, strict=True, skipinitialspace=True), [""])


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
