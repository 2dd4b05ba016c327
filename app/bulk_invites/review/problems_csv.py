"""The rows with problems as a CSV file to correct: the columns that are used, and one that names the problems."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from tempfile import TemporaryFile
from uuid import UUID

from app.bulk_invites import uploaded_file
from app.bulk_invites.chunks import chunks
from app.bulk_invites.csv.cells import escape_formulas
from app.bulk_invites.csv.reader import COLUMN_NAMES, CsvFile, Row, open_source
from app.bulk_invites.review.problems import read_problems
from app.database.sql import Row as StoredRow
from app.database.sql import row, rows
from app.errors import InvalidCsv

PROBLEM_COLUMN = "Problem"


async def problems_csv(bulk_invite_id: UUID) -> AsyncIterator[bytes]:
    """Yields UTF-8 with a byte order mark, by which spreadsheets recognize it; formulas are escaped, cells quoted.

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
        delimiter = ";" if csv_file and csv_file.columns.layout.delimiter == ";" else ","
        places = sorted(csv_file.columns.used) if csv_file else range(len(COLUMN_NAMES))
        yield _encode([[*(source.column_names[place] for place in places), PROBLEM_COLUMN]], delimiter)
        for chunk in chunks(source.rows()):
            stored_rows = await _rows_with_problems(bulk_invite_id, chunk[0].line, chunk[-1].line)
            found = ((each, stored_rows[each.line]) for each in chunk if each.line in stored_rows)
            yield _encode((_cells(csv_file, places, uploaded, stored) for uploaded, stored in found), delimiter)


async def _rows_with_problems(bulk_invite_id: UUID, first_line: int, last_line: int) -> Mapping[int, StoredRow]:
    """Returns the rows from the first to the last line that have problems, by line."""
    found = await rows(
        """
        SELECT line, email, role, groups, has_surplus_cells, is_edited, problems FROM bulk_invite_rows
         WHERE bulk_invite_id = $1 AND line BETWEEN $2 AND $3 AND problems IS NOT NULL
        """,
        bulk_invite_id,
        first_line,
        last_line,
    )
    return {each["line"]: each for each in found}


def _cells(source: CsvFile | None, places: Sequence[int], uploaded: Row, stored: StoredRow) -> list[str]:
    width = len(source.column_names if source else COLUMN_NAMES)
    cells = dict(enumerate(uploaded.cells))
    surplus = [] if stored["is_edited"] and not stored["has_surplus_cells"] else list(uploaded.cells[width:])
    if stored["is_edited"]:
        columns = (source.columns.email, source.columns.role, source.columns.groups) if source else (0, 1, 2)
        edited = (stored["email"], stored["role"], "; ".join(stored["groups"]))
        cells |= {place: text for place, text in zip(columns, edited, strict=True) if place is not None}
    problem = " ".join(problem.message for problem in read_problems(stored["problems"]))
    return [*(cells.get(place, "") for place in places), problem, *surplus]


def _encode(records: Iterable[Sequence[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([escape_formulas(cell) for cell in record] for record in records)
    return text.getvalue().encode()
