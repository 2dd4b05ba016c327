"""The queues in figures, as they are at the moment."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.worker.failing import give_up
from app.bulk_invites.worker.leases import acquire_lease, release_failed_lease
from app.database.sql import rows, value
from app.deliveries.actions import BULK
from app.deliveries.claims import claim_due
from app.deliveries.outcomes import record_accepted, record_failure
from app.errors import OutOfRange
from app.mail import AttemptOutcome, AttemptResult
from app.operations.overview import QueueFigures, find_queues, find_throughput
from app.organizations.actor import Actor
from app.queues.counts import add_up_changes
from app.queues.names import QueueName
from tests.support.bulk_uploads import lines, upload, work
from tests.support.delivery_queue import queue_one
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("database")
ACCEPTED = AttemptResult(AttemptOutcome.ACCEPTED, 250, "taken")
FAILURES = {
    "deferred": AttemptResult(AttemptOutcome.DEFERRED, 451, "later"),
    "failed": AttemptResult(AttemptOutcome.REJECTED, 550, "nobody here"),
    "unknown": AttemptResult(AttemptOutcome.UNKNOWN, None, "no answer"),
}
MINUTE = timedelta(minutes=1)


async def email() -> QueueFigures:
    return (await find_queues())[0]


async def bulk() -> QueueFigures:
    return (await find_queues())[1]


async def note_minute(minutes_ago: int, state: str, count: int, queue: str = "email") -> None:
    await rows(
        """
        INSERT INTO queue_minutes (id, queue, minute, state, count)
        VALUES (uuidv7(), $1, date_trunc('minute', now()) - make_interval(mins => $2), $3, $4)
        """,
        queue,
        minutes_ago,
        state,
        count,
    )


async def due(delivery_id: UUID, seconds_ago: int) -> datetime:
    moment: datetime = await value(
        "UPDATE deliveries SET due_at = now() - make_interval(secs => $2) WHERE id = $1 RETURNING due_at",
        delivery_id,
        float(seconds_ago),
    )
    return moment


async def make_failed(admin: Actor) -> None:
    """An upload that workers could not get on with."""
    await upload(admin, lines(["p1@example.com,Analyst,"]))
    lease = await acquire_lease("a", 30)
    assert lease is not None
    await give_up(lease)


class TestEmail:
    async def test_every_state_has_its_figure(self) -> None:
        for _ in range(9):
            await queue_one()
        claims = await claim_due("a", 6, 30)
        await record_accepted([(claim, ACCEPTED) for claim in claims[:2]])
        for claim, result in zip(claims[2:5], FAILURES.values(), strict=True):
            await record_failure(claim, result, hold_unknown=True)
        await rows("UPDATE deliveries SET status = 'bounced' WHERE id = $1", claims[0].delivery_id)
        found = await email()
        assert found.name is QueueName.EMAIL
        assert (found.waiting_count, found.running_count) == (3, 1)
        assert (found.deferred_count, found.failed_count, found.unknown_count, found.bounced_count) == (1, 1, 1, 1)
        assert found.sent_last_hour_count == 2

    async def test_the_oldest_is_the_one_that_is_due_longest_whatever_its_priority(self) -> None:
        assert (await email()).oldest_waiting_at is None
        await due(await queue_one(), 10)
        bulk_email = await due(await queue_one(BULK), 60)
        assert (await email()).oldest_waiting_at == bulk_email
        single = await due(await queue_one(), 90)
        assert (await email()).oldest_waiting_at == single

    async def test_what_is_tried_again_later_does_not_wait_yet(self) -> None:
        await queue_one()
        await rows("UPDATE deliveries SET due_at = now() + interval '1 minute'")
        assert (await email()).oldest_waiting_at is None
        await rows("UPDATE deliveries SET status = 'deferred', due_at = now() - interval '1 minute'")
        assert (await email()).oldest_waiting_at is not None

    async def test_what_an_operator_paused_does_not_wait(self) -> None:
        await due(await queue_one(), 10)
        parked = await queue_one()
        await rows("UPDATE deliveries SET is_paused = true, due_at = NULL WHERE id = $1", parked)
        assert (await email()).waiting_count == 2
        pause = (
            "INSERT INTO queue_pauses (id, queue, recipient_domain, reason, paused_by_name)"
            " VALUES (uuidv7(), $1, $2, 'x', 'y')"
        )
        await rows(pause, "bulk", None)
        await rows(pause, "email", "acme.example")
        assert (await email()).oldest_waiting_at is not None
        await rows(pause, "email", None)
        assert (await email()).oldest_waiting_at is None

    async def test_sent_within_the_hour_is_what_is_added_up_and_what_is_not_yet(self) -> None:
        await queue_one()
        await record_accepted([(claim, ACCEPTED) for claim in await claim_due("a", 1, 30)])
        await note_minute(59, "sent", 10)
        await note_minute(60, "sent", 100)
        await note_minute(5, "deferred", 1000)
        assert (await email()).sent_last_hour_count == 11
        await add_up_changes()
        assert (await email()).sent_last_hour_count == 11


class TestBulk:
    async def test_it_is_waiting_running_and_done(self) -> None:
        admin = await make_admin()
        first = await upload(admin, lines(["p1@example.com,Analyst,"]))
        await upload(admin, lines(["p2@example.com,Analyst,"]))
        waiting = await bulk()
        assert (waiting.waiting_count, waiting.running_count) == (2, 0)
        assert waiting.oldest_waiting_at == await value("SELECT min(changed_at) FROM bulk_invites")
        assert await acquire_lease("a", 30) is not None
        running = await bulk()
        assert (running.waiting_count, running.running_count) == (1, 1)
        await rows("UPDATE bulk_invites SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL")
        assert (await bulk()).waiting_count == 2
        await work()
        idle = await bulk()
        assert (idle.waiting_count, idle.running_count, idle.oldest_waiting_at) == (0, 0, None)
        await send_bulk_invite(admin, first)
        assert (await bulk()).waiting_count == 1
        await work()
        done = await bulk()
        assert (done.waiting_count, done.sent_last_hour_count, done.failed_count) == (0, 1, 0)

    async def test_one_that_failed_waits_but_is_not_due_before_it_is_tried_again(self) -> None:
        await upload(await make_admin(), lines(["p1@example.com,Analyst,"]))
        lease = await acquire_lease("a", 30)
        assert lease is not None
        await release_failed_lease(lease)
        found = await bulk()
        assert (found.waiting_count, found.running_count, found.oldest_waiting_at) == (1, 0, None)

    async def test_a_file_that_cannot_be_used_has_failed(self) -> None:
        await make_failed(await make_admin())
        assert (await bulk()).failed_count == 1


class TestThroughput:
    async def test_minutes_without_anything_are_zeros(self) -> None:
        found = await find_throughput(QueueName.EMAIL, 1440, 96)
        assert len(found) == 96
        assert {(each.sent_count, each.deferred_count, each.failed_count) for each in found} == {(0, 0, 0)}

    async def test_stretches_are_of_one_length_aligned_and_end_now(self) -> None:
        found = await find_throughput(QueueName.EMAIL, 1440, 96)
        starts = [each.start for each in found]
        assert {later - earlier for earlier, later in pairwise(starts)} == {15 * MINUTE}
        assert {start.minute % 15 for start in starts} == {0}
        assert starts[-1] <= datetime.now(UTC) < starts[-1] + 16 * MINUTE

    @pytest.mark.parametrize(
        ("minutes", "points", "length", "count"),
        [(60, 60, 1, 60), (60, 96, 1, 60), (1, 288, 1, 1), (100, 60, 2, 50), (7, 3, 3, 3), (1440, 288, 5, 288)],
    )
    async def test_none_is_shorter_than_a_minute(self, minutes: int, points: int, length: int, count: int) -> None:
        found = await find_throughput(QueueName.EMAIL, minutes, points)
        assert len(found) == count
        assert all(later.start - one.start == length * MINUTE for one, later in pairwise(found))

    async def test_each_is_in_its_stretch_added_up_or_not(self) -> None:
        await queue_one()
        (claim,) = await claim_due("a", 1, 30)
        await record_failure(claim, FAILURES["failed"])
        for minutes_ago, state, count in ((0, "sent", 5), (3, "sent", 7), (3, "deferred", 2), (59, "unknown", 4),
                                          (3, "bounced", 1), (3, "queued", 99), (60, "sent", 88)):  # fmt: skip
            await note_minute(minutes_ago, state, count)
        await note_minute(3, "completed", 44, "bulk")
        for _ in range(2):
            found = await find_throughput(QueueName.EMAIL, 60, 60)
            now = found[-1].start
            kept: dict[int, Any] = {
                (now - each.start) // MINUTE: (each.sent_count, each.deferred_count, each.failed_count)
                for each in found
                if each.sent_count or each.deferred_count or each.failed_count
            }
            assert kept == {0: (5, 0, 1), 3: (7, 2, 1), 59: (0, 0, 4)}
            await add_up_changes()

    async def test_of_uploads_it_is_rows_and_uploads_that_failed(self) -> None:
        admin = await make_admin()
        sent = await upload(admin, lines(f"p{number}@example.com,Analyst," for number in range(3)))
        await work()
        await send_bulk_invite(admin, sent)
        await work()
        await make_failed(admin)
        found = await find_throughput(QueueName.BULK, 10, 1)
        assert sum(each.sent_count for each in found) == 6
        assert sum(each.failed_count for each in found) == 1

    @pytest.mark.parametrize(("minutes", "points"), [(0, 1), (1441, 1), (1, 0), (1, 289), (-1, -1)])
    async def test_other_numbers_are_refused(self, minutes: int, points: int) -> None:
        with pytest.raises(OutOfRange):
            await find_throughput(QueueName.EMAIL, minutes, points)
