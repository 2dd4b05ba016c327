"""The details of a sheet of .xlsb. Source: MS-XLSB 2.1.4 (records), 2.4 (BrtBundleSh, BrtFmt, BrtXF, BrtRowHdr, …)."""

import struct
from collections.abc import Iterator
from typing import IO

from app.bulk_invites.spreadsheets.child.number_formats import (
    BUILT_IN,
    Format,
    error_name,
    number_format,
)
from app.bulk_invites.spreadsheets.child.packed_number import packed_number
from app.bulk_invites.spreadsheets.child.parts import Parts
from app.bulk_invites.spreadsheets.child.sheet_details import MAX_SHOWN, Details, Merged, sorted_runs
from app.bulk_invites.spreadsheets.child.xlsx_details import target_of

_ROW_HEADER, _BUNDLE_SHEET, _MERGED_CELL = 0, 156, 176
_FORMAT, _STYLE, _BEGIN_STYLES, _END_STYLES = 44, 47, 617, 618
_PACKED, _ERROR, _NUMBER, _FORMULA_NUMBER, _FORMULA_ERROR = 2, 3, 5, 9, 11
_CELLS = frozenset({_PACKED, _ERROR, _NUMBER, _FORMULA_NUMBER, _FORMULA_ERROR})
_WORKBOOK, _STYLES = "xl/workbook.bin", "xl/styles.bin"
# In bytes: the longest record that is read, a sheet's name among them.
_MAX_RECORD = 4_096
_IS_HIDDEN = 0x10


def xlsb_details(parts: Parts, number: int) -> Details:
    with parts.open(_WORKBOOK) as part:
        sheets = [data for kind, data in _records(part) if kind == _BUNDLE_SHEET]
    relation = _text(sheets[number], 8).encode()
    details, hidden, row = Details([], [], {}), [], 0
    formats = _formats(parts)
    with parts.open(target_of(parts, _WORKBOOK, relation)) as part:
        for kind, data in _records(part):
            if kind == _ROW_HEADER:
                (row,) = struct.unpack_from("<I", data)
                if data[11] & _IS_HIDDEN:
                    hidden.append((row + 1, row + 1))
            elif kind == _MERGED_CELL:
                first_row, last_row, column, _ = struct.unpack_from("<4I", data)
                details.merged.append(Merged(first_row, column, last_row))
            elif kind in _CELLS and len(details.shown) < MAX_SHOWN:
                column, style = struct.unpack_from("<II", data)
                text = _shown(kind, data, formats.get(style & 0xFFFFFF))
                if text is not None:
                    details.shown[row, column] = text
    details.hidden.extend(sorted_runs(hidden))
    return details


def _formats(parts: Parts) -> dict[int, Format]:
    """Returns the formats of styles that show numbers in another way."""
    if _STYLES not in parts:
        return {}
    formats, styles, is_of_cells = dict(BUILT_IN), [], False
    with parts.open(_STYLES) as part:
        for kind, data in _records(part):
            if kind in {_BEGIN_STYLES, _END_STYLES}:
                is_of_cells = kind == _BEGIN_STYLES
            elif kind == _STYLE and is_of_cells:
                styles.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _FORMAT and (found := number_format(_text(data, 2))) is not None:
                formats[struct.unpack_from("<H", data)[0]] = found
    return {place: formats[each] for place, each in enumerate(styles) if each in formats}


def _shown(kind: int, data: bytes, shown_as: Format | None) -> str | None:
    """Returns what is shown in the place of what calamine reads, None where it is the same."""
    if kind in {_ERROR, _FORMULA_ERROR}:
        return error_name(data[8])
    if shown_as is None:
        return None
    value = packed_number(data, 8) if kind == _PACKED else struct.unpack_from("<d", data, 8)[0]
    return shown_as(value)


def _text(data: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _records(part: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yields the kind of each record, and as much of its data as is read."""
    while first := part.read(1):
        kind = first[0]
        if kind & 0x80:
            kind = (kind & 0x7F) | (part.read(1)[0] & 0x7F) << 7
        size = shift = 0
        for _ in range(4):
            byte = part.read(1)[0]
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        data = part.read(min(size, _MAX_RECORD))
        part.seek(size - len(data), 1)
        yield kind, data
