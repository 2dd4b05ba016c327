"""The rows with problems as a CSV file to correct: the columns that were uploaded, and one that names the problems."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from uuid import UUID

from app.bulk_invites import uploaded_file
from app.bulk_invites.chunks import chunks
from app.bulk_invites.csv.cells import escape_formula
from app.bulk_invites.csv.reader import COLUMN_NAMES, CsvFile, Row, open_source
from app.bulk_invites.review.problems import read_problems
from app.database.sql import Row as StoredRow
from app.database.sql import row, rows
from app.errors import InvalidCsv

PROBLEM_COLUMN = "Problem"


async def problems_csv(bulk_invite_id: UUID) -> AsyncIterator[bytes]:
    """Yields UTF-8 with a byte order mark, by which spreadsheets recognize it; formulas are escaped.

    A file with semicolons gets semicolons: the spreadsheet that wrote it splits lines at nothing else. Rows that were
    edited come as they are now. Where the file has been purged or is no CSV, there is only a header.
    """
    yield "\ufeff".encode()
    stored = await row("SELECT is_csv FROM bulk_invites WHERE id = $1 AND purged_at IS NULL", bulk_invite_id)
    with TemporaryFile() as file:
        if stored is not None:
            await uploaded_file.load(bulk_invite_id, file)
        try:
            source = open_source(file, is_csv=stored is not None and stored["is_csv"])
        except InvalidCsv:
            yield _encode([COLUMN_NAMES], ",")
            return
        csv_file = source if isinstance(source, CsvFile) else None
        delimiter = ";" if csv_file and csv_file.columns.delimiter == ";" else ","
        yield _encode([[*_without_problem(source.column_names, source.column_names), PROBLEM_COLUMN]], delimiter)
        for chunk in chunks(source.rows()):
            stored_rows = await _rows_with_problems(bulk_invite_id, chunk[0].line, chunk[-1].line)
            cells = ([*_cells(csv_file, each, stored_rows[each.line])] for each in chunk if each.line in stored_rows)
            yield _encode(cells, delimiter)


async def _rows_with_problems(bulk_invite_id: UUID, first_line: int, last_line: int) -> Mapping[int, StoredRow]:
    """Returns the rows from the first to the last line that have problems, by line."""
    found = await rows(
        """
        SELECT line, email, role, groups, is_edited, problems FROM bulk_invite_rows
         WHERE bulk_invite_id = $1 AND line BETWEEN $2 AND $3 AND problems IS NOT NULL
        """,
        bulk_invite_id,
        first_line,
        last_line,
    )
    return {each["line"]: each for each in found}


def _cells(source: CsvFile | None, uploaded: Row, stored: StoredRow) -> Iterator[str]:
    names = source.column_names if source else COLUMN_NAMES
    cells = list(uploaded.cells) + [""] * (len(names) - len(uploaded.cells))
    if stored["is_edited"]:
        columns = (source.columns.email, source.columns.role, source.columns.groups) if source else (0, 1, 2)
        edited = (stored["email"], stored["role"], "; ".join(stored["groups"]))
        cells = cells[: len(names)]
        for place, text in zip(columns, edited, strict=True):
            if place is not None:
                cells[place] = text
    yield from _without_problem(names, cells)
    yield " ".join(problem.message for problem in read_problems(stored["problems"]))
    yield from cells[len(names) :]


def _without_problem(names: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Leaves out the column of problems, which a corrected and uploaded file of problems has already."""
    return [cell for name, cell in zip(names, cells, strict=False) if name != PROBLEM_COLUMN]


def _encode(records: Iterable[Sequence[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([escape_formula(cell) for cell in record] for record in records)
    return text.getvalue().encode()
