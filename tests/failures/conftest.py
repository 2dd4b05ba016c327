import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devserver.postgres import Postgres
from devserver.temporary_folder import TemporaryFolder
from devserver.valkey import Valkey
from tests.support.email_worker_processes import Outgoing
from tests.support.servers import RunningProgram
from tests.support.smtp_server import ScriptedSmtpServer


@dataclass
class Servers:
    """A PostgreSQL and a Valkey to be killed. Commits survive that: they are in the system's hands."""

    postgres: RunningProgram
    valkey: RunningProgram
    environment: dict[str, str]


@pytest.fixture
async def outgoing(database: None, environment: dict[str, str]) -> AsyncIterator[Outgoing]:
    async with ScriptedSmtpServer() as server:
        opened = Outgoing(environment, server)
        yield opened
        opened.kill_workers()


@pytest.fixture(scope="module")
def servers(environment: dict[str, str]) -> Iterator[Servers]:
    with TemporaryFolder("senturo-fault-") as scratch:
        postgres = Postgres(scratch.path / "postgres", scratch.path / "sockets", {"fsync": "off"})
        valkey = Valkey(scratch.path / "valkey", scratch.path / "sockets")
        postgres.prepare()
        valkey.prepare()
        addresses = {"DATABASE_URL": postgres.dsn(), "REDIS_URL": valkey.url()}
        with RunningProgram(postgres.program()) as database, RunningProgram(valkey.program()) as redis:
            yield Servers(database, redis, environment | addresses)


@pytest.fixture(scope="module")
def migrated_servers(servers: Servers, root: Path) -> Servers:
    """Migrated by a process of its own: this one's database stays open."""
    command = [sys.executable, "-m", "app.cli", "migrate"]
    subprocess.run(command, check=True, cwd=root, env={**os.environ, **servers.environment}, capture_output=True)
    return servers


@pytest.fixture
async def shaky(migrated_servers: Servers) -> AsyncIterator[Outgoing]:
    """Emails whose database and Redis are `servers`."""
    async with ScriptedSmtpServer() as server:
        opened = Outgoing(migrated_servers.environment, server)
        yield opened
        opened.kill_workers()
        counts = "queue_counts, queue_count_changes"
        await opened.rows(f"TRUNCATE deliveries, delivery_attempts, invitations, organizations, {counts} CASCADE")
