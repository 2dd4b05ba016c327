"""Applies migrations, and compares them with the models."""

from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder

from app.database.connection import close_database, describe_database, tortoise_config

ADVISORY_LOCK = 7_238_001  # any number that nothing else locks


class UnknownMigrationsError(Exception):
    """The database has migrations unknown to this version, and lacks some of this version's."""


async def migrate(url: str) -> None:
    """Applies missing migrations. A second process waits for the first, and then has nothing to do.

    Raises UnknownMigrationsError, whose message has what to do; OSError, PostgresError.
    """
    config = tortoise_config(url, pool_size=2)
    lock_connection = await asyncpg.connect(url)
    try:
        await lock_connection.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        applied = await _applied_names(lock_connection)
        known = _known_names(config)
        if applied - known and known - applied:
            raise UnknownMigrationsError(
                f"The database {describe_database(url)} was made by another version, such as an earlier pre-release,"
                " and cannot be brought up to date. Use an empty one (with `./dev up`: another folder with --data),"
                " or delete this one if its contents are no longer needed."
            )
        await apply_migrations(config=config)
    finally:
        await close_database()
        await lock_connection.close()


async def _applied_names(connection: asyncpg.Connection) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NULL"):
        return set()
    return {each["name"] for each in await connection.fetch("SELECT name FROM tortoise_migrations")}


def _known_names(config: dict[str, Any]) -> set[str]:
    loader = MigrationLoader(config["apps"], MigrationRecorder(None))
    loader.load_disk()
    return {key.name for key in loader.disk_migrations}


async def missing_migrations() -> list[str]:
    """Returns the names of migrations that the models need and that are not written. Needs no database."""
    config = tortoise_config("postgres://nobody@localhost/none", pool_size=1)
    await Tortoise.init(config=config, init_connections=False, _enable_global_fallback=True)
    assert Tortoise.apps is not None
    writers = await MigrationAutodetector(Tortoise.apps, config["apps"]).changes()
    return [writer.name for writer in writers]
