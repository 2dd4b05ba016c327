"""The details of a sheet of .xls. Source: MS-XLS 2.1.4 (records), 2.4 (BoundSheet8, Format, XF, Row, those of cells).

The workbooks of Excel 5.0 and 95 have the same records, but for texts.
"""

import struct
from collections.abc import Iterator
from typing import IO

from olefile import OleFileIO

from app.bulk_invites.spreadsheets.child.number_formats import (
    BUILT_IN,
    Format,
    error_name,
    number_format,
)
from app.bulk_invites.spreadsheets.child.packed_number import packed_number
from app.bulk_invites.spreadsheets.child.sheet_details import MAX_SHOWN, NO_DETAILS, Details, sorted_runs

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _BOUND_SHEET, _FORMAT, _XF = 0x809, 0x0A, 0x85, 0x41E, 0xE0
_ROW, _NUMBER, _RK, _MULTIPLE_RK, _FORMULA, _BOOLEAN_OR_ERROR = 0x208, 0x203, 0x27E, 0xBD, 0x06, 0x205
_CELLS = frozenset({_NUMBER, _RK, _FORMULA, _BOOLEAN_OR_ERROR})
_READ = _CELLS | {_BOF, _EOF, _BOUND_SHEET, _FORMAT, _XF, _ROW, _MULTIPLE_RK}
_HEADER, _CELL = struct.Struct("<HH"), struct.Struct("<3H")
_BIFF8 = 0x600
_IS_HIDDEN = 0x20
# Of a formula whose result is no number: 0xFFFF in its last two bytes, and in its first one what it is.
_NO_NUMBER, _IS_ERROR = 0xFFFF, 2

Record = tuple[int, bytes]
Shown = Iterator[tuple[tuple[int, int], str]]


def xls_details(file: IO[bytes], number: int) -> Details:
    """Returns the details of the sheet at this place of the workbook, from 0. Merged cells are told by calamine."""
    try:
        return _read(_workbook(file), number)
    except Exception:  # noqa: BLE001 - whatever olefile makes of a file that calamine has read
        return NO_DETAILS


def _workbook(file: IO[bytes]) -> bytes:
    file.seek(0)
    with OleFileIO(file) as container:
        name = next(each for each in _STREAMS if container.exists(each))
        content: bytes = container.openstream(name).read()
    return content


def _read(content: bytes, number: int) -> Details:
    sheets, formats = _globals(content)
    hidden: list[tuple[int, int]] = []
    shown: dict[tuple[int, int], str] = {}
    for kind, data in _records(content, sheets[number]):
        if kind == _ROW:
            (row,) = struct.unpack_from("<H", data)
            if struct.unpack_from("<H", data, 12)[0] & _IS_HIDDEN:
                hidden.append((row + 1, row + 1))
        elif len(shown) < MAX_SHOWN:
            shown.update(_shown(kind, data, formats))
    return Details(sorted_runs(hidden), [], shown)


def _globals(content: bytes) -> tuple[list[int], dict[int, Format]]:
    """Returns where each sheet begins, and the formats of styles that show numbers in another way."""
    sheets, styles, formats, is_biff8 = [], [], dict(BUILT_IN), True
    for kind, data in _records(content, 0):
        if kind == _BOF:
            is_biff8 = struct.unpack_from("<H", data)[0] == _BIFF8
        elif kind == _BOUND_SHEET:
            sheets.append(struct.unpack_from("<I", data)[0])
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _FORMAT and (found := number_format(_code(data, is_biff8=is_biff8))) is not None:
            formats[struct.unpack_from("<H", data)[0]] = found
    return sheets, {place: formats[each] for place, each in enumerate(styles) if each in formats}


def _code(data: bytes, *, is_biff8: bool) -> str:
    if not is_biff8:
        return data[3:].decode("latin-1")
    return data[5:].decode("utf-16-le" if data[4] & 1 else "latin-1", "replace")


def _records(content: bytes, at: int) -> Iterator[Record]:
    """Yields the records from there to the end of what begins there, without those of charts within."""
    depth = 0
    while at + _HEADER.size <= len(content):
        kind, size = _HEADER.unpack_from(content, at)
        start = at + _HEADER.size
        at = start + size
        if kind not in _READ:
            continue
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
        if depth < 1:
            return
        if depth == 1:
            yield kind, content[start:at]


def _shown(kind: int, data: bytes, formats: dict[int, Format]) -> Shown:
    """Yields the cells of a record that are shown in another way than calamine reads them."""
    if kind == _MULTIPLE_RK:
        row, first = struct.unpack_from("<HH", data)
        for place, at in enumerate(range(4, len(data) - 2, 6)):
            if (shown_as := formats.get(struct.unpack_from("<H", data, at)[0])) is not None:
                yield (row, first + place), shown_as(packed_number(data, at + 2))
    elif kind in _CELLS:
        row, column, style = _CELL.unpack_from(data)
        text = _text(kind, data, formats.get(style))
        if text is not None:
            yield (row, column), text


def _text(kind: int, data: bytes, shown_as: Format | None) -> str | None:
    if kind == _BOOLEAN_OR_ERROR:
        return error_name(data[6]) if data[7] else None
    if kind == _FORMULA and struct.unpack_from("<H", data, 12)[0] == _NO_NUMBER:
        return error_name(data[8]) if data[6] == _IS_ERROR else None
    if shown_as is None:
        return None
    return shown_as(packed_number(data, 6) if kind == _RK else struct.unpack_from("<d", data, 6)[0])
