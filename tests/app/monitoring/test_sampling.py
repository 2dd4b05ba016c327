"""What a process finds out about itself, and that it shows when it last did."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from app.database.probe import Readiness
from app.metrics.exposition import Exposition
from app.monitoring import sampling
from app.monitoring.sampling import CheckReady, sample
from app.tasks import end
from tests.support.measured_here import shown
from tests.support.waiting import until

SAMPLED_AT = "senturo_sampled_time_seconds"


@asynccontextmanager
async def sampled(check_ready: CheckReady) -> AsyncIterator[None]:
    task = asyncio.create_task(sample("bulk", Redis(port=1), check_ready))
    try:
        yield
    finally:
        await end([task])


async def is_past(moment: float) -> bool:
    return time.time() > moment


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "CHECK_SECONDS", 0.01)
    monkeypatch.setattr(sampling, "LAG_SECONDS", 0.01)


async def test_it_shows_whether_it_is_ready_and_when_it_last_asked_itself(exposition: Exposition) -> None:
    readiness = Readiness()

    async def check_ready() -> Readiness:
        return readiness

    async def is_ready(number: int) -> bool:
        return shown(exposition).value("senturo_ready", process="bulk") == number

    async with sampled(check_ready):
        await until(lambda: is_ready(1))
        before = shown(exposition).value(SAMPLED_AT, process="bulk")
        assert before is not None
        readiness = Readiness("database is read-only")
        await until(lambda: is_ready(0))

        async def is_later() -> bool:
            return (shown(exposition).value(SAMPLED_AT, process="bulk") or 0) > before

        await until(is_later)
        assert shown(exposition).value("senturo_redis_away") == 1


async def test_one_that_hangs_shows_an_old_time(exposition: Exposition) -> None:
    asked = 0

    async def check_ready() -> Readiness:
        nonlocal asked
        asked += 1
        if asked > 1:
            await asyncio.Event().wait()
        return Readiness()

    async def hangs() -> bool:
        return asked > 1

    async with sampled(check_ready):
        await until(hangs)
        before = shown(exposition).value(SAMPLED_AT, process="bulk")
        assert before is not None
        await until(lambda: is_past(before + 0.05))
        assert shown(exposition).value(SAMPLED_AT, process="bulk") == before
