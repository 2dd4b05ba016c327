"""Brings a database up to date, and compares migrations with the models."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from asyncpg import Connection
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from app.database import requirements
from app.database.connection import ANSWER_SECONDS, CONNECTION, connect, tortoise_config
from app.database.known_migrations import APP, known_indexes, known_names, load_migrations
from app.database.lock_waits import Report, reported_waits
from app.database.migration_runner import MigrationError, Patience, apply, build_indexes
from app.database.outages import DRIVER_ERRORS
from app.database.poolers import refuse_statement_pooler
from app.database.requirements import UnsuitableDatabaseError

__all__ = ["MigrationError", "UnsuitableDatabaseError", "migrate", "missing_migrations"]

ADVISORY_LOCK = 7_238_001  # any number that nothing else locks
APPLICATION_NAME = "senturo-migrate"
LOOK_SECONDS = 0.2
CLOSE_SECONDS = 2.0
PATIENCE_SECONDS = 600.0
logger = logging.getLogger(__name__)


async def migrate(url: str, report: Report = logger.info, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Applies missing migrations while the service runs. A second process waits for the first, and has nothing to do.

    `report` gets a sentence for each thing that it waits for. Raises UnsuitableDatabaseError, MigrationError, OSError,
    PostgresError.
    """
    config = tortoise_config(url, pool_size=1, application_name=APPLICATION_NAME, prepared_statements=False)
    async with AsyncExitStack() as stack:
        holder, watcher = [await stack.enter_async_context(_connection(url, name)) for name in ("lock", "watch")]
        await refuse_statement_pooler(holder)
        _check_server(holder)
        await stack.enter_async_context(_only_one(holder, report))
        applied = await _applied_names(watcher)
        missing = [name for name in known_names() if name not in applied]
        if missing and applied - set(known_names()):
            raise UnsuitableDatabaseError(requirements.migrations_problem(applied))
        if notice := requirements.migrations_notice(applied):
            report(notice)
        context = await stack.enter_async_context(TortoiseContext())  # beside the process's own, if it has one
        await context.init(config=config, init_connections=False)
        await stack.enter_async_context(reported_waits(watcher, APPLICATION_NAME, report))
        await _apply_missing(applied, Patience(report, patience_seconds))
        builder = await stack.enter_async_context(_connection(url, APPLICATION_NAME, statement_seconds=None))
        await build_indexes(builder, known_indexes(), report)


async def missing_migrations() -> list[str]:
    """Returns the names of migrations that the models need and that are not written. Needs no database."""
    config = tortoise_config("postgres://nobody@localhost/none", pool_size=1)
    await Tortoise.init(config=config, init_connections=False, _enable_global_fallback=True)
    assert Tortoise.apps is not None
    writers = await MigrationAutodetector(Tortoise.apps, config["apps"]).changes()
    return [writer.name for writer in writers]


@asynccontextmanager
async def _connection(
    url: str, application_name: str, statement_seconds: float | None = ANSWER_SECONDS
) -> AsyncIterator[Connection]:
    connection = await connect(url, application_name, statement_seconds)
    try:
        yield connection
    finally:
        with suppress(*DRIVER_ERRORS):  # what went wrong before is what matters
            await connection.close(timeout=CLOSE_SECONDS)


def _check_server(connection: Connection) -> None:
    """Before anything is changed: the first migrations would succeed on an old server."""
    version = connection.get_server_version()
    problem = requirements.version_problem(version.major * 10_000) or requirements.encoding_problem(
        connection.get_settings().server_encoding
    )
    if problem:
        raise UnsuitableDatabaseError(problem)


@asynccontextmanager
async def _only_one(holder: Connection, report: Report) -> AsyncIterator[None]:
    """Holds a lock that a pooler cannot lose: a transaction's. Without a snapshot, for which each index would wait."""
    is_first_look = True
    while True:
        holding = holder.transaction()
        await holding.start()
        if await holder.fetchval("SELECT pg_try_advisory_xact_lock($1)", ADVISORY_LOCK):
            break
        await holding.rollback()
        if is_first_look:
            report("Another `migrate` is at work on this database: waiting until it ends.")
        is_first_look = False
        await asyncio.sleep(LOOK_SECONDS)
    # A simple query closes the portal of the one before, which keeps its snapshot.
    await holder.execute("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL transaction_timeout = 0")
    try:
        yield
    finally:
        with suppress(*DRIVER_ERRORS):  # the end of the connection ends it as well
            async with asyncio.timeout(CLOSE_SECONDS):
                await holding.rollback()


async def _applied_names(connection: Connection) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NULL"):
        return set()
    return {each["name"] for each in await connection.fetch("SELECT name FROM tortoise_migrations")}


async def _apply_missing(applied: set[str], patience: Patience) -> None:
    client = get_connection(CONNECTION)
    await MigrationRecorder(client).ensure_schema(AsyncpgSchemaEditor(client))
    state = State(models={}, apps=StateApps(default_connections={APP: CONNECTION}))
    for migration in load_migrations():
        if migration.name in applied:
            state = await migration.apply(state, dry_run=True)
        else:
            state = await apply(migration, state, patience)
