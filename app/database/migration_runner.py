"""Runs migrations while the tables are in use: in transactions that never wait for long, then indexes on their own."""

import asyncio
import random
import time
from dataclasses import dataclass

from asyncpg import Connection, DeadlockDetectedError, LockNotAvailableError, UniqueViolationError
from tortoise.migrations import operations as ops
from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.transactions import in_transaction

from app.database.backfill import fill
from app.database.connection import CONNECTION
from app.database.known_migrations import APP
from app.database.lock_waits import Report
from app.database.migration_operations import LOCK_MILLISECONDS, Indexes, OutsideTransaction

IN_USE = (LockNotAvailableError, DeadlockDetectedError)  # 55P03, 40P01
FIRST_PAUSE_SECONDS = 0.1
MAX_PAUSE_SECONDS = 5.0
# An operator's or a role's own limits are for statements of the service, not for a migration's.
OWN_LIMITS = (
    f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}; SET LOCAL statement_timeout = 0;"
    " SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL transaction_timeout = 0"
)
# These look at the models as they are afterwards alone.
WITHOUT_STATE_BEFORE = (ops.AddField, ops.CreateModel, ops.RunSQL, OutsideTransaction)


class MigrationError(Exception):
    """The database was not brought up to date; the message has what to do. What was done before stays."""


@dataclass(frozen=True)
class Patience:
    """For how long a migration is tried again while its tables are in use."""

    report: Report
    seconds: float


async def apply(migration: Migration, state: State, patience: Patience) -> State:
    """Applies one migration and records it, in one transaction, and returns the models' state after it.

    Raises MigrationError where the tables have been in use all the time.
    """
    deadline = time.monotonic() + patience.seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await _try(migration, state.clone())
        except IN_USE as error:
            if time.monotonic() >= deadline:
                raise MigrationError(
                    f"The migration {migration.name} found its tables in use for {patience.seconds:.0f} s, and has"
                    " changed nothing. End the transactions named above, or run it when less is going on."
                ) from error
            patience.report(f"The migration {migration.name} found its tables in use; again in {pause:.1f} s.")
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - not in step with what it collides with
        pause = min(MAX_PAUSE_SECONDS, pause * 1.5)


async def _try(migration: Migration, state: State) -> State:
    async with in_transaction(CONNECTION) as client:
        await client.execute_script(OWN_LIMITS)
        editor = AsyncpgSchemaEditor(client)
        for operation in migration.operations:
            # Tortoise's own `apply` clones all models for each operation, which takes longer than the operation.
            before = state if isinstance(operation, WITHOUT_STATE_BEFORE) else state.clone()
            operation.state_forward(APP, state)
            await operation.database_forward(APP, before, state, editor)
        state.validate_relations_initialized()
        await MigrationRecorder(client).record_applied(APP, migration.name)
    return state


async def build_indexes(connection: Connection, indexes: Indexes, report: Report) -> None:
    """Builds what is missing, or was left unfinished, and drops what was replaced. Nobody waits for it.

    Raises MigrationError where rows that exist are not unique.
    """
    for name, statement in indexes.built.items():
        is_valid = await connection.fetchval("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)", name)
        if not is_valid:
            if is_valid is not None:
                report(f"The index {name} was left unfinished, and is built anew.")
            if name in indexes.prepared:
                await connection.execute(indexes.prepared[name])
            if name in indexes.backfills:
                await fill(connection, indexes.backfills[name], report)
            await _build(connection, name, statement)
    for name in indexes.dropped:
        await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


async def _build(connection: Connection, name: str, statement: str) -> None:
    while True:
        await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        try:
            await connection.execute(statement)
        except DeadlockDetectedError:
            await asyncio.sleep(FIRST_PAUSE_SECONDS)
        except UniqueViolationError as error:
            await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            raise MigrationError(
                f"The unique index {name} cannot be built: two rows of {error.table_name} have the same key."
            ) from None
        else:
            return
