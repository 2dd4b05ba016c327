"""What came back about an email: recorded once, whatever the email's status is by then."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.database.sql import rows, value
from app.database.transaction import transaction
from app.deliveries.bounce_records import CAME_BACK_EARLIER, find_bounces, record_bounce
from app.deliveries.bounces import Bounce, BounceKind
from app.deliveries.expired_leases import recover_expired_leases
from app.email_kinds import EMAIL_KINDS
from app.mail.replies import MAX_REPLY_LENGTH
from app.operations.delivery_acts import retry_deliveries
from app.operations.delivery_filters import DeliveryFilter
from app.organizations.actor import Actor
from tests.support.bounces import (
    GIVEN_UP,
    NO_SUCH_DOMAIN,
    NOBODY_THERE,
    SPAM,
    bounce_delivery,
    bounce_invitation,
    bounce_of,
    make_sent,
)
from tests.support.delivery_queue import delivery, delivery_of, outcomes, queue_one
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.many_deliveries import OPERATOR
from tests.support.published_events import hear
from tests.support.row_locks import LockQueue


async def kind_of(delivery_id: UUID) -> str | None:
    found = await bounce_of(delivery_id)
    return found["kind"] if found else None


async def retry(delivery_id: UUID) -> None:
    message_id = (await delivery(delivery_id))["message_id"]
    await retry_deliveries(OPERATOR, DeliveryFilter(message_id=message_id), 1)
    assert (await delivery(delivery_id))["status"] == "queued"


class TestStatus:
    @pytest.mark.parametrize(
        "status", ["sent", "queued", "deferred", "unknown", "failed", "canceled", "sending", "bounced"]
    )
    async def test_it_is_bounced_whatever_it_was(self, admin: Actor, status: str) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        await rows(
            """
            UPDATE deliveries SET status = $2, due_at = now(), is_canary = true, is_paused = true, is_held_back = true,
                   lease_owner = 'worker', lease_until = now() + interval '1 hour' WHERE id = $1
            """,
            delivery_id,
            status,
        )
        assert await bounce_delivery(delivery_id)
        found = await delivery(delivery_id)
        assert found["status"] == "bounced"
        nothing = ("due_at", "lease_owner", "lease_until")
        assert [found[each] for each in nothing] == [None, None, None]
        assert [found[each] for each in ("is_canary", "is_paused", "is_held_back")] == [False, False, False]

    async def test_an_email_that_is_gone_is_no_news(self, admin: Actor) -> None:
        assert not await bounce_delivery(uuid4())

    async def test_a_kind_that_this_version_does_not_know_is_recorded_on_the_email_alone(self, admin: Actor) -> None:
        delivery_id = await queue_one()
        assert await bounce_delivery(delivery_id)
        assert (await delivery(delivery_id))["status"] == "bounced"

    async def test_it_is_published(self, admin: Actor) -> None:
        invitation_id = await make_invitation(admin)
        with hear() as heard:
            await bounce_invitation(invitation_id)
            await bounce_invitation(invitation_id)
        assert [each.subject_id for each in heard.events] == [invitation_id]


class TestWords:
    async def test_they_are_one_printable_line_in_bounds(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        await bounce_delivery(
            delivery_id, replace(NOBODY_THERE, status="5.1.1\r\n", diagnostic="550\r\n\0 \x1b" + "x" * 900)
        )
        found = await bounce_of(delivery_id)
        assert found
        assert found["status"] == "5.1.1"
        assert found["diagnostic"].isprintable()
        assert len(found["diagnostic"]) == MAX_REPLY_LENGTH

    @pytest.mark.parametrize("status", ["", "2", "9.1.1", "5.1.1; DROP", "5.1.1234", "five", "\ud800"])
    async def test_what_is_no_enhanced_status_is_left_out(self, admin: Actor, status: str) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        await bounce_delivery(delivery_id, replace(NOBODY_THERE, status=status, diagnostic="\ud800"))
        found = await bounce_of(delivery_id)
        assert found
        assert found["status"] is None

    async def test_its_time_is_neither_before_the_email_was_sent_nor_after_now(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        await bounce_delivery(delivery_id, replace(GIVEN_UP, at=datetime(1970, 1, 1, tzinfo=UTC)))
        sent_at = (await delivery(delivery_id))["sent_at"]
        assert await value("SELECT bounced_at FROM delivery_bounces") == sent_at
        await bounce_delivery(delivery_id, replace(SPAM, at=datetime.now(UTC) + timedelta(days=9)))
        assert await value("SELECT bounced_at = recorded_at FROM delivery_bounces")

    async def test_emails_that_came_back_alike_are_one_failure_group(self, admin: Actor) -> None:
        for name in ("ada", "grace"):
            said = f"550 5.1.1 <{name}@acme.example>: no such user here"
            await bounce_invitation(
                await make_invitation(admin, f"{name}@acme.example"), replace(NOBODY_THERE, diagnostic=said)
            )
        (group,) = await rows("SELECT reply_code, reply, recipient_domain FROM failure_groups")
        assert group == {
            "reply_code": 550,
            "reply": "5.1.1 …: no such user here",
            "recipient_domain": "acme.example",
        }


class TestGravity:
    @pytest.mark.parametrize(
        ("first", "second", "is_news"),
        [
            (GIVEN_UP, GIVEN_UP, False),
            (GIVEN_UP, NOBODY_THERE, True),
            (GIVEN_UP, SPAM, True),
            (NOBODY_THERE, GIVEN_UP, False),
            (NOBODY_THERE, NOBODY_THERE, False),
            (NOBODY_THERE, SPAM, True),
            (NO_SUCH_DOMAIN, NOBODY_THERE, True),
            (NOBODY_THERE, NO_SUCH_DOMAIN, False),
            (SPAM, NOBODY_THERE, False),
            (SPAM, SPAM, False),
        ],
        ids=lambda each: each.kind.value if isinstance(each, Bounce) else str(each),
    )
    async def test_only_what_is_graver_is_news(
        self, admin: Actor, first: Bounce, second: Bounce, *, is_news: bool
    ) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        assert await bounce_delivery(delivery_id, first)
        before = await bounce_of(delivery_id)
        assert await bounce_delivery(delivery_id, second) is is_news
        assert (await bounce_of(delivery_id) != before) is is_news
        gravest = second if is_news else first
        assert await kind_of(delivery_id) == gravest.kind

    async def test_two_at_once_are_recorded_one_after_the_other(self, admin: Actor, lock_queue: LockQueue) -> None:
        delivery_id = await queue_one()  # of a kind that locks no subject
        await lock_queue.lock("SELECT id FROM deliveries WHERE id = $1 FOR UPDATE", delivery_id)
        await lock_queue.joined_by(bounce_delivery(delivery_id, NOBODY_THERE))
        await lock_queue.joined_by(bounce_delivery(delivery_id, NOBODY_THERE))
        assert Counter(await lock_queue.let_go()) == {True: 1, False: 1}


class TestSending:
    async def test_the_late_reply_of_the_mail_server_keeps_it_bounced(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invitation_id = await make_invitation(admin)
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        assert await bounce_invitation(invitation_id)
        delivery_id = (await delivery_of(invitation_id))["id"]
        assert await outcomes(delivery_id) == ["unknown"]
        assert await value("SELECT reply FROM delivery_attempts") == CAME_BACK_EARLIER
        email_worker.server.release("dot")
        await sending
        found = await delivery(delivery_id)
        assert (found["status"], found["lease_owner"], found["due_at"]) == ("bounced", None, None)
        assert found["sent_at"] is not None
        assert await outcomes(delivery_id) == ["accepted"]

    async def test_a_worker_that_never_learns_of_the_reply_leaves_nothing_open(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invitation_id = await make_invitation(admin)
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        await bounce_invitation(invitation_id)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert not await recover_expired_leases(EMAIL_KINDS, hold_unknown=False)
        found = await delivery_of(invitation_id)
        assert found["status"] == "bounced"
        assert await outcomes(found["id"]) == ["unknown"]

    async def test_nothing_is_sent_of_it_any_more(self, email_worker: EmailWorker, admin: Actor) -> None:
        await bounce_invitation(await make_invitation(admin))
        assert await email_worker.deliver() == 0


class TestOperatorsRetry:
    async def test_the_same_news_changes_nothing_before_it_was_sent_again(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        await bounce_delivery(delivery_id)
        await retry(delivery_id)
        assert await find_bounces([delivery_id]) == {}
        assert not await bounce_delivery(delivery_id)
        assert (await delivery(delivery_id))["status"] == "queued"

    async def test_it_counts_again_once_it_was(self, email_worker: EmailWorker, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        await bounce_delivery(delivery_id)
        await retry(delivery_id)
        await email_worker.deliver()
        assert (await delivery(delivery_id))["status"] == "sent"
        assert await find_bounces([delivery_id]) == {}
        assert await bounce_delivery(delivery_id, GIVEN_UP)
        assert (await find_bounces([delivery_id]))[delivery_id].kind is BounceKind.SOFT
        assert (await delivery(delivery_id))["status"] == "bounced"

    async def test_a_complaint_counts_also_while_it_waits(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        await bounce_delivery(delivery_id)
        await retry(delivery_id)
        assert await bounce_delivery(delivery_id, SPAM)
        assert (await delivery(delivery_id))["status"] == "bounced"


async def test_subjects_are_locked_before_their_emails(lock_queue: LockQueue, admin: Actor) -> None:
    invitation_id = await make_invitation(admin)
    delivery_id = (await delivery_of(invitation_id))["id"]
    await lock_queue.lock("SELECT id FROM invitations WHERE id = $1 FOR UPDATE", invitation_id)
    await lock_queue.joined_by(bounce_delivery(delivery_id))
    assert await lock_queue.may_lock("SELECT id FROM deliveries WHERE id = $1 FOR UPDATE", delivery_id)
    assert await lock_queue.let_go() == [True]


async def test_what_is_rolled_back_was_never_recorded(admin: Actor) -> None:
    delivery_id = await make_sent(await make_invitation(admin))

    async def fail_after() -> None:
        async with transaction():
            await record_bounce(EMAIL_KINDS, delivery_id, NOBODY_THERE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after()
    assert await bounce_of(delivery_id) is None
    assert (await delivery(delivery_id))["status"] == "sent"
