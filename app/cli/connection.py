"""The database connections of one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.database.connection import Waits, close_database, open_database
from app.settings import get_settings


@asynccontextmanager
async def database_connection() -> AsyncIterator[None]:
    """Opens the database and no Redis: workers poll for what a command queues, within a second."""
    settings = get_settings()
    waits = Waits(settings.database_worker_statement_seconds, settings.database_connect_seconds)
    try:
        await open_database(
            settings.database_url.get_secret_value(),
            pool_size=2,
            waits=waits,
            prepared_statements=settings.prepares_statements,
        )
        yield
    finally:
        await close_database()
