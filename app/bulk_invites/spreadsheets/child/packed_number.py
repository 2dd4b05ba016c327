"""Numbers in four bytes, as binary workbooks have them. Source: MS-XLS and MS-XLSB, 2.5 (RkNumber)."""

import struct

_IS_HUNDREDFOLD, _IS_INTEGER = 1, 2


def packed_number(data: bytes, at: int) -> float:
    """Raises struct.error where the data end before."""
    (packed,) = struct.unpack_from("<i", data, at)
    # Of a floating-point number, the upper 30 bits.
    value: float = packed >> 2 if packed & _IS_INTEGER else struct.unpack("<d", struct.pack("<4xi", packed & ~3))[0]
    return value / 100 if packed & _IS_HUNDREDFOLD else value
