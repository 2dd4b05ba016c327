"""Limits that operators set while workers run."""

import asyncio
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.worker import loop, send
from app.bulk_invites.worker.leases import Lease
from app.bulk_invites.worker.stopping import Stopping
from app.database.sql import rows, value
from app.email_kinds import EMAIL_KINDS
from app.mail import SmtpMailer
from app.operations.actions import record_heartbeat
from app.queues.limits import MAX_CONCURRENCY, read_email_limits, set_limits
from app.queues.names import QueueName
from app.settings import Settings
from tests.support.bulk_uploads import lines, now, upload, validated
from tests.support.factories import make_admin
from tests.support.waiting import until
from workers import bulk_invites, sending
from workers.context import WorkerContext
from workers.settings import WORKERS

LONGEST_DELAY_SECONDS = 5
EMAIL, BULK = QueueName.EMAIL, QueueName.BULK


@pytest.fixture
def context(database: None, settings: Settings) -> WorkerContext:
    return WorkerContext("email worker", settings, SmtpMailer(settings.smtp, 1, 1), EMAIL_KINDS)


async def limit(queue: QueueName, concurrency: int | None = None, emails_per_minute: int | None = None) -> None:
    await set_limits(queue, concurrency, emails_per_minute, "Ada")


class TestEmail:
    async def test_they_hold_for_a_worker_that_runs_and_end_when_they_are_taken_back(
        self, context: WorkerContext
    ) -> None:
        await sending.follow_limits(context)
        assert context.wake.is_set()
        context.wake.clear()
        await sending.follow_limits(context)
        assert not context.wake.is_set()
        await limit(EMAIL, 20, 300)
        await sending.follow_limits(context)
        assert (context.sending_limit.at_once, context.sending_limit.per_minute) == (20, 300)
        assert context.wake.is_set()
        await limit(EMAIL)
        await sending.follow_limits(context)
        assert (context.sending_limit.at_once, context.sending_limit.per_minute) == (context.sending_limit.most, None)

    async def test_nothing_is_sent_before_a_new_worker_has_read_them(self, context: WorkerContext) -> None:
        await limit(EMAIL, 20, 300)
        await sending.send_due(context)
        assert context.sending_limit.per_minute == 300

    async def test_the_rate_is_shared_evenly_among_the_email_workers_that_live(self, database: None) -> None:
        await limit(EMAIL, None, 300)
        assert (await read_email_limits("a")).emails_per_minute == 300
        for worker in ("a", "b", "c"):
            await record_heartbeat(worker, "email", "host")
        await record_heartbeat("bulk", "bulk", "host")
        assert [(await read_email_limits(each)).emails_per_minute for each in ("a", "b", "c")] == [100] * 3
        assert (await read_email_limits("new")).emails_per_minute == 75
        await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '20 seconds' WHERE worker = 'c'")
        assert (await read_email_limits("a")).emails_per_minute == 150

    async def test_who_sets_the_same_again_changes_nothing(self, database: None) -> None:
        await set_limits(EMAIL, 20, 300, "Ada")
        before = await set_limits(EMAIL, 20, 300, "Grace")
        assert (before.concurrency, before.emails_per_minute, before.set_by_name) == (20, 300, "Ada")
        assert await value("SELECT set_by_name FROM queue_limits") == "Ada"

    @pytest.mark.parametrize("kind", ["email", "bulk"])
    def test_workers_read_them_often_enough(self, kind: str, settings: Settings) -> None:
        (schedule,) = [each for each in WORKERS[kind](settings).schedules if each.task.__name__ == "follow_limits"]
        assert schedule.seconds < LONGEST_DELAY_SECONDS


class TestBulk:
    @pytest.mark.parametrize(("allowed", "at_once"), [(None, 3), (1, 1), (10, 5)])
    async def test_so_many_bulk_invites_are_worked_on_at_once(
        self, allowed: int | None, at_once: int, context: WorkerContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = await make_admin()
        for _ in range(5):
            await upload(admin, lines(["a@example.com,Analyst,"]))
        begun: set[UUID] = set()
        may_end = asyncio.Event()

        async def validate(lease: Lease, _: Stopping, __: int) -> None:
            begun.add(lease.bulk_invite_id)
            await may_end.wait()

        monkeypatch.setattr(loop, "validate", validate)
        await limit(BULK, allowed)
        await bulk_invites.follow_limits(context)
        slots = [
            asyncio.ensure_future(bulk_invites.work_in_slot(each)(context)) for each in range(MAX_CONCURRENCY[BULK])
        ]

        async def others_have_nothing_to_do() -> bool:
            return sum(not slot.done() for slot in slots) == len(begun) == at_once

        await until(others_have_nothing_to_do)
        context.stopping.set()
        may_end.set()
        await asyncio.gather(*slots)

    async def test_one_too_many_stops_after_its_chunk_and_another_goes_on(
        self, context: WorkerContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(f"p{number}@example.com,Analyst," for number in range(3)))
        await send_bulk_invite(admin, bulk_invite_id)
        invite_chunk = send.invite_chunk

        async def lower_limit_meanwhile(*arguments: Any) -> None:
            await invite_chunk(*arguments)
            await limit(BULK, 1)
            await bulk_invites.follow_limits(context)

        monkeypatch.setattr(send, "invite_chunk", lower_limit_meanwhile)
        monkeypatch.setattr(bulk_invites, "work_on_due", partial(loop.work_on_due, chunk_rows=1))
        await bulk_invites.work_in_slot(1)(context)
        assert (await now(admin, bulk_invite_id)).invited_rows == 1
        await bulk_invites.work_in_slot(0)(context)
        assert (await now(admin, bulk_invite_id)).invited_rows == 3
