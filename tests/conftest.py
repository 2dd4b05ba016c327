"""A database of its own for each test process, emptied after each test; Redis, settings and a client of the API."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import asyncpg
import httpx2
import hypothesis
import pytest
from starlette.applications import Starlette

from app.database.connection import close_database, open_database
from app.database.migrate import migrate
from app.database.transaction import is_in_transaction
from app.main import create_app
from app.rate_limits.actions import count_with
from app.rate_limits.buckets import Charge
from app.rate_limits.counters import MemoryCounter
from app.settings import Settings, get_settings
from devserver.postgres import Postgres
from tests.support.graphql_client import Api

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")
pytest_plugins = [
    "tests.support.server_output",  # before those that import it, so that pytest rewrites its assertions
    "tests.support.servers",
    "tests.support.changed_rate_limits",
    "tests.support.executed_statements",
    "tests.support.in_process_email_worker",
    "tests.support.mail_settings",
    "tests.support.measured_here",
    "tests.support.node_tools",
    "tests.support.postfix",
    "tests.support.row_locks",
    "tests.support.taken_messages",
    "tests.support.tenant_with_every_role",
    "tests.support.unsubscribing",
    "tests.support.usable_settings",
    "tests.support.webhook_posts",
]
POOL_SIZE = 20
# Their files take longest; begun last, one of them would keep a test process busy while the others have nothing to do.
SLOW_FOLDERS = ("browser", "failures", "journeys", "devserver", "contracts")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.relative_to(config.rootpath / "tests").parts[0] not in SLOW_FOLDERS)


@pytest.fixture(scope="session")
def environment(postgres_server: Postgres, redis_url: str, pytestconfig: pytest.Config) -> dict[str, str]:
    """What a process of the service needs to work on this test process's own servers."""
    worker: str = getattr(pytestconfig, "workerinput", {}).get("workerid", "gw0")
    return {
        "ENVIRONMENT": "development",
        "DATABASE_URL": postgres_server.dsn(f"test_{worker}"),
        "REDIS_URL": redis_url,
        "SMTP_URL": "smtp://127.0.0.1:9",
        "PUBLIC_URL": "http://localhost:8000",
        "SECRET_KEYS": "test:dGVzdC1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy1vci1tb3Jl",
    }


@pytest.fixture(scope="session", autouse=True)
def settings(environment: dict[str, str]) -> Iterator[Settings]:
    before = dict(os.environ)
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
    os.environ |= environment
    get_settings.cache_clear()
    yield get_settings()
    os.environ.clear()
    os.environ |= before
    get_settings.cache_clear()


@pytest.fixture(scope="session")
async def migrated(postgres_server: Postgres, settings: Settings) -> str:
    """The address of this process's database, with the product's tables."""
    url = settings.database_url.get_secret_value()
    server = await asyncpg.connect(postgres_server.dsn("postgres"))
    name = url.partition("?")[0].rpartition("/")[2]
    await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await server.execute(f'CREATE DATABASE "{name}"')
    await server.close()
    await migrate(url)
    return url


@pytest.fixture(scope="session")
async def pool(migrated: str) -> AsyncIterator[None]:
    await open_database(migrated, POOL_SIZE)
    yield
    await close_database()


@pytest.fixture
async def database(pool: None, migrated: str) -> AsyncIterator[None]:
    """An empty database, open in this process."""
    yield
    connection = await asyncpg.connect(migrated)
    tables = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'"
    )
    names = ", ".join(f'"{each["tablename"]}"' for each in tables)
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("".join(f"DELETE FROM {name};" for name in names.split(", ")))
    await connection.close()


class CounterOutsideOfTransactions(MemoryCounter):
    """Counts in memory, and fails where Redis would be waited for with a transaction open, in any test."""

    async def take(self, charges: Sequence[Charge], *, separately: bool = False) -> list[float]:
        assert not is_in_transaction(), "Redis is waited for inside of a transaction"
        return await super().take(charges, separately=separately)


@pytest.fixture(autouse=True)
def fresh_counter() -> Iterator[None]:
    """What one test did is not counted against the next."""
    stop_counting = count_with(CounterOutsideOfTransactions())
    yield
    stop_counting()


@pytest.fixture(scope="session")
def app(settings: Settings) -> Starlette:
    """The web process's application; its lifespan is not run."""
    return create_app(settings)


@pytest.fixture
async def api(database: None, app: Starlette, settings: Settings) -> AsyncIterator[Api]:
    """The API in this process, without a network in between."""
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        yield Api(client)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).resolve().parent.parent
