"""Figures of the queues: whatever is done to jobs by however many at once, they are what counting jobs would say."""

import asyncio
import random
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.database.connection import CONNECTION_ERRORS
from app.database.sql import row, rows, value
from app.database.transaction import savepoint, transaction
from app.deliveries.actions import BULK, NewDelivery, cancel_waiting, queue_deliveries
from app.deliveries.claims import Claim, claim_due, lock_claims, record_cancellation, release
from app.deliveries.outcomes import record_accepted, record_expired_leases, record_failure
from app.mail import AttemptOutcome, AttemptResult
from app.queues import counts as module
from app.queues.counts import ADVISORY_LOCK, COUNTS_SQL, add_up_changes, find_counts, forget_old_counts
from app.queues.names import QueueName
from tests.support.bulk_uploads import lines, upload, work
from tests.support.delivery_queue import let_leases_lapse, make_due, queue_one
from tests.support.factories import make_admin
from tests.support.row_locks import LockQueue

pytestmark = pytest.mark.usefixtures("database")
SESSIONS = 6
STEPS = 25  # of each session
ORGANIZATION = uuid4()
RESULTS = (
    AttemptResult(AttemptOutcome.DEFERRED, 451, "4.3.0 later"),
    AttemptResult(AttemptOutcome.REJECTED, 550, "5.1.1 nobody here"),
    AttemptResult(AttemptOutcome.UNKNOWN, None, "No answer"),
)
# By one snapshot: the counts and what they are of, where these differ.
DIFFERENCES = f"""
WITH counted AS (
    SELECT state, failure_group_id, sum(count) AS count FROM {COUNTS_SQL} AS c WHERE queue = 'email'
     GROUP BY state, failure_group_id HAVING sum(count) <> 0
), truth AS (
    SELECT status AS state, failure_group_id, count(*) AS count FROM deliveries GROUP BY status, failure_group_id
)
(TABLE counted EXCEPT TABLE truth) UNION ALL (TABLE truth EXCEPT TABLE counted)
"""


async def differences() -> list[dict[str, object]]:
    return await rows(DIFFERENCES)


async def add_up_all() -> None:
    while await value("SELECT count(*) FROM queue_count_changes"):
        await add_up_changes()


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


class TestAddingUp:
    async def test_many_at_once_add_nothing_twice_and_wait_for_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "CHANGES_AT_ONCE", 7)
        for _ in range(100):
            await queue_one()
        while await value("SELECT count(*) FROM queue_count_changes"):
            await asyncio.gather(*(add_up_changes() for _ in range(8)))
        counted = await rows("SELECT queue, state, failure_group_id, count FROM queue_counts")
        assert counted == [{"queue": "email", "state": "queued", "failure_group_id": None, "count": 100}]
        assert await value("SELECT sum(count)::int FROM queue_minutes WHERE state = 'queued'") == 100

    async def test_while_one_adds_up_another_leaves_it_to_that_one(self, lock_queue: LockQueue) -> None:
        await queue_one()
        await lock_queue.holder.execute("SELECT pg_advisory_xact_lock($1)", ADVISORY_LOCK)
        assert await add_up_changes() is False
        assert await value("SELECT count(*) FROM queue_count_changes") == 1
        assert (await find_counts())[QueueName.EMAIL]["queued"] == 1
        await lock_queue.let_go()
        await add_up_changes()
        assert await value("SELECT count(*) FROM queue_count_changes") == 0

    async def test_it_says_whether_there_may_be_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "CHANGES_AT_ONCE", 2)
        for _ in range(3):
            await queue_one()
        assert [await add_up_changes() for _ in range(2)] == [True, False]

    async def test_an_aborted_one_loses_nothing(self) -> None:
        await queue_one()
        with suppress(ZeroDivisionError):
            async with transaction():
                await add_up_changes()
                raise ZeroDivisionError
        assert (await find_counts())[QueueName.EMAIL]["queued"] == 1

    async def test_a_read_adds_up_where_no_worker_does(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MANY_CHANGES", 9)
        for _ in range(9):
            await queue_one()
        await find_counts()
        assert await value("SELECT count(*) FROM queue_count_changes") == 9
        await queue_one()
        assert (await find_counts())[QueueName.EMAIL]["queued"] == 10
        assert await value("SELECT count(*) FROM queue_count_changes") == 0
        assert (await find_counts())[QueueName.EMAIL]["queued"] == 10

    async def test_a_read_of_a_database_that_takes_no_changes_is_a_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MANY_CHANGES", 0)

        async def refuse() -> bool:
            raise CONNECTION_ERRORS[0]("read-only")

        monkeypatch.setattr(module, "add_up_changes", refuse)
        await queue_one()
        assert (await find_counts())[QueueName.EMAIL]["queued"] == 1


class TestMinutes:
    async def test_they_count_what_came_into_a_state_not_what_stays_in_it(self) -> None:
        for _ in range(2):
            delivery_id = await queue_one()
            (claim,) = await claim_due("a", 1, 30)
            await record_failure(claim, RESULTS[0])
            await make_due(delivery_id)
            (claim,) = await claim_due("a", 1, 30)
            await let_leases_lapse()
            await record_accepted([(claim, AttemptResult(AttemptOutcome.ACCEPTED, 250, "taken"))])
        await add_up_all()
        found = await rows("SELECT state, sum(count)::int AS n FROM queue_minutes WHERE queue = 'email' GROUP BY 1")
        assert {each["state"]: each["n"] for each in found} == {"queued": 2, "sending": 4, "deferred": 2, "sent": 2}

    async def test_a_group_that_is_found_later_is_no_second_failure(self) -> None:
        await queue_one()
        (claim,) = await claim_due("a", 1, 30)
        await record_failure(claim, RESULTS[1])
        await rows("UPDATE deliveries SET failure_group_id = $1", uuid4())
        await add_up_all()
        assert await value("SELECT sum(count)::int FROM queue_minutes WHERE state = 'failed'") == 1

    async def test_rows_of_bulk_invites_are_counted_as_they_are_done(self) -> None:
        admin = await make_admin()
        sent = await upload(
            admin, lines(f"{address},Analyst," for address in ("p1@example.com", "p2@example.com", "none"))
        )
        await work(chunk_rows=2)
        await send_bulk_invite(admin, sent)
        await work(chunk_rows=1)
        await add_up_all()
        found = await rows("SELECT state, sum(count)::int AS n FROM queue_minutes WHERE state LIKE 'rows%' GROUP BY 1")
        assert {each["state"]: each["n"] for each in found} == {"rows_validated": 3, "rows_invited": 2}
        assert await value("SELECT count(*) FROM queue_counts WHERE state LIKE 'rows%'") == 0

    async def test_those_that_no_plot_reaches_back_to_are_deleted(self) -> None:
        for hours in (24, 26):
            await rows(
                "INSERT INTO queue_minutes (id, queue, minute, state, count)"
                " VALUES (uuidv7(), 'email', now() - make_interval(hours => $1), 'sent', $1)",
                hours,
            )
        await forget_old_counts()
        assert await value("SELECT array_agg(count) FROM queue_minutes") == [24]


class TestFailureGroups:
    async def test_counts_of_a_group_that_all_have_left_are_deleted_and_begin_anew(self) -> None:
        group = uuid4()
        delivery_id = await queue_one()
        for _ in range(2):
            await rows(
                "UPDATE deliveries SET status = 'failed', failure_group_id = $1 WHERE id = $2", group, delivery_id
            )
            await add_up_all()
            assert await _counted(group) == 1
            await rows("UPDATE deliveries SET status = 'queued', failure_group_id = NULL WHERE id = $1", delivery_id)
            await add_up_all()
            assert await _counted(group) == 0
            await forget_old_counts()
            assert await _counted(group) is None

    @pytest.mark.parametrize("status", ["sent", "canceled"])
    async def test_what_is_sent_or_canceled_is_in_none_whoever_writes_it(self, status: str) -> None:
        delivery_id = await queue_one()
        await rows("UPDATE deliveries SET status = 'failed', failure_group_id = $1", uuid4())
        await rows("UPDATE deliveries SET status = $1", status)
        found = await row("SELECT status, failure_group_id FROM deliveries WHERE id = $1", delivery_id)
        assert found == {"status": status, "failure_group_id": None}
        assert await differences() == []


async def _counted(group: UUID) -> int | None:
    count: int | None = await value("SELECT count FROM queue_counts WHERE failure_group_id = $1", group)
    return count
