"""Workbooks of .xls, record by record as MS-XLS has them, in a container as MS-CFB has it."""

import struct

BOF, EOF, BOUND_SHEET, FORMAT, XF, DIMENSIONS = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x200
ROW, LABEL, NUMBER, RK, MULTIPLE_RK, FORMULA, ERROR = 0x208, 0x204, 0x203, 0x27E, 0xBD, 0x06, 0x205
BIFF5, BIFF8 = 0x500, 0x600
GLOBALS, SHEET, CHART = 0x05, 0x10, 0x20
_SECTOR, _MIN_STREAM = 512, 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(*sheets: bytes, styles: tuple[int, ...] = (0,), formats: bytes = b"", version: int = BIFF8) -> bytes:
    """Returns a workbook of sheets with these records; `styles` are numbers of the formats of cells."""
    head = record(BOF, struct.pack("<4H8x", version, GLOBALS, 0, 0)) + formats
    head += b"".join(record(XF, struct.pack("<2H16x", 0, each)) for each in styles)
    mark = b"\0" if version == BIFF8 else b""
    names = [mark + f"Sheet {number}".encode() for number in range(1, len(sheets) + 1)]
    listed_bytes = sum(4 + 7 + len(each) for each in names)
    at = len(head) + listed_bytes + len(record(EOF))
    written = [substream(each, version=version) for each in sheets]
    listed = b""
    for number, (name, sheet) in enumerate(zip(names, written, strict=True), 1):
        listed += record(BOUND_SHEET, struct.pack("<IHB", at, 0, len(f"Sheet {number}")) + name)
        at += len(sheet)
    return container("Workbook" if version == BIFF8 else "Book", head + listed + record(EOF) + b"".join(written))


def substream(records: bytes, kind: int = SHEET, version: int = BIFF8) -> bytes:
    return record(BOF, struct.pack("<4H8x", version, kind, 0, 0)) + records + record(EOF)


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def row(number: int, *, is_hidden: bool = False) -> bytes:
    """`number` is from 0."""
    return record(ROW, struct.pack("<6HI", number, 0, 9, 300, 0, 0, 0x120 if is_hidden else 0x100))


def label(number: int, column: int, text: str, version: int = BIFF8) -> bytes:
    encoded = b"\x01" + text.encode("utf-16-le") if version == BIFF8 else text.encode("cp1252")
    return cell(LABEL, number, column, struct.pack("<H", len(text)) + encoded)


def cell(kind: int, number: int, column: int, content: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<3H", number, column, style) + content)


def container(name: str, stream: bytes) -> bytes:
    """Returns a compound file with this stream alone."""
    stream = stream.ljust(max(_MIN_STREAM, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    # Sector 0 is the table of sectors, 1 the directory, then comes the stream.
    table = [_TABLE, _END, *range(3, count + 2), _END]
    assert len(table) <= _SECTOR // 4
    header = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        *(0, 1, 1, 0),
        _MIN_STREAM,
        _END,
        0,
        _END,
        0,
    ) + struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream))
    return (
        header
        + struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
        + directory.ljust(_SECTOR, b"\0")
        + stream
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack("<64sHBB3I36xIQ", encoded, len(encoded) + 2, kind, 1, _FREE, _FREE, child, start, size)
