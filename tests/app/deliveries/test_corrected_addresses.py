"""Emails of an invitation whose address was corrected: what was sent, what is not sent any more, and what is new."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import row, rows, value
from app.deliveries.earlier_failures import group_earlier_failures
from app.deliveries.expired_leases import recover_expired_leases
from app.email_kinds import EMAIL_KINDS
from app.invitations.resend import resend
from app.invitations.update_email import update_email
from app.operations.deliveries import find_deliveries, find_recipients
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.bounces import bounce_invitation, suppressed
from tests.support.bulk_uploads import lines, validated, work
from tests.support.delivery_queue import delivery_of, let_leases_lapse, make_due
from tests.support.factories import make_admin, make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.smtp_script import reply

ROUNDS = 30
WRONG, RIGHT = "ada@exmaple.example", "ada@example.example"


async def under_way(email_worker: EmailWorker) -> asyncio.Task[int]:
    """The send loop at work, waiting for the reply to a message."""
    email_worker.server.hold("dot")
    task = asyncio.create_task(email_worker.deliver())
    await email_worker.server.reached("dot")
    return task


async def recipients(invitation_id: UUID) -> list[str | None]:
    """Of its emails, first to last, as operators see them."""
    found = await rows("SELECT id FROM deliveries WHERE subject_id = $1 ORDER BY generation", invitation_id)
    by_id = {each.id: each for each in await find_deliveries([each["id"] for each in found])}
    emails = [by_id[each["id"]].email_to for each in found]
    known = await find_recipients(emails)
    return [known.get(each) for each in emails]


def messages(email_worker: EmailWorker, recipient: str) -> list[EmailMessage]:
    taken = [each.content for each in email_worker.server.taken if each.recipient == recipient]
    return [message_from_bytes(each, policy=policy.default) for each in taken]


class TestTheNewEmail:
    async def test_is_for_the_new_address_and_its_domain(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin, WRONG)
        await update_email(admin, invited, "Ada@BÜCHER.example")
        found = await delivery_of(invited, 2)
        assert (found["recipient_domain"], found["former_recipient"]) == ("xn--bcher-kva.example", None)
        assert (found["status"], found["priority"]) == ("queued", 0)
        assert found["inviting_organization_id"] == admin.organization_id

    async def test_is_the_first_that_the_person_gets(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin, WRONG)
        await email_worker.deliver()
        await resend(admin, [invited])
        await email_worker.deliver()
        await update_email(admin, invited, RIGHT)
        await email_worker.deliver()
        (email,) = messages(email_worker, RIGHT)
        assert (email["To"], email["References"]) == (RIGHT, None)
        assert "earlier one" not in str(email)
        assert WRONG not in str(email)

    async def test_is_what_those_after_it_replace_and_none_before_it(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin, WRONG)
        await email_worker.deliver()
        await update_email(admin, invited, RIGHT)
        await email_worker.deliver()
        await resend(admin, [invited])
        await email_worker.deliver()
        first, again = messages(email_worker, RIGHT)
        assert again["References"] == first["Message-ID"]
        assert "earlier one" in str(again.get_body(("plain",)))


class TestEarlierEmails:
    async def test_keep_the_address_that_they_were_for(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin, WRONG)
        await email_worker.deliver()
        await update_email(admin, invited, RIGHT)
        assert await recipients(invited) == [WRONG, RIGHT]
        await update_email(admin, invited, "bob@example.example")
        assert await recipients(invited) == [WRONG, RIGHT, "bob@example.example"]
        await update_email(admin, invited, WRONG)
        await update_email(admin, invited, "Ada@Exmaple.example")  # the same address in another spelling
        assert await recipients(invited) == [WRONG, RIGHT, "bob@example.example", "Ada@Exmaple.example"]

    async def test_that_wait_are_canceled(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin, WRONG)
        email_worker.server.on("rcpt", reply(451, "4.3.0 later"), times=1)
        await email_worker.deliver()
        await update_email(admin, invited, RIGHT)
        assert (await delivery_of(invited))["status"] == "canceled"
        await email_worker.deliver()
        assert email_worker.server.copies == {RIGHT: 1}

    async def test_that_were_claimed_and_not_sent_yet_are_canceled(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        email_worker.sender.revalidate_after_seconds = -1
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        other, invited = await make_invitation(admin, "bob@example.example"), await make_invitation(admin, WRONG)
        sending = await under_way(email_worker)
        assert (await delivery_of(invited))["status"] == "sending"
        await update_email(admin, invited, RIGHT)
        email_worker.server.release("dot")
        await sending
        assert [(await delivery_of(each))["status"] for each in (other, invited)] == ["sent", "canceled"]
        await email_worker.deliver()
        assert email_worker.server.copies == {"bob@example.example": 1, RIGHT: 1}

    @pytest.mark.parametrize(
        ("answer", "status"), [(reply(250, "ok"), "sent"), (reply(451, "4.3.0 later"), "deferred")]
    )
    async def test_that_are_under_way_say_what_became_of_them_and_are_not_sent_again(
        self, email_worker: EmailWorker, admin: Actor, answer: object, status: str
    ) -> None:
        invited = await make_invitation(admin, WRONG)
        email_worker.server.on("dot", answer, recipient=WRONG)  # type: ignore[arg-type]
        sending = await under_way(email_worker)
        await update_email(admin, invited, RIGHT)
        email_worker.server.release("dot")
        await sending
        found = await delivery_of(invited)
        assert (found["status"], found["former_recipient"]) == (status, WRONG)
        await make_due(found["id"])
        email_worker.server.mend()
        await email_worker.deliver()
        assert (await delivery_of(invited))["status"] in {"sent", "canceled"}
        assert email_worker.server.copies[RIGHT] == 1
        assert email_worker.server.copies[WRONG] <= 1
        assert await value("SELECT oldest_valid_generation FROM invitations") == 2

    async def test_whose_worker_was_killed_are_not_sent_again(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin, WRONG)
        await rows("UPDATE deliveries SET status = 'sending', due_at = NULL, lease_owner = 'gone', attempt_count = 1")
        await let_leases_lapse()
        await update_email(admin, invited, RIGHT)
        await recover_expired_leases(EMAIL_KINDS, hold_unknown=False)
        await email_worker.deliver()
        assert email_worker.server.copies == {RIGHT: 1}
        assert (await delivery_of(invited))["status"] == "canceled"

    async def test_that_come_back_are_news_about_the_old_address_alone(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin, WRONG)
        await email_worker.deliver()
        await update_email(admin, invited, RIGHT)
        await email_worker.deliver()
        assert await bounce_invitation(invited)
        assert await suppressed() == {WRONG: "hard"}
        assert [(await delivery_of(invited, each))["status"] for each in (1, 2)] == ["bounced", "sent"]
        assert await value("SELECT inviter_id FROM delivery_bounces") is None  # nobody waits for that one any more
        assert await bounce_invitation(invited, generation=2)
        assert await suppressed() == {WRONG: "hard", RIGHT: "hard"}

    async def test_that_come_back_while_the_address_is_corrected_suppress_the_old_one(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        for number in range(ROUNDS):
            wrong, right = f"ada-{number}@exmaple.example", f"ada-{number}@example.example"
            invited = await make_invitation(admin, wrong)
            await email_worker.deliver()
            is_news, _ = await asyncio.gather(bounce_invitation(invited), update_email(admin, invited, right))
            assert is_news
            found = await suppressed()
            assert (found.get(wrong), found.get(right)) == ("hard", None)
            assert (await delivery_of(invited))["former_recipient"] == wrong

    async def test_of_an_earlier_release_are_grouped_by_the_address_that_they_were_for(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin, WRONG)
        email_worker.server.on("rcpt", reply(550, f"5.1.1 {WRONG} unknown"), times=1)
        await email_worker.deliver()
        await update_email(admin, invited, RIGHT)
        await rows("UPDATE deliveries SET failure_group_id = NULL, recipient_domain = NULL WHERE generation = 1")
        await group_earlier_failures(EMAIL_KINDS)
        assert (await delivery_of(invited))["recipient_domain"] == "exmaple.example"
        found = await row("SELECT recipient_domain, reply FROM failure_groups ORDER BY first_at DESC LIMIT 1")
        assert found is not None
        assert found["recipient_domain"] == "exmaple.example"
        assert "ada" not in found["reply"]


class TestABulkInvite:
    async def test_counts_the_new_email_in_the_place_of_the_one_that_failed(self, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines([f"{WRONG},Analyst,", "bob@example.example,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        email_worker.server.on("rcpt", reply(550, "5.1.1 nobody here"), recipient=WRONG)
        await email_worker.deliver()

        async def counted() -> tuple[int, ...]:
            await rows("UPDATE bulk_invites SET count_emails_at = now() WHERE is_count_due")
            await count_next()
            found = await row("SELECT emails_sent, emails_failed FROM bulk_invites")
            assert found is not None
            return tuple(found.values())

        assert await counted() == (1, 1)
        invited = await value("SELECT id FROM invitations WHERE email = $1", WRONG)
        await update_email(admin, invited, RIGHT)
        await email_worker.deliver()
        assert await counted() == (2, 0)
        assert await value("SELECT bulk_invite_id FROM invitations WHERE id = $1", invited) == bulk_invite_id
