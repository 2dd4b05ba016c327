"""Brings the database's tables up to date, and tells whether the migrations say what the models say."""

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.migrations.autodetector import MigrationAutodetector

from app.database.connection import close_database, tortoise_config

LOCK = 7_238_001


async def migrate(url: str) -> None:
    """Applies what is missing; whoever comes second waits and finds nothing to do. Raises OSError, PostgresError."""
    holder = await asyncpg.connect(url)
    try:
        await holder.execute("SELECT pg_advisory_lock($1)", LOCK)
        await apply_migrations(config=tortoise_config(url, pool_size=2))
    finally:
        await close_database()
        await holder.close()


async def missing_migrations() -> list[str]:
    """The names of migrations that would have to be written; needs no database."""
    config = tortoise_config("postgres://nobody@localhost/none", pool_size=1)
    await Tortoise.init(config=config, init_connections=False, _enable_global_fallback=True)
    assert Tortoise.apps is not None
    writers = await MigrationAutodetector(Tortoise.apps, config["apps"]).changes()
    return [writer.name for writer in writers]
