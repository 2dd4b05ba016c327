"""Workbooks of .xls, record by record: what calamine does not tell of them."""

import io
import struct

import pytest

from app.bulk_invites.spreadsheets.child.sheet_details import NO_DETAILS
from app.bulk_invites.spreadsheets.child.xls_details import xls_details
from tests.support import old_workbooks as biff
from tests.support.old_workbooks import cell, label, record, row, substream, xls
from tests.support.spreadsheets import people, read_sheet

PERCENT = 9
STYLES = (0, PERCENT)
ADDRESSES = label(0, 0, "Email") + label(1, 0, "a@example.com")
HALF = struct.pack("<d", 0.5)


async def rows_of(content: bytes, place: int = 0) -> list[str]:
    return (await read_sheet(content, place)).text.split("\r\n")[:-1]


class TestRows:
    @pytest.mark.parametrize("version", [biff.BIFF5, biff.BIFF8])
    async def test_hidden_ones_are_told(self, version: int) -> None:
        rows = row(0) + row(1, is_hidden=True) + row(2, is_hidden=True) + row(3)
        cells = b"".join(label(number, 0, "text", version) for number in range(4))
        assert (await read_sheet(xls(rows + cells, version=version))).hidden == [[2, 3]]

    async def test_each_sheet_has_its_own(self) -> None:
        content = xls(row(1) + ADDRESSES, row(1, is_hidden=True) + ADDRESSES)
        assert [(await read_sheet(content, place)).hidden for place in range(2)] == [[], [[2, 2]]]

    async def test_those_of_a_chart_within_the_sheet_are_none(self) -> None:
        chart = substream(row(0, is_hidden=True) + cell(biff.NUMBER, 1, 0, HALF, style=1), biff.CHART)
        found = await read_sheet(xls(chart + row(1, is_hidden=True) + ADDRESSES + chart, styles=STYLES))
        assert (found.text, found.hidden) == ("Email\r\na@example.com\r\n", [[2, 2]])


class TestCells:
    @pytest.mark.parametrize(("code", "text"), [("0.0%", "50.0%"), ("00", "00"), ('#,##0 %;[Red]"-"0.00', "50%")])
    @pytest.mark.parametrize("version", [biff.BIFF5, biff.BIFF8])
    async def test_numbers_have_the_digits_of_their_format(self, version: int, code: str, text: str) -> None:
        wide = struct.pack("<HHB", 164, len(code), 1) + code.encode("utf-16-le")
        narrow = struct.pack("<HB", 164, len(code)) + code.encode("cp1252")
        formats = record(biff.FORMAT, wide if version == biff.BIFF8 else narrow)
        sheet = cell(biff.NUMBER, 0, 0, HALF, style=1) + cell(biff.NUMBER, 0, 1, HALF)
        assert await rows_of(xls(sheet, styles=(0, 164), formats=formats, version=version)) == [f"{text},0.5"]

    async def test_percentages_of_packed_numbers_and_formulas(self) -> None:
        quarter = struct.pack("<d", 0.25)[4:]
        sheet = (
            cell(biff.RK, 0, 0, struct.pack("<I", 50 << 2 | 3), style=1)
            + cell(biff.RK, 0, 1, struct.pack("<i", -2 << 2 | 2), style=1)
            + record(biff.MULTIPLE_RK, struct.pack("<3HIH4sH", 0, 2, 0, 7 << 2 | 2, 1, quarter, 3))
            + cell(biff.FORMULA, 0, 4, HALF + bytes(8), style=1)
        )
        assert await rows_of(xls(sheet, styles=STYLES)) == ["50%,-200%,7,25%,50%"]

    async def test_errors_are_what_they_are_called(self) -> None:
        codes = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
        sheet = b"".join(cell(biff.ERROR, 0, place, bytes([code, 1])) for place, code in enumerate(codes))
        of_formula = cell(biff.FORMULA, 0, len(codes), b"\x02\0\x2a\0\0\0\xff\xff" + bytes(8), style=1)
        true = cell(biff.ERROR, 0, len(codes) + 1, b"\x01\0")
        assert await rows_of(xls(sheet + of_formula + true, styles=STYLES)) == [
            ",".join([*codes.values(), "#N/A", "TRUE"])
        ]


class TestDamage:
    async def test_records_that_end_too_early_cost_the_details_alone(self) -> None:
        sheet = row(1, is_hidden=True) + ADDRESSES + record(biff.ROW, b"\0")
        found = await read_sheet(xls(sheet))
        assert (found.text, found.hidden) == ("Email\r\na@example.com\r\n", [])

    def test_whatever_is_damaged_there_are_details_or_none(self) -> None:
        content = xls(row(1, is_hidden=True) + ADDRESSES + cell(biff.NUMBER, 0, 1, HALF, style=1), styles=STYLES)
        assert xls_details(io.BytesIO(content), 0).hidden == [[2, 2]]
        assert xls_details(io.BytesIO(content), 1) == NO_DETAILS
        for at in range(1_400):
            damaged = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
            xls_details(io.BytesIO(damaged), 0)
            xls_details(io.BytesIO(content[:at]), 0)

    async def test_a_workbook_of_another_kind_that_is_embedded_changes_nothing(self) -> None:
        content = xls(row(1, is_hidden=True) + ADDRESSES) + people("other@example.com")
        found = await read_sheet(content)
        assert (found.text, found.hidden) == ("Email\r\na@example.com\r\n", [[2, 2]])
