"""From records to rows with what their columns mean, or an error of the whole file. Streams files of any size."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import BinaryIO, NamedTuple

import orjson

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.cells import clean_text, read_cell
from app.bulk_invites.csv.columns import Columns, Record
from app.bulk_invites.csv.header import find_columns
from app.bulk_invites.csv.records import MAX_RECORD, CsvRecords

COLUMN_NAMES = ("Email", "Role", "Groups")


class Row(NamedTuple):
    """One row of an uploaded file, its text trimmed.

    `line` is physical: newlines within quotes count. `cells` are all its cells as they were uploaded; a row has
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

    `columns` says what its columns mean, and how it is laid out; None: its header does.
    """

    def __init__(self, file: BinaryIO | CsvRecords, columns: Columns | None = None) -> None:
        self.file = file if isinstance(file, CsvRecords) else CsvRecords(file)
        self.encoding_name = self.file.encoding_name
        self.columns = columns or find_columns(self.file.first_line(), self.file.read)

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        return self.columns.ignored

    def records(self) -> Generator[Record]:
        """Yields the records that hold any text, each with the line it begins in."""
        return self.file.read(self.columns.layout)

    def rows(self) -> Iterator[Row]:
        """Yields the rows below the header; lines without any text are skipped."""
        email, role, groups = self.columns.mapping
        header_line, width = self.columns.layout.header_line, self.columns.width
        with closing(self.records()) as records:
            for line, cells in records:
                if line > header_line:
                    yield Row(
                        line,
                        _cell(cells, email),
                        _cell(cells, role),
                        tuple(filter(None, (_cell(cells, groups),))),
                        width is not None and len(cells) > width and any(map(str.strip, cells[width:])),
                        cells,
                    )


class RowsFile:
    """Rows that came by the API: `[email, role, *groups]` in JSON, one a line. The first row is in line 1."""

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


def _cell(cells: list[str], place: int | None) -> str:
    if place is None or place >= len(cells):
        return ""
    return read_cell(cells[place])
