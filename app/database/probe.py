"""Asks whether PostgreSQL answers, on a connection of its own: the pool's may all be in use."""

import asyncio
from contextlib import suppress

from asyncpg import Connection

from app.database.hosts import Hosts

KEPT_CONNECTION_SECONDS = 1.0
SECONDS = 2.5  # together with what HTTP takes, less than three


class Probe:
    """Keeps a connection, and replaces it where it does not answer."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._connection: Connection | None = None
        self._asking: asyncio.Task[None] | None = None

    async def ask(self) -> None:
        """Raises what the driver raises where PostgreSQL does not answer within SECONDS.

        Those who ask at the same time share one question.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), name="ask the database")
        await asyncio.shield(self._asking)

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])
        self._drop()

    async def _ask(self) -> None:
        async with asyncio.timeout(SECONDS):
            if self._connection is not None:
                with suppress(Exception):
                    await self._connection.execute("SELECT 1", timeout=KEPT_CONNECTION_SECONDS)
                    return
                self._drop()
            self._connection = await self._hosts.connect(
                SECONDS - KEPT_CONNECTION_SECONDS, server_settings={"application_name": "senturo-health"}
            )
            try:
                await self._connection.execute("SELECT 1")
            except BaseException:
                self._drop()
                raise

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
