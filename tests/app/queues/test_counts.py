"""Figures of the queues: whatever is done to jobs by however many at once, they are what counting jobs would say."""

import asyncio
import random
from contextlib import suppress
from uuid import uuid4

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.database.sql import rows
from app.database.transaction import savepoint, transaction
from app.deliveries.actions import BULK, NewDelivery, cancel_waiting, queue_deliveries
from app.deliveries.claims import Claim, claim_due, lock_claims, record_cancellation, release
from app.deliveries.outcomes import record_accepted, record_expired_leases, record_failure
from app.mail import AttemptOutcome, AttemptResult
from app.queues.counts import add_up_changes, find_counts
from app.queues.names import QueueName
from tests.support.bulk_uploads import lines, upload, work
from tests.support.delivery_queue import queue_one
from tests.support.factories import make_admin
from tests.support.queue_counts import add_up_all, differences

pytestmark = pytest.mark.usefixtures("database")
SESSIONS = 6
STEPS = 25  # of each session
ORGANIZATION = uuid4()
RESULTS = (
    AttemptResult(AttemptOutcome.DEFERRED, 451, "4.3.0 later"),
    AttemptResult(AttemptOutcome.REJECTED, 550, "5.1.1 nobody here"),
    AttemptResult(AttemptOutcome.UNKNOWN, None, "No answer"),
)


class Session:
    """Does what the service does to deliveries, in any order, and now and then rolls it back."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.name = f"worker {seed}"
        self.groups = [uuid4() for _ in range(3)]

    async def run(self, steps: int) -> None:
        doing = (self.queue_one, self.queue_many, self.claim, self.release, self.lose, self.cancel, self.delete,
                 self.be_rolled_back, self.move_between_groups, add_up_changes)  # fmt: skip
        for _ in range(steps):
            await self.random.choice(doing)()

    async def queue_one(self) -> None:
        await queue_one()

    async def queue_many(self) -> None:
        new = [NewDelivery(uuid4(), 1, "fine.example") for _ in range(self.random.randint(0, 20))]
        await queue_deliveries("letter", new, "acme.example", BULK, ORGANIZATION)

    async def claims(self) -> list[Claim]:
        return await claim_due(self.name, self.random.randint(1, 8), 30)

    async def claim(self) -> None:
        """Half of them are accepted, and of the others each fails in its way."""
        claims = await self.claims()
        accepted = claims[::2]
        async with transaction():
            await lock_claims(claims)
            await record_accepted([(each, AttemptResult(AttemptOutcome.ACCEPTED, 250, "taken")) for each in accepted])
            for each in claims[1::2]:
                await record_failure(each, self.random.choice(RESULTS), hold_unknown=self.random.random() < 0.5)

    async def release(self) -> None:
        claims = await self.claims()
        async with transaction():
            await lock_claims(claims)
            for each in claims:
                await self.random.choice((release, record_cancellation))(each)

    async def lose(self) -> None:
        await self.claims()
        await rows(
            "UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE id = ANY (ARRAY("
            "SELECT id FROM deliveries WHERE status = 'sending' LIMIT 3 FOR UPDATE SKIP LOCKED))"
        )
        async with transaction():
            await record_expired_leases(hold_unknown=False)

    async def cancel(self) -> None:
        found = await rows("SELECT subject_id FROM deliveries ORDER BY random() LIMIT 3")
        await cancel_waiting("letter", [each["subject_id"] for each in found])

    async def delete(self) -> None:
        await rows(
            "DELETE FROM deliveries WHERE id = ANY (ARRAY(SELECT id FROM deliveries LIMIT $1 FOR UPDATE SKIP LOCKED))",
            self.random.randint(1, 3),
        )

    async def move_between_groups(self) -> None:
        await rows(
            "UPDATE deliveries SET failure_group_id = $1, due_at = now() WHERE id = ANY (ARRAY("
            "SELECT id FROM deliveries WHERE status IN ('deferred', 'failed', 'unknown') LIMIT $2"
            " FOR UPDATE SKIP LOCKED))",
            self.random.choice(self.groups),
            self.random.randint(1, 9),
        )

    async def be_rolled_back(self) -> None:
        async with transaction():
            await self.queue_one()
            with suppress(ZeroDivisionError):
                async with savepoint():
                    await self.queue_many()
                    raise ZeroDivisionError


class TestCounts:
    @pytest.mark.parametrize("seed", range(3))
    async def test_at_any_moment_they_are_what_counting_says(self, seed: int) -> None:
        sessions = [Session(seed * 100 + number) for number in range(SESSIONS)]
        running = [asyncio.create_task(session.run(STEPS)) for session in sessions]
        looks = 0
        while not all(task.done() for task in running):
            assert await differences() == []
            looks += 1
        await asyncio.gather(*running)
        assert looks > 10
        assert await differences() == []
        found = {
            each["status"]: each["n"] for each in await rows("SELECT status, count(*) n FROM deliveries GROUP BY 1")
        }
        assert {state: n for state, n in (await find_counts())[QueueName.EMAIL].items() if n} == found
        assert len(found) > 4
        await add_up_all()
        assert await differences() == []
        assert {state: n for state, n in (await find_counts())[QueueName.EMAIL].items() if n} == found

    async def test_a_state_that_was_left_by_all_counts_zero(self) -> None:
        await queue_one()
        await claim_due("a", 1, 30)
        counts = (await find_counts())[QueueName.EMAIL]
        assert (counts["queued"], counts["sending"], counts["bounced"]) == (0, 1, 0)

    async def test_bulk_invites_are_counted_by_status(self) -> None:
        admin = await make_admin()
        sent = await upload(admin, lines(["p1@example.com,Analyst,"]))
        await upload(admin, lines(["p2@example.com,Analyst,"]))
        assert (await find_counts())[QueueName.BULK]["validating"] == 2
        await work()
        await send_bulk_invite(admin, sent)
        counts = (await find_counts())[QueueName.BULK]
        assert (counts["validating"], counts["ready"], counts["sending"]) == (0, 1, 1)
        await work()
        assert (await find_counts())[QueueName.BULK]["completed"] == 1
        await rows("DELETE FROM bulk_invites")
        assert not any((await find_counts())[QueueName.BULK].values())

    async def test_a_queue_of_a_later_release_is_left_to_that_one(self) -> None:
        await queue_one()
        await rows(
            "INSERT INTO queue_count_changes (queue, state, minute, entered, delta)"
            " VALUES ('later', 'new', now(), 1, 1)"
        )
        assert {queue: dict(states) for queue, states in (await find_counts()).items()} == {
            QueueName.EMAIL: {"queued": 1},
            QueueName.BULK: {},
        }
