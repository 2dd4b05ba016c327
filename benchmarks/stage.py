"""A web process as deployed, on servers of its own, and what it costs."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

from app.database.connection import close_database, open_database
from app.database.migrate import migrate
from devserver.ports import choose_port
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
# Settings of a PostgreSQL that counts statements, what switches that on, and how many there were.
COUNTING = {"shared_preload_libraries": "pg_stat_statements"}
START_COUNTING = "CREATE EXTENSION pg_stat_statements"
STATEMENTS = "SELECT sum(calls)::int FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'"


@dataclass(frozen=True)
class Process:
    """A process that answers at `port`."""

    pid: int
    port: int

    @property
    def cpu_seconds(self) -> float:
        """What its threads have used of a processor. Source: Documentation/scheduler/sched-stats.rst of Linux."""
        return (
            sum(int(each.read_text().split()[0]) for each in Path(f"/proc/{self.pid}/task").glob("*/schedstat")) / 1e9
        )

    @property
    def memory_mb(self) -> float:
        """What it has in memory. Source: proc_pid_statm(5)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(frozen=True)
class Stage:
    """The servers, and this process as one more that uses the database."""

    database_url: str
    redis_url: str

    @contextmanager
    def serving(
        self, product: Product = PRODUCT, settings: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[Process]:
        port = choose_port(0)
        environment = {**os.environ, **settings}
        with RunningProgram(product.web_program(port, environment)) as running:
            yield Process(running.process.pid, port)


@asynccontextmanager
async def stage(postgres_settings: Mapping[str, str] | None = None) -> AsyncIterator[Stage]:
    with TemporaryFolder("senturo-bench-") as scratch, ExitStack() as running:
        postgres = Postgres(scratch.path / "postgres", scratch.path / "sockets", postgres_settings or {})
        valkey = Valkey(scratch.path / "valkey", scratch.path / "sockets")
        for server in (postgres, valkey):
            server.prepare()
            running.enter_context(RunningProgram(server.program()))
        await migrate(postgres.dsn())
        os.environ.update(ENVIRONMENT, DATABASE_URL=postgres.dsn(), REDIS_URL=valkey.url())
        await open_database(postgres.dsn(), 4)
        try:
            yield Stage(postgres.dsn(), valkey.url())
        finally:
            await close_database()


class Client:
    """One connection, kept alive, of somebody who is signed in; as little of HTTP as it takes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self.reader, self.writer = reader, writer
        self.head = f"POST /graphql HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n".encode()

    @classmethod
    async def connect(cls, process: Process, token: str) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", process.port), token)

    async def post(self, body: bytes) -> bytes:
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.writer.write(self.head + length + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        return await self.reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))

    def close(self) -> None:
        self.writer.close()
