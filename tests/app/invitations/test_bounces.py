"""What it means for an invitation and for its organization that an email came back."""

from typing import Any
from uuid import UUID

import pytest

from app.authentication.password_reset import EMAIL_KIND as PASSWORD_RESET
from app.bulk_invites.email_failures import EmailFailure
from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import row, rows
from app.deliveries.actions import queue_delivery
from app.deliveries.bounces import CALLED_SPAM, Bounce
from app.invitations.accept import Proof, decline
from app.invitations.resend import resend
from app.invitations.revoke import revoke
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
    suppressed,
)
from tests.support.bulk_uploads import invitations_of, lines, now, upload, work
from tests.support.delivery_queue import delivery_of
from tests.support.factories import make_admin, make_invitation, make_member

ADA = "Ada@Acme.example"


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


async def told(invitation_id: UUID, generation: int = 1) -> dict[str, Any]:
    """Whom to tell of it, and in which organization."""
    found = await bounce_of((await delivery_of(invitation_id, generation))["id"])
    assert found
    return {name: found[name] for name in ("inviter_id", "organization_id", "digest_id")}


class TestSuppression:
    @pytest.mark.parametrize(
        ("bounce", "kinds"),
        [(NOBODY_THERE, {ADA: "hard"}), (SPAM, {ADA: "complaint"}), (GIVEN_UP, {}), (NO_SUCH_DOMAIN, {})],
        ids=["hard", "complaint", "soft", "domain"],
    )
    async def test_hard_bounces_of_the_address_and_complaints_suppress(
        self, admin: Actor, bounce: Bounce, kinds: dict[str, str]
    ) -> None:
        await bounce_invitation(await make_invitation(admin, ADA), bounce)
        assert await suppressed() == kinds

    async def test_a_complaint_outranks_a_hard_bounce(self, admin: Actor) -> None:
        invitation_id = await make_invitation(admin, ADA)
        await bounce_invitation(invitation_id, NOBODY_THERE)
        await bounce_invitation(invitation_id, SPAM)
        assert await suppressed() == {ADA: "complaint"}

    async def test_it_has_the_words_and_the_key_of_the_address(self, admin: Actor) -> None:
        await bounce_invitation(await make_invitation(admin, ADA))
        found = await row("SELECT organization_id, email_key, status, diagnostic FROM suppressions")
        assert found == {
            "organization_id": admin.organization_id,
            "email_key": ADA.lower(),
            "status": "5.1.1",
            "diagnostic": NOBODY_THERE.diagnostic,
        }

    async def test_it_is_the_address_that_the_email_was_for(self, admin: Actor) -> None:
        invitation_id = await make_invitation(admin, "right@acme.example")
        await rows("UPDATE deliveries SET former_recipient = 'Wrong@Acme.example' WHERE subject_id = $1", invitation_id)
        await bounce_invitation(invitation_id)
        found = await rows("SELECT email, email_key FROM suppressions")
        assert found == [{"email": "Wrong@Acme.example", "email_key": "wrong@acme.example"}]

    @pytest.mark.parametrize("status", ["accepted", "revoked", "declined", "expired"])
    async def test_also_once_nobody_waits_for_the_person_any_more(self, admin: Actor, status: str) -> None:
        invitation_id = await make_invitation(admin, ADA)
        delivery_id = await make_sent(invitation_id)
        await rows("UPDATE invitations SET status = $1", status)
        assert await bounce_delivery(delivery_id)
        assert await suppressed() == {ADA: "hard"}
        assert (await told(invitation_id))["inviter_id"] is None
        found = await row("SELECT status FROM invitations")
        assert found == {"status": status}

    async def test_other_kinds_of_emails_suppress_nobody(self, admin: Actor) -> None:
        delivery_id = await queue_delivery(
            PASSWORD_RESET, admin.user_id, 1, "acme.example", recipient_domain="acme.example"
        )
        assert await bounce_delivery(delivery_id)
        assert await suppressed() == {}


class TestWhomToTell:
    async def test_who_answers_for_the_invitation_by_now(self, admin: Actor) -> None:
        other = await make_member(admin.organization_id)
        invitation_id = await make_invitation(admin)
        await resend(other, [invitation_id])
        await bounce_invitation(invitation_id, generation=2)
        assert await told(invitation_id, 2) == {
            "inviter_id": other.user_id,
            "organization_id": admin.organization_id,
            "digest_id": None,
        }

    async def test_nobody_where_a_newer_email_is_on_its_way(self, admin: Actor) -> None:
        invitation_id = await make_invitation(admin)
        await resend(admin, [invitation_id])
        await bounce_invitation(invitation_id, generation=1)
        assert (await told(invitation_id))["inviter_id"] is None

    async def test_nobody_where_it_was_taken_back_or_declined(self, admin: Actor) -> None:
        revoked, declined = await make_invitation(admin), await make_invitation(admin)
        sent = [await make_sent(each) for each in (revoked, declined)]
        await revoke(admin, [revoked])
        await decline(Proof(declined, None))
        for each in sent:
            assert await bounce_delivery(each)
        assert [(await told(each))["inviter_id"] for each in (revoked, declined)] == [None, None]


class TestBulkInvites:
    async def test_emails_that_came_back_are_counted_with_the_reasons(self, admin: Actor) -> None:
        people = [f"p{number}@example.com,Analyst," for number in range(4)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        ids = [each["id"] for each in await invitations_of(bulk_invite_id)]
        for each in ids:
            await make_sent(each)
        assert await count_next()
        before = await now(admin, bulk_invite_id)
        assert (before.emails_sent, before.emails_bounced, before.is_settled) == (4, 0, True)
        assert not await count_next()
        for each in ids[:2]:
            await bounce_invitation(each)
        await bounce_invitation(ids[2], SPAM)
        assert not (await now(admin, bulk_invite_id)).is_settled
        assert await count_next()
        found = await now(admin, bulk_invite_id)
        assert (found.emails_sent, found.emails_failed, found.emails_bounced, found.is_settled) == (1, 0, 3, True)
        assert found.email_failures == (
            EmailFailure("550 5.1.1 <…>: no such user here", 2),
            EmailFailure(CALLED_SPAM, 1),
        )
        assert found.sequence > before.sequence
        await rows("DELETE FROM suppressions")
        await resend(admin, [ids[0]])
        assert await count_next()
        found = await now(admin, bulk_invite_id)
        assert (found.emails_waiting, found.emails_bounced) == (1, 2)

    async def test_reasons_are_those_of_now_also_where_one_came_back_as_another_was_mended(self, admin: Actor) -> None:
        people = [f"p{number}@example.com,Analyst," for number in range(3)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        mended, other, _ = [each["id"] for each in await invitations_of(bulk_invite_id)]
        await make_sent(mended)
        await make_sent(other)
        await rows("UPDATE deliveries SET status = 'failed' WHERE subject_id = $1", mended)
        assert await count_next()
        before = await now(admin, bulk_invite_id)
        assert (before.emails_failed, before.emails_bounced, before.emails_waiting) == (1, 0, 1)
        await rows("UPDATE deliveries SET status = 'sent' WHERE subject_id = $1", mended)
        await bounce_invitation(other, SPAM)
        assert await count_next()
        found = await now(admin, bulk_invite_id)
        assert (found.emails_failed, found.emails_bounced, found.emails_waiting) == (0, 1, 1)
        assert found.email_failures == (EmailFailure(CALLED_SPAM, 1),)

    async def test_reasons_are_those_of_now_also_where_a_graver_one_took_the_place_of_the_first(
        self, admin: Actor
    ) -> None:
        people = [f"p{number}@example.com,Analyst," for number in range(2)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        back, _ = [each["id"] for each in await invitations_of(bulk_invite_id)]
        for bounce, reason in ((GIVEN_UP, "452 4.2.2 Mailbox full"), (SPAM, CALLED_SPAM)):
            await bounce_invitation(back, bounce)
            assert await count_next()
            assert [each.reason for each in (await now(admin, bulk_invite_id)).email_failures] == [reason]
