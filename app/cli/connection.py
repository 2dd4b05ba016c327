"""The database connections of one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.database.connection import close_database, open_database
from app.settings import get_settings


@asynccontextmanager
async def database_connection() -> AsyncIterator[None]:
    """Opens the database and no Redis: workers poll for what a command queues, within a second."""
    try:
        await open_database(get_settings().database_url.get_secret_value(), pool_size=2)
        yield
    finally:
        await close_database()
