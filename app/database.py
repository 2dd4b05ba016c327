"""Tortoise configuration; transactions, and what to tell others once they have committed."""

import os
import time
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from asyncpg import Connection, InterfaceError, InternalClientError, connect
from asyncpg.exceptions import (
    InsufficientResourcesError,
    OperatorInterventionError,
    PostgresConnectionError,
    TransactionRollbackError,
)
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import DBConnectionError, TransactionManagementError
from tortoise.transactions import in_transaction

from app.events import Event
from app.jobs import WakeUp

CONNECTION = "default"
MODELS = [
    "app.users.models",
    "app.organizations.models",
    "app.groups.models",
    "app.members.models",
    "app.invitations.models",
    "app.bulk_invites.models",
    "app.deliveries.models",
    "app.audit.models",
    "app.idempotency.models",
    "app.operations.models",
]
# What says that PostgreSQL is away, restarts, or had to break something off: trying again helps.
AWAY = (
    OSError,
    InterfaceError,
    InternalClientError,
    PostgresConnectionError,
    OperatorInterventionError,
    InsufficientResourcesError,
    TransactionRollbackError,
    DBConnectionError,
    TransactionManagementError,
)
Row = dict[str, Any]
Announcer = Callable[[Sequence[Event], Sequence[WakeUp]], None]


@dataclass
class News:
    """What a transaction has to tell once it has committed."""

    events: list[Event] = field(default_factory=list)
    wake_ups: list[WakeUp] = field(default_factory=list)


_latest_ticks = 0
_news: ContextVar[News | None] = ContextVar("news", default=None)
_announcers: list[Announcer] = []


def tortoise_config(url: str, pool_size: int) -> dict[str, Any]:
    """asyncpg reads the address, so that it means what it means to PostgreSQL's own clients: `sslmode`, say."""
    credentials = {
        "connect": _connecting_to(url),
        "database": urlsplit(url).path.lstrip("/"),
        "minsize": 1,
        "maxsize": pool_size,
        "server_settings": {"timezone": "UTC", "application_name": "senturo"},
        "reset": _keep_session,
    }
    return {
        "connections": {CONNECTION: {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {"app": {"models": MODELS, "migrations": "app.migrations", "default_connection": CONNECTION}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def _keep_session(_connection: Connection) -> None:
    """What a connection goes through before its next use: nothing changes a session, so one round trip less."""


def _connecting_to(url: str) -> Callable[..., Awaitable[Connection]]:
    """For Tortoise's pool, which names the server itself, and would log an address that it is given."""
    named = {"host", "port", "user", "password", "database"}

    async def connect_there(*_: object, **options: Any) -> Connection:
        return await connect(url, **{name: option for name, option in options.items() if name not in named})

    return connect_there


async def open_database(url: str, pool_size: int) -> None:
    """Opens the pool of this process. Usable from any task, also those of a Starlette application."""
    await Tortoise.init(config=tortoise_config(url, pool_size), _enable_global_fallback=True)


async def close_database() -> None:
    await Tortoise.close_connections()


def announce_with(announcer: Announcer) -> Callable[[], None]:
    """Hands what transactions have to tell to `announcer`, which must not block. Answers how to stop that."""
    _announcers.append(announcer)
    return lambda: _announcers.remove(announcer)


@asynccontextmanager
async def transaction() -> AsyncIterator[News]:
    """One transaction; inside another it joins that one. Its news go out after the outermost COMMIT."""
    outer = _news.get()
    if outer is not None:
        yield outer
        return
    news = News()
    token = _news.set(news)
    try:
        async with _begun():
            yield news
    finally:
        _news.reset(token)
    for announcer in _announcers:
        announcer(news.events, news.wake_ups)


@asynccontextmanager
async def _begun() -> AsyncIterator[None]:
    """Tortoise's transaction, which loses its connection, and keeps it for this task, where BEGIN itself fails."""
    context = in_transaction(CONNECTION)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(context)
        except BaseException:
            if hasattr(context, "token"):
                await context.__aexit__(TransactionManagementError, None, None)
            raise
        yield


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """Inside a transaction: what fails in here is undone alone."""
    async with in_transaction(CONNECTION):
        yield


async def rows(sql: str, *parameters: Any) -> list[Row]:
    """Runs one statement in the current transaction, if any, and answers its rows."""
    return await get_connection(CONNECTION).execute_query_dict(sql, list(parameters))


async def row(sql: str, *parameters: Any) -> Row | None:
    found = await rows(sql, *parameters)
    return found[0] if found else None


async def value(sql: str, *parameters: Any) -> Any:
    """The first column of the first row, None without rows."""
    found = await row(sql, *parameters)
    return next(iter(found.values())) if found else None


async def plan_anew() -> None:
    """Has each statement of this transaction planned for its parameters, and for the tables as they are now.

    A plan that was kept since the tables were small compares every row with every element of an array: with
    thousands of both, that takes seconds instead of milliseconds.
    """
    await rows("SET LOCAL plan_cache_mode = force_custom_plan")


async def copy_in(table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
    """Appends records to a table by COPY, in the current transaction: many times quicker than INSERT."""
    async with get_connection(CONNECTION).acquire_connection() as connection:
        await connection.copy_records_to_table(table, columns=list(columns), records=records)


class Where:
    """The conditions of a query and their parameters, which are numbered as they come."""

    def __init__(self) -> None:
        self.clauses: list[str] = []
        self.parameters: list[Any] = []

    def add(self, clause: str, *parameters: Any) -> None:
        """Adds a condition; each `?` in it is the next of `parameters`."""
        for parameter in parameters:
            self.parameters.append(parameter)
            clause = clause.replace("?", f"${len(self.parameters)}", 1)
        self.clauses.append(clause)

    def __str__(self) -> str:
        return " AND ".join(f"({clause})" for clause in self.clauses) or "TRUE"


def like(text: str) -> str:
    """A LIKE pattern for "contains", in which nothing of `text` is a wildcard. Names are stored in NFC."""
    text = unicodedata.normalize("NFC", text.strip())
    escaped = text.replace("\0", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def uuid7(clock: Callable[[], int] = time.time_ns) -> UUID:
    """A UUID that sorts by the time it was made, also after others of this process made in the same millisecond.

    Version 7, with 12 bits more of the clock. Source: RFC 9562, sections 5.7 and 6.2, method 3.
    """
    global _latest_ticks  # noqa: PLW0603 -- the clock of this process
    _latest_ticks = ticks = max(_latest_ticks + 1, (clock() << 12) // 1_000_000)
    random = int.from_bytes(os.urandom(8)) & ~(0x3 << 62)
    return UUID(int=(ticks >> 12 << 80) | (0x7 << 76) | ((ticks & 0xFFF) << 64) | (0x2 << 62) | random)


def database_name(url: str) -> str:
    """The database's name and host, without the password, for people to read."""
    parts = urlsplit(url)
    return f"{parts.path.lstrip('/')} at {parts.hostname or 'a local socket'}"
