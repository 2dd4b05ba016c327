"""What a process finds out about itself every few seconds, for its metrics."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.database.probe import Readiness
from app.metrics.catalog import LOOP_LAG, READY, REDIS_AWAY, SAMPLED_AT

LAG_SECONDS = 0.5
CHECK_SECONDS = 10.0
PING_SECONDS = 2.0
CheckReady: TypeAlias = Callable[[], Awaitable[Readiness]]


async def sample(process: str, redis: Redis, check_ready: CheckReady) -> None:
    """Samples without end."""
    loop = asyncio.get_running_loop()
    next_check = loop.time()
    while True:
        if loop.time() >= next_check:
            next_check = loop.time() + CHECK_SECONDS
            READY.set((await check_ready()).problem is None, process)
            SAMPLED_AT.set(time.time(), process)
            REDIS_AWAY.set(not await _answers(redis))
        due = loop.time() + LAG_SECONDS
        await asyncio.sleep(LAG_SECONDS)
        LOOP_LAG.observe(max(0.0, loop.time() - due))


async def _answers(redis: Redis) -> bool:
    try:
        async with asyncio.timeout(PING_SECONDS):
            await redis.ping()
    except (RedisError, OSError, RuntimeError):  # uvloop raises the last for a connection that was closed a moment ago
        return False
    return True
