"""What is counted of the pool: connections in use, who waits, for how long, and statements that take too long."""

import asyncio
from typing import Any, cast

import pytest

from app.database.asyncpg_client import Client, _translated
from app.database.outages import DatabaseUnavailable
from app.database.shares import Claimant, _claimants
from app.database.sql import value
from app.database.transaction import transaction
from app.metrics.exposition import Exposition
from tests.support.measured_here import shown
from tests.support.waiting import until


def in_use(exposition: Exposition) -> float | None:
    return shown(exposition).value("senturo_database_pool_in_use")


async def test_connections_count_while_they_are_in_use(database: None, exposition: Exposition) -> None:
    async with transaction():
        await value("SELECT 1")
        assert in_use(exposition) == 1
    assert in_use(exposition) == 0
    assert shown(exposition).value("senturo_database_pool_wait_seconds_count") == 1


async def test_a_connection_that_is_lost_is_not_in_use(database: None, exposition: Exposition) -> None:
    with pytest.raises(DatabaseUnavailable):
        async with transaction():
            await value("SELECT pg_terminate_backend(pg_backend_pid())")
    assert in_use(exposition) == 0


async def test_whoever_waits_for_a_connection_counts(database: None, exposition: Exposition) -> None:
    """Here for their share of the pool, which is one connection."""
    may_end = asyncio.Event()

    async def hold() -> None:
        _claimants.set([Claimant("alone", 1_000)])
        async with transaction():
            await may_end.wait()

    def waiting() -> float | None:
        return shown(exposition).value("senturo_database_pool_waiting")

    async def is_waiting() -> bool:
        return (in_use(exposition), waiting()) == (1, 1)

    holding = [asyncio.create_task(hold()) for _ in range(2)]
    await until(is_waiting)
    may_end.set()
    await asyncio.gather(*holding)
    assert (in_use(exposition), waiting()) == (0, 0)


@pytest.mark.parametrize(("error", "count"), [(TimeoutError(), 1), (ConnectionResetError(), 0)])
async def test_a_statement_that_takes_too_long_counts(exposition: Exposition, error: Exception, count: int) -> None:
    async def fail() -> Any:
        raise error

    with pytest.raises(DatabaseUnavailable):
        await _translated(cast("Client", None), fail())
    assert shown(exposition).value("senturo_database_statement_timeouts_total") == count
