"""Primary keys."""

import os
import time
from collections.abc import Callable
from uuid import UUID

_latest_ticks = 0


def uuid7(clock: Callable[[], int] = time.time_ns) -> UUID:
    """Returns a UUID that sorts by time, and after all earlier ones of this process.

    Version 7, with 12 more bits of the clock after the milliseconds. Source: RFC 9562, sections 5.7 and 6.2, method 3.
    """
    global _latest_ticks  # noqa: PLW0603 -- the clock of this process
    _latest_ticks = ticks = max(_latest_ticks + 1, (clock() << 12) // 1_000_000)
    random = int.from_bytes(os.urandom(8)) & ~(0x3 << 62)
    return UUID(int=(ticks >> 12 << 80) | (0x7 << 76) | ((ticks & 0xFFF) << 64) | (0x2 << 62) | random)
