"""How long a change takes to reach a thousand subscribers, what that costs, and what they cost while idle.

`./dev bench live [SUBSCRIBERS]`: sockets of ten members with different roles, in a process of their own. Events
come ten times a second. Then every subscriber gets a document of its own, so that nothing can be shared and each
event is executed for each of them. Last come events of organizations without subscribers, which must cost nothing.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

from redis.asyncio import Redis

from app.bulk_invites.models import BulkInvite
from app.database.sql import value
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.channels import UNDERWAY_SECONDS
from app.pubsub.events import ChangeKind, Event, bulk_invite_changed, invitations_changed
from app.pubsub.redis import publish
from benchmarks.servers import COUNTING, START_COUNTING, STATEMENTS, Process, connected_servers
from tests.support.factories import global_id, make_admin, make_invitation, make_member, token_of

SUBSCRIBERS = 1_000
ROLES = [*Role, Role.ANALYST, Role.REMOTE, Role.ANALYST]
EVENTS = 50
EVENTS_APART = 10
APART = 100
PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 60
IDLE_SECONDS = 8
SETTLE_SECONDS = 1  # what connecting has set off is over by then
GOAL_MS = 100
GOAL_TIMES = 5
GOAL_MB = 120
CHANGES = "subscription { invitedUsersChanged { kind invitationId%s invitation { email status viewerCanRevoke } } }"
PROGRESS = "subscription ($id: ID!) { bulkInviteProgress(id: $id) { status processedRows progress sequence%s } }"
UNWATCHED_ORGANIZATIONS = 200
UNWATCHED_EVENTS = 500
UNWATCHED_BATCHES = 50  # in a second
GOAL_UNWATCHED_TIMES = 1.5
MakeChange = Callable[[], Awaitable[tuple[Event, str]]]
"""Changes something; returns the event to publish, and what the message about it holds."""


@dataclass(frozen=True)
class Deliveries:
    """What came of events: how long each delivery took, in seconds, and the processor time of both sides."""

    waits: Sequence[float]
    server_cpu: float
    client_cpu: float

    @property
    def microseconds(self) -> float:
        return self.server_cpu / len(self.waits) * 1e6

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        return quantiles(self.waits, n=100)[percent - 1] * 1000


async def main(count: int = SUBSCRIBERS) -> None:
    async with connected_servers(COUNTING) as servers:
        await value(START_COUNTING)
        admin = await make_admin()
        tokens = [await token_of(await make_member(admin.organization_id, role)) for role in ROLES]
        redis = Redis.from_url(servers.redis_url)
        with servers.web_process() as process:
            print(f"live: the idle web process has {process.memory_mb:.0f} MB (goal below {GOAL_MB} MB)")
            everybody = Subscribers(process, redis, [tokens[number % len(tokens)] for number in range(count)])
            await _measure("invitedUsersChanged", everybody, CHANGES, {}, await inviting(admin))
            bulk_invite_id, make = await _progressing(admin)
            await _measure("bulkInviteProgress", everybody, PROGRESS, {"id": bulk_invite_id}, make)
            await _idle(process, everybody)
            await _unwatched(process, everybody)
        await redis.aclose()


async def _measure(
    name: str, everybody: "Subscribers", query: str, variables: dict[str, str], make: MakeChange
) -> None:
    async with everybody.subscribed(
        [{"query": query % "", "variables": variables}] * len(everybody.tokens)
    ) as subscribers:
        await subscribers.publish(make, 2, PAUSE_SECONDS)
        together = await subscribers.publish(make, EVENTS, PAUSE_SECONDS)
    few = replace(everybody, tokens=everybody.tokens[:APART])
    own = [{"query": query % f" own{number}: __typename", "variables": variables} for number in range(len(few.tokens))]
    async with few.subscribed(own) as subscribers:
        apart = await subscribers.publish(make, EVENTS_APART, None)
    p50, p99 = together.percentile(50), together.percentile(99)
    rate, share = 1 / PAUSE_SECONDS, len(together.waits) / len(everybody.tokens) / EVENTS
    print(f"live: {name}, {len(everybody.tokens):,} subscribers, {rate:.0f} events/s")
    print(
        f"live: from event to arrival p50 {p50:.0f} ms, p99 {p99:.0f} ms (goal {GOAL_MS} ms),"
        f" {share:.0%} of the events sent one by one"
    )
    print(
        f"live: {together.microseconds:.0f} µs of the server's processor time a delivery,"
        f" {together.client_cpu / len(together.waits) * 1e6:.0f} µs of the subscriber's"
    )
    print(
        f"live: executed for each it is {apart.microseconds:.0f} µs,"
        f" {apart.microseconds / together.microseconds:.1f}x (goal {GOAL_TIMES}x)"
    )


async def inviting(admin: Actor) -> MakeChange:
    invitation_ids = iter([await make_invitation(admin) for _ in range(EVENTS + EVENTS_APART + 2)])
    await asyncio.sleep(2 * UNDERWAY_SECONDS)  # new subscribers also receive what changed a moment before

    async def make() -> tuple[Event, str]:
        invitation_id = next(invitation_ids)
        event = invitations_changed(admin.organization_id, ChangeKind.UPDATED, invitation_id)
        return event, global_id("Invitation", invitation_id)

    return make


async def _progressing(admin: Actor) -> tuple[str, MakeChange]:
    made = await BulkInvite.create(
        organization_id=admin.organization_id,
        requested_by_user_id=admin.user_id,
        status="sending",
        is_csv=True,
        is_reviewed=False,
        total_rows=EVENTS * 2,
    )

    async def make() -> tuple[Event, str]:
        sequence = await value(
            "UPDATE bulk_invites SET sequence = sequence + 1, processed_rows = processed_rows + 1 WHERE id = $1"
            " RETURNING sequence",
            made.id,
        )
        return bulk_invite_changed(made.id), f'"sequence":{sequence}'

    return global_id("BulkInvite", made.id), make


@dataclass
class Subscribers:
    """So many subscribers as there are tokens, in a process of their own."""

    server: Process
    redis: Redis
    tokens: Sequence[str]
    process: asyncio.subprocess.Process | None = None

    @asynccontextmanager
    async def subscribed(self, operations: Sequence[object]) -> AsyncIterator["Subscribers"]:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.subscribers",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**30,
            cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        try:
            self._write({"port": self.server.port, "tokens": self.tokens, "operations": operations})
            assert await self._read() == "ready"
            await self.received()
            yield self
        finally:
            self.process.kill()
            await self.process.wait()

    async def publish(self, make: MakeChange, events: int, pause: float | None) -> Deliveries:
        """With a pause from one event to the next, else each once all have received the one before."""
        published: dict[str, float] = {}
        waits: list[float] = []
        reached = 0
        cpu, client_cpu = self.server.cpu_seconds, 0.0
        began = time.monotonic()
        for number in range(events):
            if pause is not None:
                await asyncio.sleep(max(0, began + number * pause - time.monotonic()))
            at = time.monotonic()
            event, mark = await make()
            published[mark] = at
            await publish(self.redis, [event])
            if pause is None or number == events - 1:
                reached = 0
                while reached < len(self.tokens):
                    assert time.monotonic() < began + PATIENCE_SECONDS, f"only {reached} have received the last event"
                    await asyncio.sleep(PAUSE_SECONDS)
                    received = await self.received()
                    waits += _waits(received["messages"], published)
                    reached += sum(mark in message for _, message in received["messages"])
                    client_cpu += received["cpu"]
        return Deliveries(waits, self.server.cpu_seconds - cpu, client_cpu)

    async def received(self) -> Any:
        self._write("report")
        return await self._read()

    def _write(self, what: object) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what).encode() + b"\n")

    async def _read(self) -> Any:
        assert self.process is not None
        assert self.process.stdout is not None
        return json.loads(await asyncio.wait_for(self.process.stdout.readline(), PATIENCE_SECONDS))


def _waits(received: Sequence[tuple[float, str]], published: dict[str, float]) -> list[float]:
    """How long each message took, by what it holds."""
    marks = re.compile("|".join(map(re.escape, sorted(published, key=len, reverse=True))))
    found = [(at, marks.search(message)) for at, message in received]
    return [at - published[mark[0]] for at, mark in found if mark]


async def _idle(process: Process, everybody: Subscribers) -> None:
    before = process.memory_mb
    few = len(ROLES)
    rates: list[float] = []
    for tokens in (everybody.tokens[:few], everybody.tokens):
        subscribers = Subscribers(process, everybody.redis, tokens)
        async with subscribers.subscribed([{"query": CHANGES % ""}] * len(tokens)):
            await asyncio.sleep(SETTLE_SECONDS)
            statements, cpu, began = await value(STATEMENTS), process.cpu_seconds, time.monotonic()
            await asyncio.sleep(IDLE_SECONDS)
            rates.append((await value(STATEMENTS) - statements) / (time.monotonic() - began))
            used = (process.cpu_seconds - cpu) / (time.monotonic() - began)
    print(
        f"live: idle with {few} subscribers {rates[0]:.1f} statements/s, with {len(everybody.tokens):,} {rates[1]:.1f};"
        f" {used * 100:.1f} % of a processor, {before:.0f} MB after all that"
    )


async def _unwatched(process: Process, everybody: Subscribers) -> None:
    tokens = everybody.tokens[: len(ROLES)]
    ids = [uuid4() for _ in range(UNWATCHED_ORGANIZATIONS)]
    async with Subscribers(process, everybody.redis, tokens).subscribed([{"query": CHANGES % ""}] * len(tokens)):
        await asyncio.sleep(SETTLE_SECONDS)
        idle = await _processor_share(process, asyncio.sleep(IDLE_SECONDS))
        busy = await _processor_share(process, _publish_unwatched(everybody.redis, ids))
    print(
        f"live: {UNWATCHED_EVENTS} events/s of {UNWATCHED_ORGANIZATIONS} organizations without subscribers here:"
        f" {busy * 1000:.1f} ms of processor time a second, {idle * 1000:.1f} ms without them,"
        f" {busy / idle:.2f}x (goal {GOAL_UNWATCHED_TIMES}x)"
    )


async def _processor_share(process: Process, doing: Awaitable[None]) -> float:
    """Seconds of processor time that the process uses in a second meanwhile."""
    cpu, began = process.cpu_seconds, time.monotonic()
    await doing
    return (process.cpu_seconds - cpu) / (time.monotonic() - began)


async def _publish_unwatched(redis: Redis, organization_ids: Sequence[UUID]) -> None:
    began = time.monotonic()
    ids = cycle(organization_ids)
    for number in range(IDLE_SECONDS * UNWATCHED_BATCHES):
        await asyncio.sleep(max(0, began + number / UNWATCHED_BATCHES - time.monotonic()))
        size = UNWATCHED_EVENTS // UNWATCHED_BATCHES
        await publish(redis, [invitations_changed(next(ids), ChangeKind.UPDATED, uuid4()) for _ in range(size)])
