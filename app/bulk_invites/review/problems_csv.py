"""The rows with problems as a CSV file: the columns that were uploaded and a column that says what is wrong."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from uuid import UUID

from app.bulk_invites import uploaded_file
from app.bulk_invites.chunks import chunks
from app.bulk_invites.csv.reader import COLUMN_NAMES, CsvFile, Row, neutralised, open_source
from app.bulk_invites.review.staging import read_problems
from app.database.sql import Row as Record
from app.database.sql import row, rows
from app.errors import InvalidCsv

PROBLEM_COLUMN = "Problem"


async def problems_csv(bulk_invite_id: UUID) -> AsyncIterator[bytes]:
    """UTF-8 with a mark, so that spreadsheets know it; nothing in it is computed when one opens it.

    A file with semicolons gets semicolons: the spreadsheet that wrote it takes nothing else apart. Rows that were
    fixed in place come as they are now. Of a file that is gone, or that is no CSV, only the header.
    """
    yield "\ufeff".encode()
    kept = await row("SELECT is_csv FROM bulk_invites WHERE id = $1 AND purged_at IS NULL", bulk_invite_id)
    with TemporaryFile() as file:
        if kept is not None:
            await uploaded_file.load(bulk_invite_id, file)
        try:
            source = open_source(file, is_csv=kept is not None and kept["is_csv"])
        except InvalidCsv:
            yield _written([COLUMN_NAMES], ",")
            return
        csv_file = source if isinstance(source, CsvFile) else None
        delimiter = ";" if csv_file and csv_file.columns.delimiter == ";" else ","
        yield _written([[*_without_problem(source.column_names, source.column_names), PROBLEM_COLUMN]], delimiter)
        for chunk in chunks(source.rows()):
            problematic = await _problematic(bulk_invite_id, chunk[0].line, chunk[-1].line)
            cells = ([*_cells(csv_file, each, problematic[each.line])] for each in chunk if each.line in problematic)
            yield _written(cells, delimiter)


async def _problematic(bulk_invite_id: UUID, first_line: int, last_line: int) -> Mapping[int, Record]:
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


def _cells(source: CsvFile | None, uploaded: Row, staged: Record) -> Iterator[str]:
    names = source.column_names if source else COLUMN_NAMES
    cells = list(uploaded.cells) + [""] * (len(names) - len(uploaded.cells))
    if staged["is_edited"]:
        columns = (source.columns.email, source.columns.role, source.columns.groups) if source else (0, 1, 2)
        fixed = (staged["email"], staged["role"], "; ".join(staged["groups"]))
        cells = cells[: len(names)]
        for place, text in zip(columns, fixed, strict=True):
            if place is not None:
                cells[place] = text
    yield from _without_problem(names, cells)
    yield " ".join(problem.message for problem in read_problems(staged["problems"]))
    yield from cells[len(names) :]


def _without_problem(names: Sequence[str], cells: Sequence[str]) -> list[str]:
    """A file that was downloaded from here, fixed and uploaded has that column already."""
    return [cell for name, cell in zip(names, cells, strict=False) if name != PROBLEM_COLUMN]


def _written(records: Iterable[Sequence[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([neutralised(cell) for cell in record] for record in records)
    return text.getvalue().encode()
