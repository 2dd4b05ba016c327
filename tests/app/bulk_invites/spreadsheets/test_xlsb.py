"""Binary workbooks, record by record as MS-XLSB has them: LibreOffice cannot write any."""

import struct
from collections.abc import Mapping

from tests.support.spreadsheets import archive, read_sheet

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED, ERROR, NUMBER, FORMULA_NUMBER, FORMULA_ERROR = 2, 3, 5, 9, 11
BEGIN_FORMATS, END_FORMATS = 615, 616
FORMAT, STYLE, BEGIN_STYLES, END_STYLES, BEGIN_OTHERS, END_OTHERS = 44, 47, 617, 618, 626, 627
ROW, TEXT, BEGIN_SHEET, BEGIN_BOOK, END_BOOK = 0, 6, 129, 131, 132
BEGIN_SHEETS, END_SHEETS, BEGIN_DATA, END_DATA, DIMENSION, SHEET, MERGED = 143, 144, 145, 146, 148, 156, 176


async def test_rows_hidden_ones_and_merged_cells() -> None:
    sheet = (
        _record(BEGIN_SHEET)
        + _record(DIMENSION, struct.pack("<4I", 1, 3, 0, 1))
        + _record(BEGIN_DATA)
        + _row(1, "Email", "Role")
        + _row(2, "müller@example.com", "Analyst", is_hidden=True)
        + _row(3, "ada@example.com")
        + _record(END_DATA)
        + _record(MERGED, struct.pack("<4I", 2, 3, 1, 1))
    )
    sheets, text, hidden = await read_sheet(_workbook(sheet))
    assert (sheets, hidden) == (["People"], [[3, 3]])
    assert text == "\r\nEmail,Role\r\nmüller@example.com,Analyst\r\nada@example.com,Analyst\r\n"


async def test_percentages_leading_zeros_and_errors() -> None:
    sheet = (
        _record(BEGIN_SHEET)
        + _record(DIMENSION, struct.pack("<4I", 0, 0, 0, 7))
        + _record(BEGIN_DATA)
        + _row(0)
        + _record(PACKED, struct.pack("<3I", 0, 1, 50 << 2 | 3))
        + _record(NUMBER, struct.pack("<IId", 1, 2, 0.25))
        + _record(NUMBER, struct.pack("<IId", 2, 0, 0.25))
        + _record(ERROR, struct.pack("<IIB", 3, 1, 0x2A))
        + _record(FORMULA_ERROR, struct.pack("<IIBH", 4, 0, 0x07, 0) + bytes(8))
        + _record(FORMULA_NUMBER, struct.pack("<IIdH", 5, 1, 0.75, 0) + bytes(8))
        + _record(NUMBER, struct.pack("<IId", 6, 3, 12))
        + _record(END_DATA)
    )
    others = _record(BEGIN_OTHERS) + _style(10) + _record(END_OTHERS)
    styles = (
        _record(BEGIN_FORMATS, struct.pack("<I", 2))
        + _record(FORMAT, struct.pack("<H", 164) + _wide("0.0%"))
        + _record(FORMAT, struct.pack("<H", 165) + _wide("0000"))
        + _record(END_FORMATS)
        + others
        + _record(BEGIN_STYLES, struct.pack("<I", 4))
        + b"".join(map(_style, (0, 9, 164, 165)))
        + _record(END_STYLES)
        + others
    )
    _, text, _ = await read_sheet(_workbook(sheet, {"xl/styles.bin": styles}))
    assert text == "50%,25.0%,0.25,#N/A,#DIV/0!,75%,0012\r\n"


def _workbook(sheet: bytes, parts: Mapping[str, bytes] | None = None) -> bytes:
    listed = struct.pack("<2I", 0, 1) + _wide("r1") + _wide("People")
    book = (_record(BEGIN_BOOK), _record(BEGIN_SHEETS), _record(SHEET, listed), _record(END_SHEETS), _record(END_BOOK))
    relations = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OF_OFFICE}/{{}}" Target="{{}}"/>'
    end = "</Relationships>"
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations.format("officeDocument", "xl/workbook.bin") + end,
        "xl/workbook.bin": b"".join(book),
        "xl/_rels/workbook.bin.rels": relations.format("worksheet", "worksheets/sheet1.bin") + end,
        "xl/worksheets/sheet1.bin": sheet,
    }
    return archive(written | dict(parts or {}))


def _style(of_format: int) -> bytes:
    return _record(STYLE, struct.pack("<HH12x", 0, of_format))


def _row(number: int, *texts: str, is_hidden: bool = False) -> bytes:
    cells = (_record(TEXT, struct.pack("<2I", column, 0) + _wide(text)) for column, text in enumerate(texts))
    header = struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if is_hidden else 0, 0) + struct.pack("<I", 0)
    return _record(ROW, header) + b"".join(cells)


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, written = len(content), bytearray()
    while size >= 0x80:
        written.append(size & 0x7F | 0x80)
        size >>= 7
    return head + bytes([*written, size]) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
