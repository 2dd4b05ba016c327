"""Changes are added up to counts, once each, and to what came into a state by minute; what is old is deleted."""

import asyncio
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.database.connection import CONNECTION_ERRORS
from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.deliveries.claims import claim_due
from app.deliveries.outcomes import record_accepted, record_failure
from app.mail import AttemptOutcome, AttemptResult
from app.queues import counts as module
from app.queues.counts import ADVISORY_LOCK, add_up_changes, find_counts, forget_old_counts
from app.queues.names import QueueName
from tests.support.bulk_uploads import lines, upload, work
from tests.support.delivery_queue import let_leases_lapse, make_due, queue_one
from tests.support.factories import make_admin
from tests.support.queue_counts import add_up_all, differences
from tests.support.row_locks import LockQueue

pytestmark = pytest.mark.usefixtures("database")
DEFERRED = AttemptResult(AttemptOutcome.DEFERRED, 451, "4.3.0 later")
REJECTED = AttemptResult(AttemptOutcome.REJECTED, 550, "5.1.1 nobody here")


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
            await record_failure(claim, DEFERRED)
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
        await record_failure(claim, REJECTED)
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
    async def test_a_count_that_is_being_written_is_left_to_the_next_time(self, lock_queue: LockQueue) -> None:
        """Whoever waited for it could hold another that the one who writes it wants next."""
        await rows(
            "INSERT INTO queue_counts (id, queue, state, failure_group_id, count)"
            " SELECT uuidv7(), 'email', 'failed', uuidv7(), 0 FROM generate_series(1, 2)"
        )
        first = await value("SELECT id FROM queue_counts ORDER BY id LIMIT 1")
        await lock_queue.holder.execute("SELECT FROM queue_counts WHERE id = $1 FOR UPDATE", first)
        await forget_old_counts()
        assert await value("SELECT array_agg(id) FROM queue_counts") == [first]
        await lock_queue.let_go()
        await forget_old_counts()
        assert await value("SELECT count(*) FROM queue_counts") == 0

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
