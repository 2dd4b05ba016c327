"""Units that are taken before a transaction begins, so that nobody waits for Redis with a connection and locks in hand.

Whether they are used turns out inside of it, and there a refusal is raised; what was not used is given back after it.
"""

import math
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.errors import RateLimited
from app.rate_limits.buckets import Charge

Take = Callable[[Sequence[Charge]], Awaitable[list[float]]]
RETRY_SECONDS = 1


@dataclass
class Advance:
    """What was taken for each of some things, and which cannot be had."""

    taken: dict[Hashable, Sequence[Charge]] = field(default_factory=dict)
    refused: dict[Hashable, RateLimited] = field(default_factory=dict)
    used: set[Hashable] = field(default_factory=set)

    def use(self, key: Hashable) -> None:
        """The thing is being done. Raises RateLimited where it may not be, or was not there before the transaction."""
        if key not in self.taken:
            raise self.refused.get(key, RateLimited(RETRY_SECONDS))
        self.used.add(key)


@asynccontextmanager
async def taken_in_advance(take: Take, wanted: Mapping[Hashable, Sequence[Charge]]) -> AsyncIterator[Advance]:
    """Put it around the transaction. Where that raises, everything is given back."""
    advance = Advance()
    try:
        for key, charges in wanted.items():
            waits = await take(charges) if charges else []
            if any(waits):
                advance.refused[key] = RateLimited(math.ceil(max(waits)))
            else:
                advance.taken[key] = charges
        yield advance
    except BaseException:
        advance.used.clear()
        raise
    finally:
        await _give_back(take, [each for key, own in advance.taken.items() if key not in advance.used for each in own])


async def _give_back(take: Take, charges: Sequence[Charge]) -> None:
    amounts: Counter[str] = Counter()
    for charge in charges:
        amounts[charge.key] += charge.amount
    rates = {charge.key: charge.rate for charge in charges}
    if amounts:
        await take([Charge(key, rates[key], -amount) for key, amount in amounts.items()])
