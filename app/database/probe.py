"""Asks PostgreSQL on a connection of its own whether it can be worked with: the pool's may all be in use.

It really writes: a standby, a server that has become read-only and one whose disk is full answer as any other does.
"""

import asyncio
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from asyncpg import Connection, ReadOnlySQLTransactionError
from asyncpg.exceptions import DiskFullError

from app.database.hosts import Hosts
from app.database.requirements import UnsuitableDatabaseError, database_problem, newer_version

KEPT_CONNECTION_SECONDS = 1.0
SECONDS = 2.5  # together with what HTTP takes, less than three
# A row for each process; those that have ended are deleted by the others.
WRITE = """
    WITH ended AS (
        DELETE FROM readiness_checks WHERE process IN (
            SELECT process FROM readiness_checks WHERE checked_at < now() - interval '1 day' AND process <> $1
             LIMIT 100 FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO readiness_checks (process, checked_at) VALUES ($1, now())
    ON CONFLICT (process) DO UPDATE SET checked_at = excluded.checked_at"""


@dataclass(frozen=True)
class Readiness:
    """Why the database cannot be worked with, None where it can; and what is to be said of it otherwise."""

    problem: str | None = None
    notice: str | None = None


class Probe:
    """Keeps a connection, and replaces it where it does not answer. `options` are those of its connections."""

    def __init__(self, hosts: Hosts, **options: object) -> None:
        self._hosts = hosts
        self._options = options
        self._process = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._connection: Connection | None = None
        self._asking: asyncio.Task[Readiness] | None = None

    async def ask(self) -> Readiness:
        """Returns an answer within SECONDS, whatever PostgreSQL does.

        Those who ask at the same time share one question.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), name="ask the database")
        return await asyncio.shield(self._asking)

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])
        self._drop()

    async def _ask(self) -> Readiness:
        try:
            async with asyncio.timeout(SECONDS):
                return await self._check_on_some_connection()
        except UnsuitableDatabaseError as error:
            return Readiness(str(error))
        except ReadOnlySQLTransactionError:
            return Readiness("database is read-only")
        except DiskFullError:
            return Readiness("database has no room left")
        except Exception:  # noqa: BLE001 - whatever the error is, the process cannot work
            return Readiness("database unreachable")

    async def _check_on_some_connection(self) -> Readiness:
        """A connection that fails is dropped: the next one may lead to another host."""
        if self._connection is not None:
            with suppress(Exception):
                async with asyncio.timeout(KEPT_CONNECTION_SECONDS):
                    return await self._check(self._connection)
            self._drop()
        self._connection = await self._hosts.connect(SECONDS - KEPT_CONNECTION_SECONDS, **self._options)
        try:
            return await self._check(self._connection)
        except BaseException:
            self._drop()
            raise

    async def _check(self, connection: Connection) -> Readiness:
        """In one transaction, as poolers in transaction mode would mix the statements of several clients otherwise.

        What fails is not rolled back, which may take as long as the server likes: the connection is dropped.
        """
        await connection.execute("BEGIN")
        problem = await database_problem(connection.fetch)
        notice = None if problem else await newer_version(connection.fetch)
        if problem is None:
            await connection.execute(WRITE, self._process)
        await connection.execute("COMMIT")
        return Readiness(problem, notice)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
