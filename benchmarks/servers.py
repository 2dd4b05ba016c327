"""The servers that a benchmark starts, web processes as deployed, the resources they use, and a small HTTP client."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

from app.database.connection import MIGRATION, close_database, open_database
from app.database.migrate import migrate
from devserver.ports import reserved_port
from devserver.postgres import Postgres
from devserver.processes import PRODUCT, Product
from devserver.temporary_folder import TemporaryFolder
from devserver.valkey import Valkey
from tests.support.servers import RunningProgram

ENVIRONMENT = {
    "ENVIRONMENT": "development",
    "SMTP_URL": "smtp://127.0.0.1:9",
    "PUBLIC_URL": "http://localhost:8000",
    "SECRET_KEYS": "bench:YS1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy1mb3ItYmVuY2htYXJrcw",
    "LOG_LEVEL": "WARNING",
}
# Settings for a PostgreSQL that counts statements, the statement that starts it, and the query for the count.
COUNTING = {"shared_preload_libraries": "pg_stat_statements"}
START_COUNTING = "CREATE EXTENSION pg_stat_statements"
STATEMENTS = "SELECT sum(calls)::int FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'"


@dataclass(frozen=True)
class Process:
    """A process that serves HTTP at `port`."""

    pid: int
    port: int

    @property
    def cpu_seconds(self) -> float:
        """Processor time of all its threads. Source: Documentation/scheduler/sched-stats.rst of Linux."""
        return (
            sum(int(each.read_text().split()[0]) for each in Path(f"/proc/{self.pid}/task").glob("*/schedstat")) / 1e9
        )

    @property
    def memory_mb(self) -> float:
        """Resident memory, in MB of 10^6 bytes. Source: proc_pid_statm(5)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(frozen=True)
class Servers:
    """A PostgreSQL with all tables, and a Valkey."""

    database_url: str
    redis_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the product's processes."""
        return {**ENVIRONMENT, "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    @contextmanager
    def web_process(
        self, product: Product = PRODUCT, settings: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[Process]:
        """Runs a web process of the product, with more settings or with another command."""
        environment = {**os.environ, **settings}
        with reserved_port() as port, RunningProgram(product.web_program(port, environment)) as running:
            yield Process(running.process.pid, port)


@asynccontextmanager
async def embedded_servers(postgres_settings: Mapping[str, str] | None = None) -> AsyncIterator[Servers]:
    """Starts both servers in a folder of their own. By default PostgreSQL flushes to the disk, as in production."""
    with TemporaryFolder("senturo-bench-") as temporary, ExitStack() as running:
        postgres = Postgres(temporary.path / "postgres", temporary.path / "sockets", postgres_settings or {})
        valkey = Valkey(temporary.path / "valkey", temporary.path / "sockets")
        for server in (postgres, valkey):
            server.prepare()
            running.enter_context(RunningProgram(server.program()))
        await migrate(postgres.dsn())
        yield Servers(postgres.dsn(), valkey.url())


@asynccontextmanager
async def connected_servers(postgres_settings: Mapping[str, str] | None = None) -> AsyncIterator[Servers]:
    """The same, with the settings in this process's environment and its database connections open."""
    async with embedded_servers(postgres_settings) as servers:
        os.environ.update(servers.environment)
        await open_database(servers.database_url, 4, MIGRATION)
        try:
            yield servers
        finally:
            await close_database()


class Client:
    """One kept-alive connection of a signed-in user, with the least HTTP that works."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self.reader, self.writer = reader, writer
        self.head = f"POST /graphql HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n".encode()

    @classmethod
    async def connect(cls, process: Process, token: str) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", process.port), token)

    async def post(self, body: bytes) -> bytes:
        """Returns the body of the response to a GraphQL request."""
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.writer.write(self.head + length + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        return await self.reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))

    def close(self) -> None:
        self.writer.close()
