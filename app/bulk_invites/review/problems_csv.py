"""The rows with problems as a CSV file to correct: the columns that are used, and one that names the problems."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from app.bulk_invites import uploaded_file
from app.bulk_invites.chunks import CHUNK_ROWS, chunks
from app.bulk_invites.csv import errors
from app.bulk_invites.csv.cells import escape_formulas
from app.bulk_invites.csv.columns import Columns, Layout
from app.bulk_invites.csv.file_columns import read_columns
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.csv.reader import COLUMN_NAMES, CsvFile, RowsFile, Source
from app.bulk_invites.csv.records import CsvRecords
from app.bulk_invites.csv.stored_mapping import read_mapping
from app.bulk_invites.lifecycle import HAS_ROWS_SQL
from app.bulk_invites.review.problems import read_problems
from app.database.sql import Row, row, rows
from app.errors import InvalidCsv

PROBLEM_COLUMN = "Problem"
OF_ROWS_FILE = Columns(Layout(0, ","), COLUMN_NAMES, Mapping(0, 1, 2))


async def problems_csv(bulk_invite_id: UUID) -> AsyncIterator[bytes]:
    """Yields UTF-8 with a byte order mark, by which spreadsheets recognize it; formulas are escaped, cells quoted.

    A file with semicolons gets semicolons: the spreadsheet that wrote it splits lines at nothing else. Rows that were
    edited come as they are now, and so do all of a file that is deleted. Where they are, too, or the file is no CSV,
    there is only a header.
    """
    yield "\ufeff".encode()
    with TemporaryFile() as file:
        await uploaded_file.load(bulk_invite_id, file)
        # After the file, which is deleted at once: without it, a part of it may have been loaded.
        stored = await row(
            """
            SELECT is_csv, columns, mapping,
                   EXISTS (SELECT FROM bulk_invite_pieces WHERE bulk_invite_id = $1) AS has_file
              FROM bulk_invites WHERE id = $1 AND purged_at IS NULL
            """,
            bulk_invite_id,
        )
        try:
            columns, source = _open(stored, file)
        except InvalidCsv:
            yield _encode([[*COLUMN_NAMES, PROBLEM_COLUMN]], ",")
            return
        delimiter = ";" if columns.layout.delimiter == ";" else ","
        yield _encode([[*columns.titles().values(), PROBLEM_COLUMN]], delimiter)
        found = _with_cells(bulk_invite_id, source) if source else _without_cells(bulk_invite_id)
        async for each in found:
            yield _encode((_cells(columns, uploaded, stored) for uploaded, stored in each), delimiter)


def _open(stored: Row | None, file: BinaryIO) -> tuple[Columns, Source | None]:
    """Returns the columns and the file, None where it is deleted. Raises InvalidCsv where there is nothing to read."""
    if stored is None:
        raise errors.empty()
    if not stored["is_csv"]:
        return OF_ROWS_FILE, RowsFile(file)
    mapped = read_mapping(stored["mapping"]) if stored["mapping"] else None
    if mapped is None or mapped.layout is None:
        source = CsvFile(file)
        return source.columns, source
    if stored["has_file"]:
        records = CsvRecords(file)
        columns = records.columns(mapped.layout, mapped.mapping)
        return columns, CsvFile(records, columns)
    names = tuple(each.header for each in read_columns(stored["columns"])) if mapped.layout.header_line else ()
    return Columns(mapped.layout, names, mapped.mapping), None


async def _with_cells(bulk_invite_id: UUID, source: Source) -> AsyncIterator[list[tuple[Sequence[str], Row]]]:
    """Yields the rows with problems as they were uploaded and as they are stored."""
    for chunk in chunks(source.rows()):
        stored_rows = await _rows_with_problems(bulk_invite_id, chunk[0].line, chunk[-1].line)
        by_line = {each["line"]: each for each in stored_rows}
        yield [(each.cells, by_line[each.line]) for each in chunk if each.line in by_line]


async def _without_cells(bulk_invite_id: UUID) -> AsyncIterator[list[tuple[Sequence[str], Row]]]:
    """Yields the rows with problems as if each had been edited."""
    last_line = 0
    while stored_rows := await _rows_with_problems(bulk_invite_id, last_line + 1):
        last_line = stored_rows[-1]["line"]
        yield [((), {**each, "is_edited": True}) for each in stored_rows]


async def _rows_with_problems(bulk_invite_id: UUID, first_line: int, last_line: int | None = None) -> list[Row]:
    """Returns the first rows from one line to another, or to the end, that have problems."""
    return await rows(
        f"""
        SELECT line, email, role, groups, has_surplus_cells, is_edited, problems FROM bulk_invite_rows
         WHERE bulk_invite_id = $1 AND line >= $2 AND ($3::int IS NULL OR line <= $3) AND problems IS NOT NULL
           AND {HAS_ROWS_SQL}
         ORDER BY line LIMIT {CHUNK_ROWS}
        """,
        bulk_invite_id,
        first_line,
        last_line,
    )


def _cells(columns: Columns, uploaded: Sequence[str], stored: Row) -> list[str]:
    cells = dict(enumerate(uploaded))
    is_surplus = columns.width is not None and (stored["has_surplus_cells"] or not stored["is_edited"])
    surplus = uploaded[columns.width :] if is_surplus else ()
    if stored["is_edited"]:
        edited = (stored["email"], stored["role"], "; ".join(stored["groups"]))
        cells |= {place: text for place, text in zip(columns.mapping, edited, strict=True) if place is not None}
    problem = " ".join(problem.message for problem in read_problems(stored["problems"]))
    return [*(cells.get(place, "") for place in columns.titles()), problem, *surplus]


def _encode(records: Iterable[Sequence[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([escape_formulas(cell) for cell in record] for record in records)
    return text.getvalue().encode()
