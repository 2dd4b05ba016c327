"""What operators do with deliveries: retry, discard, stop."""

import asyncio
import logging
from dataclasses import replace
from uuid import uuid4

import pytest

from app.database.sql import row, rows, value
from app.deliveries.claims import claim_due
from app.deliveries.outcomes import record_accepted
from app.errors import (
    ActHasEnded,
    CountChanged,
    IdempotencyKeyReused,
    NotFound,
    NotPermitted,
    OutOfRange,
    Required,
    TooLong,
)
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.jobs import SEND_EMAILS
from app.mail import AttemptOutcome, AttemptResult
from app.operations import delivery_acts
from app.operations.acts import ActStatus
from app.operations.delivery_acts import Settlement, discard_deliveries, retry_deliveries, settle_unknown, stop_act
from app.operations.delivery_filters import DeliveryFilter
from tests.support.bulk_uploads import lines, upload, work
from tests.support.delivery_queue import delivery, delivery_of, outcomes
from tests.support.factories import lapse, make_admin, make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.many_deliveries import (
    ALL,
    FAILED,
    OPERATOR,
    UNKNOWN,
    insert_deliveries,
    make_failed,
    make_failure_group,
    statuses,
)
from tests.support.operators import done
from tests.support.published_events import hear

pytestmark = pytest.mark.usefixtures("database")


class TestRetry:
    @pytest.mark.parametrize("status", ["failed", "deferred", "unknown", "bounced"])
    async def test_sends_again_what_failed_as_if_it_had_never_been_tried(
        self, email_worker: EmailWorker, status: str
    ) -> None:
        failed = await make_failed(status=status, group_id=await make_failure_group())
        assert done(await retry_deliveries(OPERATOR, ALL, 1)) == (1, {})
        again = await delivery(failed["id"])
        assert (again["status"], again["retry_count"], again["retrying_since"]) == ("queued", 0, None)
        assert (again["failure_group_id"], again["sent_at"], again["due_in"] <= 0) == (None, None, True)
        assert await email_worker.deliver() == 1
        assert (await delivery(failed["id"]))["status"] == "sent"
        assert (await outcomes(failed["id"]))[-1] == "accepted"

    async def test_spreads_what_is_much_over_a_time(self) -> None:
        admin = await make_admin()
        for _ in range(10):
            await make_failed(admin)
        await retry_deliveries(OPERATOR, ALL, 10, spread_seconds=3600)
        due_in = [
            each["due_in"]
            for each in await rows("SELECT extract(epoch FROM due_at - now())::float AS due_in FROM deliveries")
        ]
        assert all(-60 < each <= 3600 for each in due_in)
        assert len(set(due_in)) == 10

    async def test_says_why_it_left_others_as_they_are(self) -> None:
        admin = await make_admin()
        wanted = await make_failed(admin)
        revoked, lapsed = await make_failed(admin), await make_failed(admin)
        await revoke(admin, [revoked["subject_id"]])
        await rows("UPDATE deliveries SET status = 'failed' WHERE id = $1", revoked["id"])
        await lapse(lapsed["subject_id"])
        replaced = await make_failed(admin)
        await resend(admin, [replaced["subject_id"]])
        for status in ("sending", "sent", "canceled"):
            await make_failed(admin, status=status)
        gone = await make_failed(admin)
        await rows("DELETE FROM invitations WHERE id = $1", gone["subject_id"])
        act = await retry_deliveries(OPERATOR, ALL, 100)
        # Of the replaced one, the new email waits.
        assert done(act) == (
            1,
            {"not_wanted": 5, "already_waiting": 1, "being_sent": 1, "already_sent": 1},
        )
        assert (await delivery(wanted["id"]))["status"] == "queued"
        assert (await delivery(lapsed["id"]))["status"] == "failed"

    async def test_leaves_what_waits_for_its_domain_waiting(self) -> None:
        failed = await make_failed(status="deferred")
        await rows("UPDATE deliveries SET is_paused = true, due_at = NULL WHERE id = $1", failed["id"])
        await retry_deliveries(OPERATOR, ALL, 1)
        again = await delivery(failed["id"])
        assert (again["status"], again["is_paused"], again["due_at"]) == ("queued", True, None)

    async def test_a_late_reply_of_the_attempt_before_still_counts(self) -> None:
        """Its worker seemed dead: without the reply, the person would get a second copy."""
        invitation_id = await make_invitation(await make_admin())
        (claim,) = await claim_due("slow", 1, 30)
        await rows("UPDATE deliveries SET status = 'unknown', lease_owner = NULL, lease_until = NULL")
        await retry_deliveries(OPERATOR, UNKNOWN, 1)
        await record_accepted([(claim, AttemptResult(AttemptOutcome.ACCEPTED, 250, "ok"))])
        assert (await delivery_of(invitation_id))["status"] == "sent"
        assert await claim_due("another", 1, 30) == []

    @pytest.mark.parametrize("spread_seconds", [-1, 86_401])
    async def test_is_spread_over_a_day_at_most(self, spread_seconds: int) -> None:
        with pytest.raises(OutOfRange):
            await retry_deliveries(OPERATOR, ALL, 1, spread_seconds=spread_seconds)


class TestDiscard:
    @pytest.mark.parametrize("status", ["queued", "deferred", "unknown", "failed"])
    async def test_gives_up_and_says_why(self, email_worker: EmailWorker, status: str) -> None:
        failed = await make_failed(status=status)
        act = await discard_deliveries(OPERATOR, ALL, 1, " The mailboxes are gone. ")
        assert done(act) == (1, {})
        assert act.reason == "The mailboxes are gone."
        given_up = await delivery(failed["id"])
        assert (given_up["status"], given_up["discard_reason"]) == ("canceled", "The mailboxes are gone.")
        assert given_up["due_at"] is None
        assert await email_worker.deliver() == 0

    async def test_leaves_what_is_being_sent_and_what_is_over(self) -> None:
        admin = await make_admin()
        for status in ("sending", "sent", "canceled", "bounced"):
            await make_failed(admin, status=status)
        act = await discard_deliveries(OPERATOR, ALL, 4, "Enough.")
        assert done(act) == (0, {"being_sent": 1, "already_sent": 1, "not_waiting": 2})

    @pytest.mark.parametrize("reason", ["", "  "])
    async def test_needs_a_reason(self, reason: str) -> None:
        with pytest.raises(Required):
            await discard_deliveries(OPERATOR, ALL, 1, reason)

    async def test_takes_no_long_reason(self) -> None:
        with pytest.raises(TooLong):
            await discard_deliveries(OPERATOR, ALL, 1, "x" * 501)


class TestEveryAct:
    async def test_more_than_expected_are_not_touched(self) -> None:
        admin = await make_admin()
        for _ in range(3):
            await make_failed(admin)
        with pytest.raises(CountChanged) as raised:
            await retry_deliveries(OPERATOR, FAILED, 2)
        assert raised.value.message == "The list has changed: it has 3 now, not 2. Look at it again."
        assert raised.value.path == ("expectedCount",)
        assert await statuses() == ["failed"] * 3
        assert await value("SELECT count(*) FROM operator_acts") == 0

    async def test_fewer_than_expected_are_all_there_are(self) -> None:
        await make_failed()
        assert done(await retry_deliveries(OPERATOR, FAILED, 20)) == (1, {})
        assert done(await retry_deliveries(OPERATOR, FAILED, 20)) == (0, {})

    async def test_what_is_asked_for_twice_under_one_key_is_done_once(self) -> None:
        operator = replace(OPERATOR, user_id=uuid4())
        failed = await make_failed()
        first = await retry_deliveries(operator, FAILED, 1, idempotency_key="k")
        await rows("UPDATE deliveries SET status = 'failed' WHERE id = $1", failed["id"])
        again = await retry_deliveries(operator, FAILED, 1, idempotency_key="k")
        assert (again.id, again.changed_count) == (first.id, 1)
        assert (await delivery(failed["id"]))["status"] == "failed"
        with pytest.raises(IdempotencyKeyReused):
            await retry_deliveries(operator, ALL, 1, idempotency_key="k")
        with pytest.raises(IdempotencyKeyReused):
            await retry_deliveries(operator, FAILED, 2, idempotency_key="k")

    async def test_at_once_under_one_key_is_done_once(self) -> None:
        operator = replace(OPERATOR, user_id=uuid4())
        await make_failed()
        acts = await asyncio.gather(*(retry_deliveries(operator, FAILED, 1, idempotency_key="k") for _ in range(5)))
        assert len({act.id for act in acts}) == 1
        assert {act.changed_count for act in acts} == {1}

    async def test_is_for_who_may_act(self) -> None:
        reader = replace(OPERATOR, may_act=False)
        await make_failed(status="unknown")
        for refused in (
            retry_deliveries(reader, ALL, 1),
            discard_deliveries(reader, ALL, 1, "Enough."),
            settle_unknown(reader, ALL, Settlement.SENT, 1),
            stop_act(reader, uuid4()),
        ):
            with pytest.raises(NotPermitted):
                await refused
        assert await statuses() == ["unknown"]
        assert await value("SELECT count(*) FROM operator_acts") == 0

    @pytest.mark.parametrize("number", [-1, 2**31])
    async def test_expects_no_number_that_can_be_none(self, number: int) -> None:
        with pytest.raises(OutOfRange) as raised:
            await retry_deliveries(OPERATOR, ALL, number)
        assert raised.value.message == "The number expected has to be from 0 to 2,147,483,647."

    async def test_keeps_no_address_of_anybody(self) -> None:
        await make_failed(email="secret-person@partner.example")
        await retry_deliveries(OPERATOR, DeliveryFilter(recipient_domain="partner.example"), 1)
        assert "secret-person" not in str(await row("SELECT * FROM operator_acts"))

    async def test_subscribers_of_invitations_and_the_counts_of_uploads_follow(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@acme.example,Analyst,"]), is_reviewed=False)
        await work()
        await rows("UPDATE deliveries SET status = 'failed', due_at = NULL")
        await rows("UPDATE bulk_invites SET emails_settled = true, is_count_due = false")
        invitation_id = await value("SELECT id FROM invitations")
        with hear() as dispatched:
            await retry_deliveries(OPERATOR, ALL, 1)
        assert [each.subject_id for each in dispatched.events] == [invitation_id]
        assert dispatched.wake_ups == [SEND_EMAILS]
        due = await row("SELECT emails_settled, is_count_due FROM bulk_invites WHERE id = $1", bulk_invite_id)
        assert due == {"emails_settled": False, "is_count_due": True}

    async def test_the_log_names_each_email_with_the_act_and_no_address(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, "app.operations.delivery_changes")
        failed = await make_failed(email="secret-person@partner.example")
        act = await retry_deliveries(OPERATOR, ALL, 1)
        (line,) = [vars(each) for each in caplog.records if each.message == "delivery_changed"]
        named = {name: line[name] for name in ("act_id", "delivery_id", "change")}
        assert named == {"act_id": str(act.id), "delivery_id": str(failed["id"]), "change": "retry"}
        assert "secret-person" not in str(line)

    async def test_what_is_too_much_for_one_request_is_left_to_workers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(delivery_acts, "AT_ONCE", 2)
        admin = await make_admin()
        for _ in range(3):
            await make_failed(admin)
        act = await retry_deliveries(OPERATOR, FAILED, 3)
        assert (act.status, act.changed_count, act.finished_at) == (ActStatus.RUNNING, 0, None)
        assert await statuses() == ["failed"] * 3

    async def test_of_a_thousand_without_a_subject_none_is_wanted(self) -> None:
        await insert_deliveries(400, "failed", kind="invitation")
        assert done(await retry_deliveries(OPERATOR, FAILED, 400)) == (0, {"not_wanted": 400})


class TestStopping:
    async def test_ends_what_workers_go_on_with(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(delivery_acts, "AT_ONCE", 0)
        await make_failed()
        act = await retry_deliveries(OPERATOR, FAILED, 1)
        stopped = await stop_act(OPERATOR, act.id)
        assert (stopped.status, stopped.stop_reason) == (ActStatus.STOPPED, f"Stopped by {OPERATOR.name}.")
        assert stopped.finished_at is not None
        with pytest.raises(ActHasEnded):
            await stop_act(OPERATOR, act.id)
        kinds = await rows("SELECT kind FROM operator_acts ORDER BY id")
        assert [each["kind"] for each in kinds] == ["retry_deliveries", "stop_act"]

    async def test_there_has_to_be_one(self) -> None:
        with pytest.raises(NotFound):
            await stop_act(OPERATOR, uuid4())
