"""The database connections of a process: configuration, opening and closing."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from asyncpg import Connection, InterfaceError, InternalClientError
from asyncpg.exceptions import (
    InsufficientResourcesError,
    OperatorInterventionError,
    PostgresConnectionError,
    TransactionRollbackError,
)
from tortoise import Tortoise
from tortoise.exceptions import DBConnectionError, TransactionManagementError

from app.database.known_migrations import APP, PACKAGE
from app.database.poolers import MIXING_POOLER, mixes_prepared_statements
from app.database.requirements import UnsuitableDatabaseError
from app.settings.addresses import DATABASE_OPTIONS
from app.settings.urls import split_url

CONNECTION = "default"
APPLICATION_NAME = "senturo"
CONNECT_SECONDS = 10.0
MODELS = [
    "app.users.models",
    "app.authentication.models",
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
# PostgreSQL is unreachable, restarts, or aborted the transaction: a retry can succeed.
CONNECTION_ERRORS = (
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


def tortoise_config(
    url: str, pool_size: int, application_name: str = APPLICATION_NAME, *, prepared_statements: bool = True
) -> dict[str, Any]:
    """Returns Tortoise's configuration. asyncpg parses `url`, so that libpq's parameters work, such as `sslmode`.

    With `prepared_statements` statements are parsed once for each connection. The pool then refuses a pooler that would
    mix them, by raising UnsuitableDatabaseError where it connects.
    """
    credentials = {
        "connect": _connect_to(url, prepared_statements=prepared_statements),
        **_statement_options(prepared_statements=prepared_statements),
        "database": _database_name(url),
        "minsize": 1,
        "maxsize": pool_size,
        "server_settings": _server_settings(application_name),
        "reset": _keep_session,
    }
    return {
        "connections": {CONNECTION: {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {APP: {"models": MODELS, "migrations": PACKAGE, "default_connection": CONNECTION}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def _keep_session(_connection: Connection) -> None:
    """Replaces asyncpg's reset between two uses: no statement changes the session, so it saves a round trip."""


def _statement_options(*, prepared_statements: bool) -> dict[str, int]:
    """Unnamed statements outside of transactions are safe only where all are unnamed: asyncpg then parses them again."""
    if prepared_statements:
        return {"max_cacheable_statement_size": 0}
    return {"statement_cache_size": 0}


def _connect_to(url: str, *, prepared_statements: bool) -> Callable[..., Awaitable[Connection]]:
    """Returns `connect` for Tortoise's pool, which passes a server's name itself and would log an address."""
    named = {"host", "port", "user", "password", "database"}
    is_safe = not prepared_statements

    async def connect_by_url(*_: object, **options: Any) -> Connection:
        nonlocal is_safe
        if not is_safe:
            await refuse_mixing_pooler(url)
            is_safe = True
        return await asyncpg.connect(url, **{name: option for name, option in options.items() if name not in named})

    return connect_by_url


async def connect(url: str, application_name: str = APPLICATION_NAME) -> Connection:
    """Returns a connection outside of the pool, which works through any pooler: it names no prepared statements."""
    return await asyncpg.connect(
        url,
        server_settings=_server_settings(application_name),
        timeout=CONNECT_SECONDS,
        **_statement_options(prepared_statements=False),
    )


async def refuse_mixing_pooler(url: str) -> None:
    """Raises UnsuitableDatabaseError for a pooler that mixes its clients' prepared statements."""
    if await mixes_prepared_statements(lambda: connect(url)):
        raise UnsuitableDatabaseError(MIXING_POOLER)


def _server_settings(application_name: str) -> dict[str, str]:
    """What the session begins with: only what a pooler such as PgBouncer passes on."""
    return {"timezone": "UTC", "application_name": application_name}


async def open_database(url: str, pool_size: int, *, prepared_statements: bool = True) -> None:
    """Opens the pool of this process. Usable from any task, also those of a Starlette application."""
    config = tortoise_config(url, pool_size, prepared_statements=prepared_statements)
    await Tortoise.init(config=config, _enable_global_fallback=True)


async def close_database() -> None:
    await Tortoise.close_connections()


def describe_database(url: str) -> str:
    """Returns the database's name and hosts, for people to read, without the password."""
    hosts = [host for host, _ in split_url(url, DATABASE_OPTIONS, many_hosts=True).hosts if host]
    return f"{_database_name(url)} at {', '.join(hosts) or 'a local socket'}"


def _database_name(url: str) -> str:
    return split_url(url, DATABASE_OPTIONS, many_hosts=True).path.lstrip("/")
