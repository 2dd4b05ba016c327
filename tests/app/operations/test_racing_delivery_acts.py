"""Who wins where an operator does something with deliveries, and others at the same time as well."""

import asyncio
from collections.abc import Awaitable
from uuid import UUID, uuid4

import pytest

from app.database.sql import rows
from app.errors import (
    Refusal,
)
from app.invitations.accept import Proof, accept
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.operations.acts import ActRecord, ActStatus
from app.operations.delivery_acts import discard_deliveries, retry_deliveries
from app.operations.delivery_filters import DeliveryFilter
from tests.support.bulk_uploads import lines, upload, work
from tests.support.delivery_queue import delivery
from tests.support.factories import PASSWORD, make_admin
from tests.support.in_process_email_worker import EmailWorker
from tests.support.many_deliveries import ALL, FAILED, OPERATOR, make_failed, statuses
from tests.support.operators import done
from tests.support.row_locks import LockQueue

pytestmark = pytest.mark.usefixtures("database")


class TestRaces:
    async def test_what_is_claimed_meanwhile_is_left_to_its_worker(self, lock_queue: LockQueue) -> None:
        waiting = await make_failed(status="deferred")
        await lock_queue.lock("UPDATE deliveries SET status = 'sending' WHERE id = $1", waiting["id"])
        await lock_queue.joined_by(retry_deliveries(OPERATOR, ALL, 1))
        (act,) = await lock_queue.let_go()
        assert isinstance(act, ActRecord)
        assert done(act) == (0, {"being_sent": 1})

    async def test_what_another_act_has_changed_meanwhile_is_left_as_it_is(self, lock_queue: LockQueue) -> None:
        failed = await make_failed()
        await lock_queue.lock("UPDATE deliveries SET status = 'canceled' WHERE id = $1", failed["id"])
        await lock_queue.joined_by(retry_deliveries(OPERATOR, ALL, 1))
        (act,) = await lock_queue.let_go()
        assert isinstance(act, ActRecord)
        assert done(act) == (0, {"changed_meanwhile": 1})

    async def test_what_is_deferred_by_now_is_not_the_failed_one_that_was_asked_for(
        self, lock_queue: LockQueue
    ) -> None:
        failed = await make_failed()
        await lock_queue.lock("UPDATE deliveries SET status = 'deferred' WHERE id = $1", failed["id"])
        await lock_queue.joined_by(retry_deliveries(OPERATOR, FAILED, 1))
        (act,) = await lock_queue.let_go()
        assert isinstance(act, ActRecord)
        assert done(act) == (0, {"changed_meanwhile": 1})

    async def test_what_is_revoked_meanwhile_is_not_sent(self, lock_queue: LockQueue) -> None:
        failed = await make_failed()
        await lock_queue.lock("UPDATE invitations SET status = 'revoked' WHERE id = $1", failed["subject_id"])
        await lock_queue.joined_by(retry_deliveries(OPERATOR, ALL, 1))
        (act,) = await lock_queue.let_go()
        assert isinstance(act, ActRecord)
        assert done(act) == (0, {"not_wanted": 1})

    @pytest.mark.parametrize("by", ["revoke", "accept", "resend"])
    async def test_a_retry_and_the_end_of_the_invitation_leave_nothing_to_send(
        self, email_worker: EmailWorker, by: str
    ) -> None:
        for _ in range(5):
            admin = await make_admin()
            email = f"ada-{uuid4().hex[:8]}@acme.example"
            failed = await make_failed(admin, email)
            invitation_id: UUID = failed["subject_id"]
            match by:
                case "revoke":
                    other: Awaitable[object] = revoke(admin, [invitation_id])
                case "resend":
                    other = resend(admin, [invitation_id])
                case _:
                    other = accept(None, Proof(invitation_id, 1), "Ada Lovelace", PASSWORD)
            act, _ = await asyncio.gather(retry_deliveries(OPERATOR, FAILED, 10), other)
            assert act.status is ActStatus.DONE
            await email_worker.deliver()
            assert email_worker.server.copies[email] == (1 if by == "resend" else 0)
            assert (await delivery(failed["id"]))["status"] in {"canceled", "failed"}

    async def test_of_two_acts_at_once_each_delivery_is_one_s(self) -> None:
        admin = await make_admin()
        for _ in range(20):
            await make_failed(admin)
        retried, discarded = await asyncio.gather(
            retry_deliveries(OPERATOR, FAILED, 20), discard_deliveries(OPERATOR, FAILED, 20, "Enough.")
        )
        assert retried.changed_count + discarded.changed_count == 20
        found = await statuses()
        assert (found.count("queued"), found.count("canceled")) == (retried.changed_count, discarded.changed_count)

    async def test_acts_uploads_and_workers_at_once_wait_for_nobody_in_a_circle(
        self, email_worker: EmailWorker
    ) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(
            admin, lines(f"p{number}@acme.example,Analyst," for number in range(30)), is_reviewed=False
        )
        await work()
        await rows("UPDATE deliveries SET status = 'failed', due_at = NULL")
        ids = [each["id"] for each in await rows("SELECT id FROM invitations")]
        of_upload = DeliveryFilter(bulk_invite_id=bulk_invite_id)
        results = await asyncio.gather(
            *(retry_deliveries(OPERATOR, of_upload, 100) for _ in range(3)),
            *(revoke(admin, [each]) for each in ids[::3]),
            discard_deliveries(OPERATOR, FAILED, 100, "Enough."),
            resend(admin, ids[1::3]),
            email_worker.deliver(),
            return_exceptions=True,
        )
        faults = [each for each in results if isinstance(each, BaseException) and not isinstance(each, Refusal)]
        assert faults == []
        await email_worker.deliver()
        assert max(email_worker.server.copies.values(), default=0) <= 2


class TestLockOrder:
    async def test_subjects_come_before_deliveries_lowest_id_first(self, lock_queue: LockQueue) -> None:
        admin = await make_admin()
        failed = sorted([await make_failed(admin), await make_failed(admin)], key=lambda each: each["subject_id"])
        first, second = (each["subject_id"] for each in failed)
        lock = "SELECT FROM invitations WHERE id = $1 FOR UPDATE"
        await lock_queue.lock(lock, first)
        await lock_queue.joined_by(retry_deliveries(OPERATOR, FAILED, 2))
        assert await lock_queue.may_lock(lock, second)
        assert await lock_queue.may_lock("SELECT FROM deliveries WHERE id = $1 FOR UPDATE", failed[0]["id"])
        await lock_queue.holder.execute("ROLLBACK")
        await lock_queue.holder.execute("BEGIN")
        (act,) = await asyncio.gather(*lock_queue.tasks)
        assert isinstance(act, ActRecord)
        assert act.changed_count == 2
