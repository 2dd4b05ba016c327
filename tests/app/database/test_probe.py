"""The question whether PostgreSQL can be worked with: it is written and committed, within three seconds."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.database.hosts import Hosts
from app.database.probe import Probe
from app.database.sql import rows, value

LIMIT_SECONDS = 10.0  # SECONDS and as much as a busy machine needs beside


@pytest.fixture
async def probe(database: None, migrated: str) -> AsyncIterator[Probe]:
    made = Probe(Hosts(migrated, 5.0), statement_cache_size=0)
    yield made
    await made.close()


@pytest.fixture
async def outside(migrated: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of an administrator's, whose statements commit by themselves."""
    connection = await asyncpg.connect(migrated)
    yield connection
    await connection.close()


async def name_of_database() -> str:
    return str(await value("SELECT current_database()"))


async def test_each_process_has_one_row_which_every_check_writes_anew(probe: Probe) -> None:
    assert (await probe.ask()).problem is None
    first = await value("SELECT checked_at FROM readiness_checks")
    assert (await probe.ask()).problem is None
    (row,) = await rows("SELECT checked_at FROM readiness_checks")
    assert row["checked_at"] > first


async def test_rows_of_processes_that_ended_long_ago_are_deleted(probe: Probe) -> None:
    await rows("INSERT INTO readiness_checks (process, checked_at) VALUES ('long gone', now() - interval '2 days')")
    await rows("INSERT INTO readiness_checks (process, checked_at) VALUES ('another', now())")
    await probe.ask()
    assert await value("SELECT count(*) FROM readiness_checks WHERE process = 'long gone'") == 0
    assert await value("SELECT count(*) FROM readiness_checks") == 2


async def test_a_database_that_became_read_only_is_not_ready_until_it_takes_writes_again(
    probe: Probe, outside: asyncpg.Connection
) -> None:
    name = await name_of_database()
    assert (await probe.ask()).problem is None
    await outside.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    try:
        await outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND application_name = '' AND datname = current_database()"
        )
        for _ in range(2):  # the first drops the connection that has ended
            answer = await probe.ask()
        assert answer.problem == "database is read-only"
    finally:
        await outside.execute("SET default_transaction_read_only = off")
        await outside.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    assert (await probe.ask()).problem is None


async def test_a_full_disk_is_not_ready(probe: Probe, outside: asyncpg.Connection) -> None:
    await outside.execute(
        """
        CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$
        """
    )
    await outside.execute("CREATE TRIGGER fills_disk BEFORE INSERT ON readiness_checks EXECUTE FUNCTION fill_disk()")
    try:
        assert (await probe.ask()).problem == "database has no room left"
    finally:
        await outside.execute("DROP FUNCTION fill_disk CASCADE")
    assert (await probe.ask()).problem is None


async def test_a_write_that_has_to_wait_is_given_up_soon(probe: Probe, outside: asyncpg.Connection) -> None:
    async with outside.transaction():
        await outside.execute("LOCK TABLE readiness_checks")
        began = time.monotonic()
        first, second = await asyncio.gather(probe.ask(), probe.ask())
        assert time.monotonic() - began < LIMIT_SECONDS
    assert first is second  # one question for all who ask meanwhile
    assert first.problem == "database unreachable"
    assert (await probe.ask()).problem is None
