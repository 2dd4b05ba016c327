"""How many rows of a bulk invite are validated in a second, and how many are sent.

`./dev bench bulk [ROWS]`: a web process and a bulk worker as deployed, and a PostgreSQL that flushes to the disk as in
production. Meanwhile a user reads Invited Users in a loop: the response times show how much others are slowed down.
No email worker runs.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx2

from app.database.sql import value
from app.organizations.models import Organization
from benchmarks.servers import connected_servers
from tests.support.factories import make_admin, token_of
from tests.support.product_processes import web_process, worker_process

ROWS = 100_000
ROW_LIMIT = 1_000_000
GOAL_PER_SECOND = 20_000
GOAL_GROWTH_MB = 100
GOAL_SLOWDOWN = 3
IDLE_SECONDS = 5.0
READ_PAUSE_SECONDS = 0.02
POLL_SECONDS = 0.05
UPLOAD = """
mutation ($file: Upload!) { bulkInvite(input: {source: {file: $file}}) { bulkInvite { id } errors { message } } }
"""
STATE = """
query ($id: ID!) {
  bulkInvite(id: $id) { status failureReason { message } }
}
"""
SEND = "mutation ($id: ID!) { sendBulkInvite(input: {bulkInviteId: $id}) { errors { message } } }"
INVITED_USERS_QUERY = """
{
  invitedUsers(first: 25) { edges { node { email role status groups { name } delivery { status } } } }
}
"""


async def main(count: int = ROWS) -> None:
    async with uploading() as (person, worker):
        await _measure(count, person, worker)


class Person:
    """A user of the console. `waits` are the response times of Invited Users, in seconds."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self.waits: list[float] = []

    async def execute(self, query: str, **variables: Any) -> Any:
        response = await self.client.post("/graphql", json={"query": query, "variables": variables})
        (payload,) = response.json()["data"].values()
        return payload

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
    async def reading(self) -> AsyncIterator[None]:
        self.waits = []
        task = asyncio.create_task(self._read_repeatedly())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _read_repeatedly(self) -> None:
        while True:
            began = time.monotonic()
            await self.execute(INVITED_USERS_QUERY)
            self.waits.append(time.monotonic() - began)
            await asyncio.sleep(READ_PAUSE_SECONDS)

    @property
    def p99(self) -> float:
        return quantiles(self.waits, n=100)[98]


@asynccontextmanager
async def uploading() -> AsyncIterator[tuple[Person, int]]:
    """Yields an Admin whose organization has a high row limit, and the id of the bulk worker's process.

    A web process and the worker run as deployed.
    """
    async with connected_servers() as servers:
        admin = await make_admin()
        await Organization.filter(id=admin.organization_id).update(bulk_invite_row_limit=ROW_LIMIT)
        headers = {"authorization": f"Bearer {await token_of(admin)}"}
        environment = {**servers.environment, "LOG_LEVEL": "INFO"}  # the line that a worker is ready is one of INFO
        with web_process(environment) as url, worker_process(environment, "worker-bulk") as worker:
            async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=600) as client:
                yield Person(client), worker.process.pid


async def _measure(count: int, person: Person, worker: int) -> None:
    content = people(count)
    await until(person, await person.upload(people(1)), "READY")
    async with person.reading():
        await asyncio.sleep(IDLE_SECONDS)
    idle, memory = person.p99, memory_mb(worker, "VmRSS")
    async with person.reading():
        began, busy = time.monotonic(), _processor_seconds(worker)
        bulk_invite_id = await person.upload(content)
        uploaded = time.monotonic() - began
        await until(person, bulk_invite_id, "READY")
        validated, validating = time.monotonic() - began, _processor_seconds(worker) - busy
        began, busy = time.monotonic(), _processor_seconds(worker)
        await person.execute(SEND, id=bulk_invite_id)
        await until(person, bulk_invite_id, "COMPLETED")
        sent, sending = time.monotonic() - began, _processor_seconds(worker) - busy
    growth = memory_mb(worker, "VmHWM") - memory
    slowdown = person.p99 / idle
    invited = await value("SELECT count(*) FROM invitations")
    print(f"bulk: {invited:,} of {count:,} people invited, {len(content) / 1e6:.1f} MB")
    print(f"bulk: upload to READY {count / validated:,.0f} rows/s, {uploaded:.2f} s of it the upload", _goal())
    print(f"bulk: READY to all invited {count / sent:,.0f} rows/s", _goal())
    print(
        f"bulk: the worker's processor: {_each(validating, count)} to validate a row, {_each(sending, count)} to invite"
    )
    print(f"bulk: the worker grew by {growth:.0f} MB (goal below {GOAL_GROWTH_MB} MB)")
    print(f"bulk: the API's p99 meanwhile {person.p99 * 1000:.1f} ms, {slowdown:.1f}x of idle (goal {GOAL_SLOWDOWN}x)")


async def until(person: Person, bulk_invite_id: str, status: str) -> None:
    while (state := await person.execute(STATE, id=bulk_invite_id))["status"] != status:
        assert state["status"] != "FAILED", state
        await asyncio.sleep(POLL_SECONDS)


def people(count: int) -> bytes:
    rows = (f"person-{number}@company-{number % 500}.example,Analyst,\r\n" for number in range(count))
    return b"Email,Role,Groups\r\n" + "".join(rows).encode()


def memory_mb(process: int, figure: str) -> float:
    """Returns a figure in MB: VmRSS is the present memory, VmHWM its maximum. Source: proc_pid_status(5)."""
    (kilobytes,) = (
        line.split()[1] for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith(figure)
    )
    return int(kilobytes) / 1024


def _processor_seconds(process: int) -> float:
    """Returns utime and stime, the 14th and 15th field. Source: proc_pid_stat(5)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _each(seconds: float, count: int) -> str:
    return f"{seconds / count * 1e6:.0f} µs"


def _goal() -> str:
    return f"(goal {GOAL_PER_SECOND:,})"
