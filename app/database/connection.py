"""The pool of database connections of a process: its Tortoise configuration, opening and closing."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from asyncpg import Connection, InterfaceError, InternalClientError, connect
from asyncpg.exceptions import (
    InsufficientResourcesError,
    OperatorInterventionError,
    PostgresConnectionError,
    TransactionRollbackError,
)
from tortoise import Tortoise
from tortoise.exceptions import DBConnectionError, TransactionManagementError

CONNECTION = "default"
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
# PostgreSQL is away, restarts, or had to abort the transaction: trying again helps.
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
        "apps": {"app": {"models": MODELS, "migrations": "app.database.migrations", "default_connection": CONNECTION}},
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


def database_name(url: str) -> str:
    """The database's name and host, without the password, for people to read."""
    parts = urlsplit(url)
    return f"{parts.path.lstrip('/')} at {parts.hostname or 'a local socket'}"
