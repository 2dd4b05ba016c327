"""What of an uploaded file is stored: nothing of columns that mean nothing here."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.actions import Upload, create_bulk_invite
from app.bulk_invites.csv.kept_cells import write_kept_cells
from app.bulk_invites.csv.reader import CsvFile, Row
from app.bulk_invites.prepared_upload import SMALL_FILE_BYTES
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import value
from app.errors import InvalidCsv
from tests.support.bulk_uploads import now, rows_of, upload, validated, verdicts, work
from tests.support.factories import make_admin

STORED = "SELECT convert_from(string_agg(content, '' ORDER BY number), 'UTF8') FROM bulk_invite_pieces"
cells = st.text(alphabet='a@.,;"\n\r =\u00e9', max_size=6)


def read(file: CsvFile) -> list[Row]:
    return [row._replace(cells=()) for row in file.rows()]


@given(st.lists(st.lists(cells, min_size=1, max_size=6), max_size=6), st.sampled_from(",;\t|"))
def test_the_rows_are_the_same_without_the_other_cells(records: list[list[str]], delimiter: str) -> None:
    quoted = (delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in record) for record in records)
    text = f"A title\r\n\r\nSalary{delimiter}Email{delimiter}Groups{delimiter}\n" + "\n\n".join(quoted)
    uploaded = CsvFile(io.BytesIO(text.encode()))
    stored = io.BytesIO()
    count = write_kept_cells(uploaded, stored)
    kept = CsvFile(stored)
    assert read(kept) == read(uploaded)
    assert count == len(read(kept))
    assert kept.ignored_columns == uploaded.ignored_columns
    assert all(not row.cells[0].strip("*\r\n ") for row in kept.rows())


def test_lines_that_are_each_a_quoted_cell_keep_the_same_cells() -> None:
    text = 'Title\r\n"Email,Salary,Role"\r\n"ada@example.com,1000,""Analyst"""\r\n\r\n"eve@example.com,2000,Remote"\r\n'
    uploaded, stored = CsvFile(io.BytesIO(text.encode())), io.BytesIO()
    assert write_kept_cells(uploaded, stored) == 2
    assert read(CsvFile(stored)) == read(uploaded)
    assert [row.line for row in read(uploaded)] == [3, 5]
    assert b"000" not in stored.getvalue()


@pytest.mark.usefixtures("database")
class TestStored:
    async def test_cells_of_ignored_columns_are_stored_nowhere(self) -> None:
        admin = await make_admin()
        text = 'Name;Email;Salary;Role;;\r\nAda;nobody;"90 000\nEUR";Analyst;secret;\r\n;ada@example.com;1;Boss'
        bulk_invite_id = await validated(admin, text)
        assert (
            await value(STORED)
            == '"Name";"Email";"Salary";"Role";"";""\r\n;nobody;"\n";Analyst;;\r\n;ada@example.com;;Boss\r\n'
        )
        assert await verdicts(bulk_invite_id) == [(2, "error", ["INVALID_EMAIL"]), (4, "error", ["INVALID_ROLE"])]
        assert (await now(admin, bulk_invite_id)).ignored_columns == ("Name", "Salary")

    async def test_what_was_left_out_is_known_before_a_worker_reads_the_file(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, "Name,Email\nAda,ada@example.com\n".encode("utf-16"))
        found = await now(admin, bulk_invite_id)
        assert (found.ignored_columns, found.encoding) == (("Name",), "UTF-16")

    async def test_a_row_without_text_in_a_used_column_is_still_a_row(self) -> None:
        bulk_invite_id = await validated(await make_admin(), "Name,Email,Role\nAda,,\nEve,eve@example.com,Analyst\n")
        assert await verdicts(bulk_invite_id) == [(2, "error", ["REQUIRED", "REQUIRED"]), (3, "valid", [])]

    async def test_a_large_file_is_reduced_too_and_refused_at_once_where_it_cannot_be_read(self) -> None:
        admin = await make_admin()
        text = "Email,Notes\n" + f"ada@example.com,{'secret ' * 9_000}\n" * 20
        assert len(text) > SMALL_FILE_BYTES
        bulk_invite_id = await upload(admin, text)
        assert "secret" not in await value(STORED)
        await work()
        assert len(await rows_of(bulk_invite_id)) == 20
        with pytest.raises(InvalidCsv, match="A cell in line 22 begins with a quotation mark"):
            await create_bulk_invite(admin, Upload(BytesContent(f'{text}"'.encode()), is_csv=True), is_reviewed=True)

    async def test_a_file_of_used_columns_is_stored_as_it_came(self) -> None:
        text = "Email, Role\n ada@example.com,Analyst\n"
        await upload(await make_admin(), text)
        assert await value(STORED) == text
