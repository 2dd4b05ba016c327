"""How long a list of people takes from its upload to READY, and from there until all are invited.

`./dev bench bulk [ROWS]`: a web process and a bulk worker as deployed, and a PostgreSQL that flushes to the disk as in
production. Meanwhile somebody looks at Invited Users again and again: how long that takes is what others notice.
No email worker runs, as emails go out at their own pace.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import asyncpg
import httpx2

from app.database.connection import close_database, open_database
from app.database.migrate import migrate
from app.organizations.models import Organization
from devserver.postgres import Postgres
from devserver.temporary_folder import TemporaryFolder
from devserver.valkey import Valkey
from tests.support.factories import make_admin, token_of
from tests.support.product_processes import web_process, worker_process
from tests.support.servers import RunningProgram

ROWS = 100_000
LIMIT = 1_000_000
GOAL_PER_SECOND = 20_000
GOAL_GROWTH_MB = 100
GOAL_SLOWDOWN = 3
IDLE_SECONDS = 5.0
LOOK_SECONDS = 0.02
WATCH_SECONDS = 0.05
UPLOAD = """
mutation ($file: Upload!) { bulkInvite(input: {source: {file: $file}}) { bulkInvite { id } errors { message } } }
"""
STATE = """
query ($id: ID!) {
  bulkInvite(id: $id) { status failureReason { message } }
}
"""
SEND = "mutation ($id: ID!) { sendBulkInvite(input: {bulkInviteId: $id}) { errors { message } } }"
LOOK = "{ invitedUsers(first: 25) { edges { node { email role status groups { name } delivery { status } } } } }"


async def main(count: int = ROWS) -> None:
    with TemporaryFolder("senturo-bench-") as scratch, ExitStack() as running:
        postgres = Postgres(scratch.path / "postgres", scratch.path / "sockets")
        valkey = Valkey(scratch.path / "valkey", scratch.path / "sockets")
        for server in (postgres, valkey):
            server.prepare()
            running.enter_context(RunningProgram(server.program()))
        await migrate(postgres.dsn())
        environment = {
            "ENVIRONMENT": "development",
            "DATABASE_URL": postgres.dsn(),
            "REDIS_URL": valkey.url(),
            "SMTP_URL": "smtp://127.0.0.1:9",
            "PUBLIC_URL": "http://localhost:8000",
            "SECRET_KEYS": "bench:YS1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy1mb3ItYmVuY2htYXJrcw",
            "LOG_LEVEL": "INFO",
        }
        os.environ.update(environment)
        token = await _admin(postgres.dsn())
        url = running.enter_context(web_process(environment))
        worker = running.enter_context(worker_process(environment, "worker-bulk"))
        headers = {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=600) as client:
            await _measure(count, Person(client), worker.process.pid, postgres)


class Person:
    """Somebody in front of the console. `waits` are how long each look at Invited Users took, in seconds."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self.waits: list[float] = []

    async def ask(self, query: str, **variables: Any) -> Any:
        response = await self.client.post("/graphql", json={"query": query, "variables": variables})
        (answer,) = response.json()["data"].values()
        return answer

    async def upload(self, content: bytes) -> str:
        response = await self.client.post(
            "/graphql",
            data={
                "operations": json.dumps({"query": UPLOAD, "variables": {"file": None}}),
                "map": json.dumps({"0": ["variables.file"]}),
            },
            files={"0": ("people.csv", content, "text/csv")},
            headers={"GraphQL-Require-Preflight": "1"},
        )
        return str(response.json()["data"]["bulkInvite"]["bulkInvite"]["id"])

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        self.waits = []
        task = asyncio.create_task(self._look())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            began = time.monotonic()
            await self.ask(LOOK)
            self.waits.append(time.monotonic() - began)
            await asyncio.sleep(LOOK_SECONDS)

    @property
    def p99(self) -> float:
        return quantiles(self.waits, n=100)[98]


async def _admin(database_url: str) -> str:
    await open_database(database_url, 2)
    admin = await make_admin()
    await Organization.filter(id=admin.organization_id).update(bulk_invite_row_limit=LIMIT)
    token = await token_of(admin)
    await close_database()
    return token


async def _measure(count: int, person: Person, worker: int, postgres: Postgres) -> None:
    content = _people(count)
    await _until(person, await person.upload(_people(1)), "READY")
    async with person.looking():
        await asyncio.sleep(IDLE_SECONDS)
    idle, memory = person.p99, _memory_mb(worker, "VmRSS")
    async with person.looking():
        began, busy = time.monotonic(), _processor_seconds(worker)
        bulk_invite_id = await person.upload(content)
        uploaded = time.monotonic() - began
        await _until(person, bulk_invite_id, "READY")
        validated, validating = time.monotonic() - began, _processor_seconds(worker) - busy
        began, busy = time.monotonic(), _processor_seconds(worker)
        await person.ask(SEND, id=bulk_invite_id)
        await _until(person, bulk_invite_id, "COMPLETED")
        sent, sending = time.monotonic() - began, _processor_seconds(worker) - busy
    growth = _memory_mb(worker, "VmHWM") - memory
    slowdown = person.p99 / idle
    invited = await _count_invitations(postgres.dsn())
    print(f"bulk: {invited:,} of {count:,} people invited, {len(content) / 1e6:.1f} MB")
    print(f"bulk: upload to READY {count / validated:,.0f} rows/s, {uploaded:.2f} s of it the upload", _goal())
    print(f"bulk: READY to all invited {count / sent:,.0f} rows/s", _goal())
    print(f"bulk: the worker's processor: {_each(validating, count)} to judge a row, {_each(sending, count)} to invite")
    print(f"bulk: the worker grew by {growth:.0f} MB (goal below {GOAL_GROWTH_MB} MB)")
    print(f"bulk: the API's p99 meanwhile {person.p99 * 1000:.1f} ms, {slowdown:.1f}x of idle (goal {GOAL_SLOWDOWN}x)")


async def _until(person: Person, bulk_invite_id: str, status: str) -> None:
    while (state := await person.ask(STATE, id=bulk_invite_id))["status"] != status:
        assert state["status"] != "FAILED", state
        await asyncio.sleep(WATCH_SECONDS)


async def _count_invitations(database_url: str) -> int:
    connection = await asyncpg.connect(database_url)
    count: int = await connection.fetchval("SELECT count(*) FROM invitations")
    await connection.close()
    return count


def _people(count: int) -> bytes:
    rows = (f"person-{number}@company-{number % 500}.example,Analyst,\r\n" for number in range(count))
    return b"Email,Role,Groups\r\n" + "".join(rows).encode()


def _memory_mb(process: int, figure: str) -> float:
    """VmRSS is what it has now, VmHWM the most it ever had. Source: proc_pid_status(5)."""
    (kilobytes,) = (
        line.split()[1] for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith(figure)
    )
    return int(kilobytes) / 1024


def _processor_seconds(process: int) -> float:
    """utime and stime, the 14th and 15th field. Source: proc_pid_stat(5)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _each(seconds: float, count: int) -> str:
    return f"{seconds / count * 1e6:.0f} µs"


def _goal() -> str:
    return f"(goal {GOAL_PER_SECOND:,})"
