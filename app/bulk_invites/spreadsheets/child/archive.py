"""What a ZIP archive unpacks to, counted rather than believed: it may lie about sizes, and its entries may overlap."""

import struct
import zlib
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.bulk_invites.spreadsheets.child.refused import Refused

READ_BYTES = 2**18
# Source: APPNOTE 4.3.7 and 4.4.4.
_LOCAL_HEADER = struct.Struct("<26xHH")
_ENCRYPTED = 0x1


def check_archive(file: IO[bytes], max_bytes: int) -> None:
    """Raises Refused where all entries together have more than `max_bytes`, and where they cannot be unpacked."""
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except (BadZipFile, NotImplementedError, UnicodeError, ValueError):
        raise Refused("unreadable") from None
    left = max_bytes
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise Refused("password")
        left -= _unpacked_bytes(file, entry, left)


def _unpacked_bytes(file: IO[bytes], entry: ZipInfo, left: int) -> int:
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise Refused("unreadable")
    file.seek(sum(_LOCAL_HEADER.unpack(header)), 1)
    if entry.compress_type == ZIP_STORED:
        count = entry.compress_size
    elif entry.compress_type == ZIP_DEFLATED:
        count = _inflated_bytes(file, entry.compress_size, left)
    else:
        raise Refused("unreadable")
    if count > left:
        raise Refused("unpacked")
    return count


def _inflated_bytes(file: IO[bytes], size: int, left: int) -> int:
    """Returns how many bytes the next `size` ones inflate to, or some more than `left` of them."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    count = 0
    while size > 0 and (packed := file.read(min(size, READ_BYTES))):
        size -= len(packed)
        while packed:
            try:
                count += len(inflater.decompress(packed, READ_BYTES))
            except zlib.error:
                raise Refused("unreadable") from None
            if count > left or inflater.eof:
                return count
            packed = inflater.unconsumed_tail
    return count
