"""The details of a sheet of .xlsb. Source: MS-XLSB 2.1.4 (records), 2.4.307 (BrtBundleSh), 2.4.741 (BrtRowHdr)."""

import struct
from collections.abc import Iterator
from typing import IO
from zipfile import ZipFile

from app.bulk_invites.spreadsheets.child.sheet_details import Details, Merged, sorted_runs
from app.bulk_invites.spreadsheets.child.xlsx_details import target_of

_ROW_HEADER, _BUNDLE_SHEET, _MERGED_CELL = 0, 156, 176
_WORKBOOK = "xl/workbook.bin"
# In bytes: the longest record that is read, a sheet's name among them.
_MAX_RECORD = 4_096
_IS_HIDDEN = 0x10


def xlsb_details(archive: ZipFile, number: int) -> Details:
    """Percentages and errors are as calamine reads them."""
    with archive.open(_WORKBOOK) as part:
        sheets = [data for kind, data in _records(part) if kind == _BUNDLE_SHEET]
    (length,) = struct.unpack_from("<I", sheets[number], 8)
    relation = sheets[number][12 : 12 + 2 * length].decode("utf-16-le").encode()
    hidden, merged = [], []
    with archive.open(target_of(archive, _WORKBOOK, relation)) as part:
        for kind, data in _records(part):
            if kind == _ROW_HEADER and data[11] & _IS_HIDDEN:
                row = struct.unpack_from("<I", data)[0] + 1
                hidden.append((row, row))
            elif kind == _MERGED_CELL:
                first_row, last_row, column, _ = struct.unpack_from("<4I", data)
                merged.append(Merged(first_row, column, last_row))
    return Details(sorted_runs(hidden), merged, {})


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
