"""Repeats work while PostgreSQL is down."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.database.connection import CONNECTION_ERRORS
from app.occasional_log import OccasionalLog

outages = OccasionalLog(logging.getLogger(__name__), "database_down")
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
            outages.warn(reason=type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(MAX_WAIT_SECONDS, wait * 2)
