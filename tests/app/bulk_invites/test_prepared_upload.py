"""What of an upload is stored."""

import pytest

from app.bulk_invites.prepared_upload import prepare
from app.bulk_invites.uploaded_file import BytesContent
from app.errors import InvalidCsv
from tests.support.spreadsheets import people


async def stored(content: bytes, *, asks_for_columns: bool) -> tuple[bytes, int | None, bool]:
    """Returns the bytes, how many rows they are known to have, and whether they are a spreadsheet."""
    async with prepare(BytesContent(content), is_csv=True, asks_for_columns=asks_for_columns) as prepared:
        return b"".join([each async for each in prepared.content.pieces()]), prepared.row_count, prepared.is_spreadsheet


class TestStored:
    @pytest.mark.parametrize("asks_for_columns", [True, False])
    async def test_a_spreadsheet_is_as_it_came(self, asks_for_columns: bool) -> None:
        workbook = people("ada@example.com")
        assert await stored(workbook, asks_for_columns=asks_for_columns) == (workbook, None, True)

    async def test_columns_without_a_meaning_are_only_there_where_somebody_is_asked(self) -> None:
        text = b"Salary,Email\r\n1,ada@example.com\r\n"
        assert await stored(text, asks_for_columns=True) == (text, 1, False)
        assert await stored(text, asks_for_columns=False) == (b'"Salary","Email"\r\n,ada@example.com\r\n', 1, False)

    async def test_a_file_whose_columns_are_not_understood_waits_where_somebody_is_asked(self) -> None:
        text = b"Name,Kontakt\r\nAda,ada@example.com\r\n"
        assert await stored(text, asks_for_columns=True) == (text, None, False)
        with pytest.raises(InvalidCsv, match="The addresses are in column"):
            await stored(text, asks_for_columns=False)

    async def test_what_no_mapping_mends_is_refused_all_the_same(self) -> None:
        for content in (b"", b"%PDF-1.7", b"PK\x03\x04"):
            with pytest.raises(InvalidCsv):
                await stored(content, asks_for_columns=True)
