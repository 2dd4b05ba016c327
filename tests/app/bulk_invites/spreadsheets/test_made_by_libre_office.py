"""Files that LibreOffice saved in each format, of the sheets in `files/people.fods`: see `make_files`."""

import pytest

from app.bulk_invites.csv.formats import is_spreadsheet
from tests.support.spreadsheets import FILES, read_sheet

SEP = "\u2028"
ROWS = [
    "",
    "",
    ",Email,Role,Groups,Since,Part,Active,Number",
    ",jörg.müller@example.com,Analyst,München; São Paulo,2024-02-29,50%,TRUE,4915112345678",
    f",ada@example.com,Group Admin,München{SEP}Zürich,#N/A,0.3,FALSE,7",
    ",hidden@example.com,Group Admin",
    ",seen@example.com,Group Admin",
    "",
    "",
    "",
    ",filtered@example.com,Analyst",
    ",rich@example.com,Analyst",
]
# LibreOffice writes neither the empty rows above nor hidden ones into a page, and dates as they are shown.
ROWS_OF_PAGE = [row.removeprefix(",").replace("2024-02-29", "29.02.2024") for row in ROWS[2:5] + ROWS[6:10] + ROWS[11:]]


@pytest.mark.parametrize("kind", ["xlsx", "xlsm", "ods", "xls"])
async def test_rows_keep_their_numbers_and_cells_what_people_see(kind: str) -> None:
    sheets, text, hidden = await read_sheet((FILES / f"people.{kind}").read_bytes(), 1)
    assert sheets == ["Notes", "Leute & Rollen", "Aside"]
    assert text.split("\r\n")[:-1] == ROWS
    assert hidden == [[6, 6], [11, 11]]


async def test_a_page_has_its_tables_as_sheets() -> None:
    sheets, text, _ = await read_sheet((FILES / "people.html").read_bytes(), 1)
    assert sheets == ["Table 1", "Table 2"]
    assert text.split("\r\n")[:-1] == ROWS_OF_PAGE


@pytest.mark.parametrize("kind", ["xlsx", "xlsm", "ods", "xls", "html"])
def test_the_kind_is_told_by_content(kind: str) -> None:
    with (FILES / f"people.{kind}").open("rb") as file:
        assert is_spreadsheet(file)
