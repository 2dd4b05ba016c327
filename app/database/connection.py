"""The database connections of a process: configuration, opening and closing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from asyncpg import Connection
from asyncpg.exceptions import TransactionRollbackError
from tortoise import Tortoise
from tortoise.exceptions import DBConnectionError, TransactionManagementError

from app.database.hosts import Hosts
from app.database.known_migrations import APP, PACKAGE
from app.database.outages import DRIVER_ERRORS
from app.database.poolers import MIXING_POOLER, mixes_prepared_statements
from app.database.probe import Probe, Readiness
from app.database.requirements import UnsuitableDatabaseError
from app.metrics.catalog import POOL_SIZE
from app.settings.addresses import DATABASE_OPTIONS
from app.settings.urls import split_url

CONNECTION = "default"
APPLICATION_NAME = "senturo"
MODELS = [
    "app.users.models",
    "app.authentication.models",
    "app.organizations.models",
    "app.groups.models",
    "app.members.models",
    "app.invitations.models",
    "app.bulk_invites.models",
    "app.deliveries.models",
    "app.suppressions.models",
    "app.mail_events.models",
    "app.queues.models",
    "app.audit.models",
    "app.idempotency.models",
    "app.operations.models",
]
# How long statements may take that read a few rows of the catalogue.
ANSWER_SECONDS = 10.0
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


def tortoise_config(
    url: str,
    pool_size: int,
    waits: Waits = MIGRATION,
    *,
    application_name: str = APPLICATION_NAME,
    prepared_statements: bool = True,
) -> dict[str, Any]:
    """Returns Tortoise's configuration. asyncpg parses `url`, so that libpq's parameters work, such as `sslmode`.

    With `prepared_statements` statements are parsed once for each connection. The pool then refuses a pooler that would
    mix them, by raising UnsuitableDatabaseError where it connects.
    """
    hosts = Hosts(url, waits.connect_seconds)
    return _config(url, hosts, pool_size, waits, application_name, prepared_statements=prepared_statements)


def _config(
    url: str,
    hosts: Hosts,
    pool_size: int,
    waits: Waits,
    application_name: str = APPLICATION_NAME,
    *,
    prepared_statements: bool,
) -> dict[str, Any]:
    credentials = {
        "connect": _connect_to(hosts, prepared_statements=prepared_statements),
        **_statement_options(prepared_statements=prepared_statements),
        "database": _database_name(url),
        "minsize": 0,  # else the pool is opened by a connection, for which all that need one would wait in a row
        "maxsize": pool_size,
        "acquire_seconds": waits.acquire_seconds,
        "command_timeout": waits.statement_seconds,
        "server_settings": _server_settings(application_name),
        "reset": _keep_session,
    }
    return {
        "connections": {CONNECTION: {"engine": "app.database.asyncpg_client", "credentials": credentials}},
        "apps": {APP: {"models": MODELS, "migrations": PACKAGE, "default_connection": CONNECTION}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def _keep_session(_connection: Connection) -> None:
    """Replaces asyncpg's reset between two uses: no statement changes the session, so it saves a round trip."""


def _statement_options(*, prepared_statements: bool) -> dict[str, int]:
    """An unnamed statement outside of a transaction is safe only where all are unnamed: then it is parsed again."""
    if prepared_statements:
        return {"max_cacheable_statement_size": 0}
    return {"statement_cache_size": 0}


def _connect_to(hosts: Hosts, *, prepared_statements: bool) -> Callable[..., Awaitable[Connection]]:
    """Returns `connect` for Tortoise's pool, which passes a server's name itself and would log an address."""
    named = {"host", "port", "user", "password", "database"}
    is_safe = not prepared_statements

    async def connect_by_url(*_: object, **options: Any) -> Connection:
        nonlocal is_safe
        if not is_safe:
            await _refuse_mixing_pooler(hosts)
            is_safe = True
        return await hosts.connect(**{name: option for name, option in options.items() if name not in named})

    return connect_by_url


async def connect(
    url: str, application_name: str = APPLICATION_NAME, statement_seconds: float | None = ANSWER_SECONDS
) -> Connection:
    """Returns a connection outside of the pool, which works through any pooler: it names no prepared statements."""
    return await _connect_unprepared(Hosts(url, MIGRATION.connect_seconds), application_name, statement_seconds)


async def refuse_mixing_pooler(url: str) -> None:
    """Raises UnsuitableDatabaseError for a pooler that mixes its clients' prepared statements."""
    await _refuse_mixing_pooler(Hosts(url, MIGRATION.connect_seconds))


async def _refuse_mixing_pooler(hosts: Hosts) -> None:
    if await mixes_prepared_statements(lambda: _connect_unprepared(hosts)):
        raise UnsuitableDatabaseError(MIXING_POOLER)


async def _connect_unprepared(
    hosts: Hosts, application_name: str = APPLICATION_NAME, statement_seconds: float | None = ANSWER_SECONDS
) -> Connection:
    return await hosts.connect(
        command_timeout=statement_seconds,
        server_settings=_server_settings(application_name),
        **_statement_options(prepared_statements=False),
    )


def _server_settings(application_name: str) -> dict[str, str]:
    """What the session begins with: only what a pooler such as PgBouncer passes on."""
    return {"timezone": "UTC", "application_name": application_name}


async def open_database(
    url: str, pool_size: int, waits: Waits = INTERACTIVE, *, prepared_statements: bool = True
) -> None:
    """Opens the pool of this process. Usable from any task, also those of a Starlette application."""
    hosts = Hosts(url, waits.connect_seconds)
    config = _config(url, hosts, pool_size, waits, prepared_statements=prepared_statements)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    POOL_SIZE.set(pool_size)
    options = {
        "server_settings": _server_settings(f"{APPLICATION_NAME}-health"),
        **_statement_options(prepared_statements=False),
    }
    _probes.append(Probe(hosts, **options))


async def ask_database() -> Readiness:
    """Returns within three seconds whether PostgreSQL can be worked with, from a connection beside the pool."""
    return await _probes[-1].ask()


async def close_database() -> None:
    while _probes:
        await _probes.pop().close()
    await Tortoise.close_connections()


def describe_database(url: str) -> str:
    """Returns the database's name and hosts, for people to read, without the password."""
    hosts = [host for host, _ in split_url(url, DATABASE_OPTIONS, many_hosts=True).hosts if host]
    return f"{_database_name(url)} at {', '.join(hosts) or 'a local socket'}"


def _database_name(url: str) -> str:
    return split_url(url, DATABASE_OPTIONS, many_hosts=True).path.lstrip("/")
