"""The database connections of a process: configuration, opening and closing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from asyncpg import Connection
from asyncpg.exceptions import TransactionRollbackError
from tortoise import Tortoise
from tortoise.exceptions import DBConnectionError, TransactionManagementError

from app.database.hosts import Hosts
from app.database.outages import DRIVER_ERRORS
from app.database.probe import Probe

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
# PostgreSQL is unreachable, restarts, or aborted the transaction: a retry can succeed.
CONNECTION_ERRORS = (*DRIVER_ERRORS, TransactionRollbackError, DBConnectionError, TransactionManagementError)
_probes: list[Probe] = []


@dataclass(frozen=True)
class Waits:
    """How many seconds a connection to one host may take, and how many a statement. The client measures them.

    As parameters of the connection the server would, but poolers such as PgBouncer refuse those.
    """

    statement_seconds: float
    connect_seconds: float = 5.0

    @property
    def acquire_seconds(self) -> float:
        """How long to wait for a connection of the pool: each is either connecting or at a statement."""
        return self.statement_seconds + self.connect_seconds


# Statements of requests, of workers and of migrations; settings replace the first two.
INTERACTIVE, WORKER, MIGRATION = Waits(10.0), Waits(60.0), Waits(3600.0)


def tortoise_config(url: str, pool_size: int, waits: Waits = MIGRATION) -> dict[str, Any]:
    """Returns Tortoise's configuration. asyncpg parses `url`, so that libpq's parameters work, such as `sslmode`."""
    return _config(url, Hosts(url, waits.connect_seconds), pool_size, waits)


def _config(url: str, hosts: Hosts, pool_size: int, waits: Waits) -> dict[str, Any]:
    credentials = {
        "connect": _connect_to(hosts),
        "database": _database_name(url),
        "minsize": 0,  # else the pool is opened by a connection, for which all that need one would wait in a row
        "maxsize": pool_size,
        "acquire_seconds": waits.acquire_seconds,
        "command_timeout": waits.statement_seconds,
        "server_settings": {"timezone": "UTC", "application_name": "senturo"},
        "reset": _keep_session,
    }
    return {
        "connections": {CONNECTION: {"engine": "app.database.asyncpg_client", "credentials": credentials}},
        "apps": {"app": {"models": MODELS, "migrations": "app.database.migrations", "default_connection": CONNECTION}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def _keep_session(_connection: Connection) -> None:
    """Replaces asyncpg's reset between two uses: no statement changes the session, so it saves a round trip."""


def _connect_to(hosts: Hosts) -> Callable[..., Awaitable[Connection]]:
    """Returns `connect` for Tortoise's pool, which passes a server's name itself and would log an address."""
    named = {"host", "port", "user", "password", "database"}

    async def connect_by_url(*_: object, **options: Any) -> Connection:
        return await hosts.connect(**{name: option for name, option in options.items() if name not in named})

    return connect_by_url


async def open_database(url: str, pool_size: int, waits: Waits = INTERACTIVE) -> None:
    """Opens the pool of this process. Usable from any task, also those of a Starlette application."""
    hosts = Hosts(url, waits.connect_seconds)
    await Tortoise.init(config=_config(url, hosts, pool_size, waits), _enable_global_fallback=True)
    _probes.append(Probe(hosts))


async def ask_database() -> None:
    """Raises DRIVER_ERRORS where PostgreSQL does not answer soon, on a connection beside the pool."""
    await _probes[-1].ask()


async def close_database() -> None:
    while _probes:
        await _probes.pop().close()
    await Tortoise.close_connections()


def describe_database(url: str) -> str:
    """Returns the database's name and host, for people to read, without the password."""
    return f"{_database_name(url)} at {urlsplit(url).hostname or 'a local socket'}"


def _database_name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
