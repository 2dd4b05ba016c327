"""Brings the database's tables up to date, and compares the migrations with the models."""

from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder

from app.database.connection import close_database, database_name, tortoise_config

LOCK = 7_238_001


class OtherHistoryError(Exception):
    """The database has migrations that this version does not know, and lacks some that it has."""


async def migrate(url: str) -> None:
    """Applies what is missing; whoever comes second waits and finds nothing to do.

    Raises OtherHistoryError, whose message says what to do; OSError, PostgresError.
    """
    config = tortoise_config(url, pool_size=2)
    holder = await asyncpg.connect(url)
    try:
        await holder.execute("SELECT pg_advisory_lock($1)", LOCK)
        applied = await _applied(holder)
        known = _known(config)
        if applied - known and known - applied:
            raise OtherHistoryError(
                f"The database {database_name(url)} was made by another version, such as an earlier pre-release,"
                " and cannot be brought up to date. Use an empty one (with `./dev up`: another folder with --data),"
                " or delete this one if its contents are no longer needed."
            )
        await apply_migrations(config=config)
    finally:
        await close_database()
        await holder.close()


async def _applied(connection: asyncpg.Connection) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NULL"):
        return set()
    return {each["name"] for each in await connection.fetch("SELECT name FROM tortoise_migrations")}


def _known(config: dict[str, Any]) -> set[str]:
    loader = MigrationLoader(config["apps"], MigrationRecorder(None))
    loader.load_disk()
    return {key.name for key in loader.disk_migrations}


async def missing_migrations() -> list[str]:
    """The names of migrations that would have to be written; needs no database."""
    config = tortoise_config("postgres://nobody@localhost/none", pool_size=1)
    await Tortoise.init(config=config, init_connections=False, _enable_global_fallback=True)
    assert Tortoise.apps is not None
    writers = await MigrationAutodetector(Tortoise.apps, config["apps"]).changes()
    return [writer.name for writer in writers]
