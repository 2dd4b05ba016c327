"""Rows locked from outside, and who waits for them."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.database.sql import value
from tests.support.waiting import PATIENCE_SECONDS

POLL_SECONDS = 0.01
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
Act = Coroutine[Any, Any, object]


class LockQueue:
    """Rows locked from outside, and requests that come to wait for them one after another."""

    def __init__(self, holder: asyncpg.Connection) -> None:
        self.holder = holder
        self.tasks: list[asyncio.Task[object]] = []

    async def lock(self, sql: str, row_id: UUID) -> None:
        await self.holder.execute(sql, row_id)

    async def joined_by(self, act: Act) -> None:
        self.tasks.append(asyncio.create_task(act))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await value(WAITING) < len(self.tasks):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(POLL_SECONDS)

    async def may_lock(self, sql: str, row_id: UUID) -> bool:
        """Does nobody else hold it?"""
        return bool(await self.holder.fetch(f"{sql} SKIP LOCKED", row_id))

    async def let_go(self) -> list[object]:
        """What became of each: its answer or its exception."""
        await self.holder.execute("COMMIT")
        return list(await asyncio.gather(*self.tasks, return_exceptions=True))


@pytest.fixture
async def lock_queue(database: None, migrated: str) -> AsyncIterator[LockQueue]:
    holder = await asyncpg.connect(migrated)
    await holder.execute("BEGIN")
    try:
        yield LockQueue(holder)
    finally:
        await holder.close()
