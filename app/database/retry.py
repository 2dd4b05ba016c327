"""Repeats work while PostgreSQL is down."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.database.connection import CONNECTION_ERRORS

logger = logging.getLogger(__name__)
FIRST_WAIT_SECONDS = 0.1
MAX_WAIT_SECONDS = 1.0
Result = TypeVar("Result")


async def retry_while_database_down(
    work: Callable[[], Awaitable[Result]], first_wait_seconds: float = FIRST_WAIT_SECONDS
) -> Result:
    """Repeats `work` until PostgreSQL is back, however long that takes, and returns its result.

    `work` must be idempotent: a COMMIT whose confirmation was lost is repeated too.
    """
    wait = first_wait_seconds
    while True:
        try:
            return await work()
        except CONNECTION_ERRORS as error:
            logger.warning("database_down", extra={"reason": type(error).__name__, "again_in": wait})
        await asyncio.sleep(wait)
        wait = min(MAX_WAIT_SECONDS, wait * 2)
