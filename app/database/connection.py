"""The database connections of a process: configuration, opening and closing."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

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

CONNECTION = "default"
APP = "app"
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


def tortoise_config(url: str, pool_size: int, application_name: str = "senturo") -> dict[str, Any]:
    """Returns Tortoise's configuration. asyncpg parses `url`, so that libpq's parameters work, such as `sslmode`."""
    credentials = {
        "connect": _connect_to(url),
        "database": _database_name(url),
        "minsize": 1,
        "maxsize": pool_size,
        "server_settings": _server_settings(application_name),
        "reset": _keep_session,
    }
    return {
        "connections": {CONNECTION: {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {APP: {"models": MODELS, "migrations": "app.database.migrations", "default_connection": CONNECTION}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def _keep_session(_connection: Connection) -> None:
    """Replaces asyncpg's reset between two uses: no statement changes the session, so it saves a round trip."""


def _connect_to(url: str) -> Callable[..., Awaitable[Connection]]:
    """Returns `connect` for Tortoise's pool, which passes a server's name itself and would log an address."""
    named = {"host", "port", "user", "password", "database"}

    async def connect_by_url(*_: object, **options: Any) -> Connection:
        return await asyncpg.connect(url, **{name: option for name, option in options.items() if name not in named})

    return connect_by_url


async def connect(url: str, application_name: str) -> Connection:
    """Returns a connection of its own, outside of the pool."""
    return await asyncpg.connect(url, server_settings=_server_settings(application_name))


def _server_settings(application_name: str) -> dict[str, str]:
    """What the session begins with: only what a pooler such as PgBouncer passes on."""
    return {"timezone": "UTC", "application_name": application_name}


async def open_database(url: str, pool_size: int) -> None:
    """Opens the pool of this process. Usable from any task, also those of a Starlette application."""
    await Tortoise.init(config=tortoise_config(url, pool_size), _enable_global_fallback=True)


async def close_database() -> None:
    await Tortoise.close_connections()


def describe_database(url: str) -> str:
    """Returns the database's name and host, for people to read, without the password."""
    return f"{_database_name(url)} at {urlsplit(url).hostname or 'a local socket'}"


def _database_name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
