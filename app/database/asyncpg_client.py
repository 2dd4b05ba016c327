"""Tortoise's client of asyncpg, in which no wait is without an end. Tortoise finds `client_class` by this module.

| wait | at most |
|---|---|
| for a connection to one host | `connect_seconds`, then the next host of DATABASE_URL |
| for a connection of the pool, and before it for one of the task's share | a statement and a connect |
| for a statement | `statement_seconds`; then it is canceled on the server |
| for the server to confirm that, and for a rollback | ANSWER_SECONDS; then all connections are dropped |

Tortoise picks its migrations' dialect by the name of the module, which therefore has "asyncpg" in it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from asyncpg import InterfaceError, ReadOnlySQLTransactionError
from asyncpg.pool import Pool
from asyncpg.protocol import Record
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import NestedTransactionContext, TransactionContext, TransactionContextPooled
from tortoise.exceptions import TransactionManagementError

from app.database.outages import DRIVER_ERRORS, outages_translated, raise_outage
from app.database.shares import Shares, give_back
from app.metrics.catalog import POOL_IN_USE, POOL_WAIT_SECONDS, POOL_WAITING, STATEMENT_TIMEOUTS

ANSWER_SECONDS = 3.0
Statement = Callable[..., Coroutine[None, None, Any]]
# asyncpg's own defaults.
MAX_QUERIES = 50_000
IDLE_SECONDS = 300.0


class BoundedPool(Pool):  # type: ignore[misc]  # asyncpg says nothing about its types
    """Waits `acquire_seconds` for a connection, and drops connections that do not answer."""

    def __init__(self, *, acquire_seconds: float, **options: Any) -> None:
        super().__init__(
            max_queries=MAX_QUERIES, max_inactive_connection_lifetime=IDLE_SECONDS, record_class=Record, **options
        )
        self.acquire_seconds = acquire_seconds
        self.shares = Shares(options["max_size"])
        self._taken: dict[int, Sequence[asyncio.Semaphore]] = {}

    async def _acquire(self, timeout: float | None) -> Any:  # noqa: ASYNC109 - asyncpg's signature
        seconds = self.acquire_seconds if timeout is None else timeout
        POOL_WAITING.add()
        began = time.perf_counter()
        try:
            connection = await self._acquire_share(seconds)
        finally:
            POOL_WAITING.add(amount=-1)
            POOL_WAIT_SECONDS.observe(time.perf_counter() - began)
        POOL_IN_USE.add()
        return connection

    async def _acquire_share(self, seconds: float) -> Any:
        with outages_translated():
            async with asyncio.timeout(seconds):
                taken = await self.shares.take()
            try:
                connection = await super()._acquire(seconds)
            except BaseException:
                give_back(taken)
                raise
        self._taken[id(connection)] = taken
        return connection

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the same
        """Raises nothing for a connection that is lost: what its statement has returned or raised stands."""
        try:
            await super().release(connection, timeout=ANSWER_SECONDS if timeout is None else timeout)
        except DRIVER_ERRORS:
            await self.expire_connections()
        finally:
            taken = self._taken.pop(id(connection), None)
            if taken is not None:
                POOL_IN_USE.add(amount=-1)
                give_back(taken)


class Client(AsyncpgDBClient):
    async def create_pool(self, **options: Any) -> Pool:
        return await BoundedPool(**options)

    async def _translate_exceptions(self, func: Statement, *args: Any, **kwargs: Any) -> Any:
        return await _translated(self, super()._translate_exceptions(func, *args, **kwargs))

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(Transaction(self), self._pool_init_lock)


class Transaction(TransactionWrapper):
    async def _translate_exceptions(self, func: Statement, *args: Any, **kwargs: Any) -> Any:
        return await _translated(self, super()._translate_exceptions(func, *args, **kwargs))

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))

    async def _expire_connections(self) -> None:
        await self._parent._expire_connections()  # noqa: SLF001 - the same class's, or the pool's

    async def commit(self) -> None:
        with outages_translated():
            await super().commit()

    async def rollback(self) -> None:
        """Where the server does not confirm it, ends the connection: then it rolls back by itself."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await super().rollback()
        except DRIVER_ERRORS:
            with suppress(InterfaceError):  # it has been given back
                self._connection.terminate()
            await self._expire_connections()


async def _translated(client: Client | Transaction, running: Awaitable[Any]) -> Any:
    try:
        return await running
    except DRIVER_ERRORS as error:
        if isinstance(error, TimeoutError):
            STATEMENT_TIMEOUTS.add()
        raise_outage(error)
    except TransactionManagementError as error:
        if isinstance(error.__cause__, ReadOnlySQLTransactionError):  # every connection leads to a standby
            await client._expire_connections()  # noqa: SLF001 - a method of this module's classes
            raise_outage(error.__cause__)
        raise


client_class = Client
