"""Migrations of tables that others use: what waits, what gives up, what is tried again."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tortoise import migrations
from tortoise.context import TortoiseContext
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from app.database import backfill
from app.database.backfill import Backfill
from app.database.connection import CONNECTION, connect, tortoise_config
from app.database.known_migrations import APP
from app.database.lock_waits import WAITS, describe_wait, reported_waits
from app.database.migration_operations import ConcurrentIndex, DropIndex, Indexes, LockFirst, indexes_of
from app.database.migration_runner import MigrationError, Patience, apply, build_indexes
from devserver.postgres import Postgres
from tests.support.waiting import until

NAME = "senturo-migrate"


class AddNote(migrations.Migration):
    operations = [  # noqa: RUF012 - as Tortoise has it
        LockFirst("letters", "stamps"),
        ops.RunSQL("ALTER TABLE stamps ADD note text"),
    ]


@pytest.fixture
async def url(postgres_server: Postgres, environment: dict[str, str]) -> AsyncIterator[str]:
    """The address of a database with two tables and nothing of the product."""
    name = environment["DATABASE_URL"].partition("?")[0].rpartition("/")[2] + "_runner"
    server = await asyncpg.connect(postgres_server.dsn("postgres"))
    await server.execute(f'CREATE DATABASE "{name}"')
    url = postgres_server.dsn(name)
    connection = await asyncpg.connect(url)
    await connection.execute(
        "CREATE TABLE letters (id int); CREATE TABLE stamps (id int); INSERT INTO letters VALUES (1), (2);"
        "CREATE TABLE tortoise_migrations (id serial PRIMARY KEY, app text, name text, applied_at timestamptz)"
    )
    await connection.close()
    yield url
    await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await server.close()


@pytest.fixture
async def other(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else's connection."""
    connection = await connect(url, "somebody")
    yield connection
    await connection.close()


class Runner:
    """Runs as `migrate` does, and keeps what was reported."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.reports: list[str] = []

    async def apply(self, seconds: float = 30.0) -> None:
        config = tortoise_config(self.url, pool_size=1, application_name=NAME, prepared_statements=False)
        watcher = await connect(self.url, "watch")
        state = State(models={}, apps=StateApps(default_connections={APP: CONNECTION}))
        try:
            async with TortoiseContext() as context, reported_waits(watcher, NAME, self.reports.append):
                await context.init(config=config, init_connections=False)
                await apply(AddNote("0009_note", APP), state, Patience(self.reports.append, seconds))
        finally:
            await watcher.close()

    async def build(self, indexes: Indexes) -> None:
        builder, watcher = await connect(self.url, NAME), await connect(self.url, "watch")
        try:
            async with reported_waits(watcher, NAME, self.reports.append):
                await build_indexes(builder, indexes, self.reports.append)
        finally:
            await builder.close()
            await watcher.close()


@pytest.fixture
def runner(url: str) -> Runner:
    return Runner(url)


class TestMigration:
    async def test_that_finds_its_table_in_use_lets_others_go_on_and_is_tried_again(
        self, runner: Runner, other: asyncpg.Connection
    ) -> None:
        holding = other.transaction()
        await holding.start()
        await other.execute("INSERT INTO stamps VALUES (1)")
        applying = asyncio.create_task(runner.apply())
        await until(lambda: _some(runner.reports, "found its tables in use"))
        # The migration holds `letters` when it comes to `stamps`: this is the deadlock that it steps back from.
        await other.execute("INSERT INTO letters VALUES (3)")
        await holding.commit()
        await applying
        assert await other.fetchval("SELECT name FROM tortoise_migrations") == "0009_note"
        assert await other.fetch("SELECT note FROM stamps")

    async def test_says_for_whom_it_waits(self, runner: Runner, other: asyncpg.Connection) -> None:
        pid = await other.fetchval("SELECT pg_backend_pid()")
        holding = other.transaction()
        await holding.start()
        await other.execute("INSERT INTO stamps VALUES (1)")
        applying = asyncio.create_task(runner.apply())
        expected = f"Waiting for the table stamps, which process {pid} uses (somebody, idle in transaction, since"
        await until(lambda: _some(runner.reports, expected))
        await holding.commit()
        await applying

    async def test_gives_up_at_last_and_has_changed_nothing(self, runner: Runner, other: asyncpg.Connection) -> None:
        async with other.transaction():
            await other.execute("INSERT INTO stamps VALUES (1)")
            with pytest.raises(MigrationError, match=r"0009_note found its tables in use for 0 s, and has changed"):
                await runner.apply(seconds=0)
        assert await other.fetch("SELECT FROM tortoise_migrations") == []
        assert await other.fetchval("SELECT count(*) FROM pg_attribute WHERE attname = 'note'") == 0

    async def test_is_not_cut_by_the_limits_of_its_role(
        self, runner: Runner, other: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow = ops.RunSQL("SELECT pg_sleep(0.1)")
        monkeypatch.setattr(AddNote, "operations", [*AddNote.operations, slow])
        database = await other.fetchval("SELECT current_database()")
        await other.execute(f'ALTER DATABASE "{database}" SET statement_timeout = 50')
        await runner.apply()
        assert await other.fetchval("SELECT name FROM tortoise_migrations") == "0009_note"


class TestConcurrentIndex:
    ONE = indexes_of([ConcurrentIndex("letters_by_id", "ON letters (id)", unique=True)])

    async def test_is_built_while_others_write(self, runner: Runner, other: asyncpg.Connection) -> None:
        holding = other.transaction()
        await holding.start()
        await other.execute("INSERT INTO letters VALUES (3)")
        building = asyncio.create_task(runner.build(self.ONE))
        await until(lambda: _some(runner.reports, "Waiting for the transaction of process"))
        await other.execute("INSERT INTO letters VALUES (4)")
        await holding.commit()
        await building
        assert await _is_valid(other, "letters_by_id")

    async def test_does_not_say_that_it_waits_for_who_watches_it(
        self, runner: Runner, url: str, other: asyncpg.Connection
    ) -> None:
        watcher = await connect(url, "watch")
        try:
            await watcher.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
            building = asyncio.create_task(runner.build(self.ONE))
            blocked_by_watcher = """SELECT 1 FROM pg_stat_activity
                WHERE application_name = $1 AND $2 = ANY (pg_blocking_pids(pid))"""
            await until(lambda: other.fetchval(blocked_by_watcher, NAME, watcher.get_server_pid()))
            assert await watcher.fetch(WAITS, NAME) == []
            await watcher.execute("COMMIT")
            await building
        finally:
            await watcher.close()

    async def test_that_was_left_unfinished_is_built_anew(self, runner: Runner, other: asyncpg.Connection) -> None:
        await other.execute("INSERT INTO letters VALUES (2)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await other.execute("CREATE UNIQUE INDEX CONCURRENTLY letters_by_id ON letters (id)")
        assert not await _is_valid(other, "letters_by_id")
        await other.execute("DELETE FROM letters WHERE id = 2")
        await runner.build(self.ONE)
        assert "The index letters_by_id was left unfinished, and is built anew." in runner.reports
        assert await _is_valid(other, "letters_by_id")

    async def test_over_rows_that_are_not_unique_is_refused_without_the_key(
        self, runner: Runner, other: asyncpg.Connection
    ) -> None:
        await other.execute("INSERT INTO letters VALUES (2)")
        with pytest.raises(MigrationError) as refused:
            await runner.build(self.ONE)
        assert str(refused.value) == (
            "The unique index letters_by_id cannot be built: two rows of letters have the same key."
        )
        assert await _is_valid(other, "letters_by_id") is None

    async def test_replaces_another(self, runner: Runner, other: asyncpg.Connection) -> None:
        await runner.build(self.ONE)
        operations = [
            ConcurrentIndex("letters_by_id", "ON letters (id)", unique=True),
            ConcurrentIndex("letters_in_order", "ON letters (id DESC)"),
            DropIndex("letters_by_id"),
        ]
        await runner.build(indexes_of(operations))
        assert await _is_valid(other, "letters_in_order")
        assert await _is_valid(other, "letters_by_id") is None


class TestBackfill:
    """Five copies of a print, which are to have its name, and one of a print that is gone."""

    BACKFILL = Backfill("copies", "name", source="prints", condition="s.id = t.print_id", value="s.name")
    INDEX = indexes_of([ConcurrentIndex("copies_by_name", "ON copies (name)", backfill=BACKFILL)])

    @pytest.fixture(autouse=True)
    async def copies(self, other: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(backfill, "BATCH_SIZE", 2)
        await other.execute(
            "CREATE TABLE prints (id int, name text); INSERT INTO prints VALUES (1, 'The Hare');"
            "CREATE TABLE copies (id uuid PRIMARY KEY DEFAULT uuidv7(), print_id int, number int, name text);"
            "INSERT INTO copies (print_id, number) SELECT 1 + n / 6, n FROM generate_series(1, 6) n"
        )

    async def _unnamed(self, other: asyncpg.Connection) -> list[int]:
        found = await other.fetch("SELECT number FROM copies WHERE name IS NULL ORDER BY number")
        return [each["number"] for each in found]

    async def test_is_done_before_its_index_is_built(self, runner: Runner, other: asyncpg.Connection) -> None:
        await runner.build(self.INDEX)
        assert await self._unnamed(other) == [6]
        assert await _is_valid(other, "copies_by_name")
        assert "Filled the column name in 5 older rows of copies." in runner.reports

    async def test_does_not_wait_while_it_holds_rows_and_comes_back_to_those_in_use(
        self, runner: Runner, other: asyncpg.Connection
    ) -> None:
        holding = other.transaction()
        await holding.start()
        await other.execute("SELECT FROM copies WHERE number = 2 FOR UPDATE")
        building = asyncio.create_task(runner.build(self.INDEX))
        await until(lambda: _some(runner.reports, "Rows of copies are in use: waiting to fill their column name."))
        assert await self._unnamed(other) == [2, 6]
        assert await _is_valid(other, "copies_by_name") is None
        await holding.commit()
        await building
        assert await self._unnamed(other) == [6]

    async def test_that_was_interrupted_goes_on_where_it_was(self, runner: Runner, other: asyncpg.Connection) -> None:
        async with other.transaction():
            await other.execute("SELECT FROM copies WHERE number = 2 FOR UPDATE")
            building = asyncio.create_task(runner.build(self.INDEX))
            await until(lambda: _some(runner.reports, "Rows of copies are in use"))
            building.cancel()
            await asyncio.wait([building])
        await runner.build(self.INDEX)
        assert await self._unnamed(other) == [6]
        assert "Filled the column name in 1 older rows of copies." in runner.reports

    async def test_is_not_repeated_once_its_index_is_there(self, runner: Runner, other: asyncpg.Connection) -> None:
        await runner.build(self.INDEX)
        await other.execute("UPDATE copies SET name = NULL")
        await runner.build(self.INDEX)
        assert await self._unnamed(other) == [1, 2, 3, 4, 5, 6]


class TestPreparation:
    INDEX = indexes_of([ConcurrentIndex("letters_by_id", "ON letters (id)", prepare="UPDATE letters SET id = id + 1")])

    async def test_is_done_before_its_index_is_built_and_not_once_it_is_there(
        self, runner: Runner, other: asyncpg.Connection
    ) -> None:
        before = await other.fetchval("SELECT sum(id) FROM letters")
        count = await other.fetchval("SELECT count(*) FROM letters")
        for _ in range(2):
            await runner.build(self.INDEX)
            assert await other.fetchval("SELECT sum(id) FROM letters") == before + count
        assert await _is_valid(other, "letters_by_id")


def test_a_wait_for_somebody_unknown_is_said_too() -> None:
    assert describe_wait(None, 7, None, None, None) == "Waiting for the transaction of process 7."


async def _some(reports: list[str], beginning: str) -> bool:
    return any(beginning in report for report in reports)


async def _is_valid(connection: asyncpg.Connection, index: str) -> bool | None:
    valid: bool | None = await connection.fetchval(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)", index
    )
    return valid
