"""Units that are taken before it is known whether they are used: right passwords give theirs back."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from app.rate_limits.buckets import Charge

Take = Callable[[Sequence[Charge]], Awaitable[list[float]]]


class Reservations:
    """Those of this process.

    Tries that come at the same time all take a unit, so that a thousand guesses at once are not let through. Where a
    bucket is full of units that may come back, the next one waits for that instead of being refused: parallel
    sign-ins with the right password are no attack.
    """

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._ended = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    async def take(self, take: Take, charges: Sequence[Charge]) -> float:
        """Takes all the charges or none. Returns how many seconds until another try makes sense; 0: they are taken."""
        while True:
            async with self._one_at_a_time:
                ended = self._ended
                waits = await take(charges)
                if not any(waits):
                    self._open.update(charge.key for charge in charges)
                    return 0.0
                may_come_back = any(self._open[each.key] for each, wait in zip(charges, waits, strict=True) if wait)
            if not may_come_back and not ended.is_set():
                return max(waits)
            await ended.wait()

    def end(self, charges: Sequence[Charge]) -> None:
        """These are used, or have been given back."""
        self._open.subtract(charge.key for charge in charges)
        self._open += Counter()  # drops what is not above zero
        self._ended.set()
        self._ended = asyncio.Event()
