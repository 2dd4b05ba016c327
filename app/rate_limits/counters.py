"""Where buckets are kept: in Redis for all processes together, and in memory while Redis is away."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.occasional_log import OccasionalLog
from app.rate_limits.buckets import Charge, apply_charge

logger = logging.getLogger(__name__)
KEY_PREFIX = "senturo:rate:"
MEMORY_BUCKETS = 100_000
# While Redis is down each process allows this part of a limit, so that several processes stay near the whole.
MEMORY_PART = 2
AWAY_SECONDS = 5.0
# Around all of it: waiting for a connection, making one, asking, and the reply.
LOOK_SECONDS = 0.5

# The same as `apply_charge`, in milliseconds of Redis's own clock. A script is atomic: two processes cannot both take
# the last unit. An empty bucket is no key at all. Equal charges are passed once.
SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local separate, over, after, waits = ARGV[1] == '1', false, {}, {}
for i, key in ipairs(KEYS) do
    after[i] = math.max(tonumber(redis.call('GET', key) or 0), now) + (ARGV[2 * i] or ARGV[2])
    local wait = after[i] - (ARGV[2 * i + 1] or ARGV[3]) - now
    waits[i] = wait > 0.001 and math.ceil(wait) or 0
    over = over or waits[i] > 0
end
for i, key in ipairs(KEYS) do
    local left = math.ceil(after[i] - now)
    if waits[i] == 0 and (separate or not over) then
        if left > 0 then
            redis.call('SET', key, string.format('%.3f', after[i]), 'PX', left)
        else
            redis.call('DEL', key)
        end
    end
end
return waits
"""


class Counter(Protocol):
    """Takes charges, all of them or none; `separately`: each that can be taken, whatever comes of the others.

    Returns how many seconds each has to wait, 0 where there is no need to.
    """

    async def take(self, charges: Sequence[Charge], *, separately: bool = False) -> list[float]: ...


class MemoryCounter:
    """The buckets of this process alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._empty_at: dict[str, float] = {}

    async def take(self, charges: Sequence[Charge], *, separately: bool = False) -> list[float]:
        now = self._clock()
        checked = [apply_charge(charge, self._empty_at.get(charge.key, now), now) for charge in charges]
        waits = [wait for _, wait in checked]
        if separately or not any(waits):
            self._empty_at |= {charge.key: at for charge, (at, wait) in zip(charges, checked, strict=True) if not wait}
            self._forget(now)
        return waits

    def _forget(self, now: float) -> None:
        """Bounds the memory that invented keys fill: past the bound, the buckets that are empty soonest are dropped."""
        if len(self._empty_at) <= MEMORY_BUCKETS:
            return
        fullest = sorted(self._empty_at.items(), key=lambda each: each[1])[-MEMORY_BUCKETS // 2 :]
        self._empty_at = {key: at for key, at in fullest if at > now}


class SharedCounter:
    """The buckets of all processes, in Redis; of this process alone, and smaller, while Redis is away."""

    def __init__(
        self, redis: Redis, clock: Callable[[], float] = time.monotonic, *, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._redis = redis
        self._script = redis.register_script(SCRIPT)
        self._clock = clock
        self._look_seconds = look_seconds
        self._memory = MemoryCounter(clock)
        self._away_until = 0.0
        self._looking: set[asyncio.Timeout] = set()
        self._failures = OccasionalLog(logger, "rate_limits_in_memory", clock)

    async def take(self, charges: Sequence[Charge], *, separately: bool = False) -> list[float]:
        """The first look that fails ends all others, and Redis is not asked for AWAY_SECONDS; then one look tries."""
        if self._clock() >= self._away_until:
            limit = asyncio.timeout(self._look_seconds)
            self._looking.add(limit)
            try:
                return await self._look(limit, charges, separately=separately)
            except (RedisError, OSError) as error:
                if limit in self._looking:  # no other look has ended this one
                    self._looking.discard(limit)
                    self._give_up(error)
            finally:
                self._looking.discard(limit)
        return await self._memory.take([_stricter(charge) for charge in charges], separately=separately)

    async def _look(self, limit: asyncio.Timeout, charges: Sequence[Charge], *, separately: bool) -> list[float]:
        if self._away_until:
            self._away_until = self._clock() + AWAY_SECONDS  # while this one tries, no other waits with it
        async with limit:
            waits = await self._take_in_redis(charges, separately=separately)
        self._away_until = 0.0
        return waits

    def _give_up(self, error: Exception) -> None:
        self._away_until = self._clock() + AWAY_SECONDS
        self._failures.warn(reason=type(error).__name__)
        now = asyncio.get_running_loop().time()
        while self._looking:
            other = self._looking.pop()
            if not other.expired():  # else it is ending by itself, in the same turn of the loop
                other.reschedule(now)

    async def _take_in_redis(self, charges: Sequence[Charge], *, separately: bool) -> list[float]:
        figures = [(each.seconds * 1000, each.rate.seconds * 1000) for each in charges]
        distinct = figures[:1] if len(set(figures)) == 1 else figures
        waits = await self._script(
            keys=[KEY_PREFIX + each.key for each in charges], args=[int(separately), *chain.from_iterable(distinct)]
        )
        return [milliseconds / 1000 for milliseconds in waits]


def _stricter(charge: Charge) -> Charge:
    rate = charge.rate
    return replace(charge, rate=rate.model_copy(update={"count": math.ceil(rate.count / MEMORY_PART)}))
