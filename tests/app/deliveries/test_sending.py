"""The send loop: from the queue to the mail server."""

import asyncio
from email import message_from_bytes, policy

import pytest

from app.database.sql import rows, value
from app.deliveries import send_loop
from app.deliveries.claims import claim_due
from app.deliveries.emails import EmailContext
from app.deliveries.expired_leases import recover_expired_leases
from app.email_kinds import EMAIL_KINDS
from app.invitations.email import InvitationEmailData
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.mail import AttemptResult, Email
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.delivery_queue import delivery_of, let_leases_lapse, make_due, outcomes
from tests.support.factories import lapse, make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.smtp_script import DROP, HANG, having_taken, reply


async def under_way(email_worker: EmailWorker) -> asyncio.Task[int]:
    """The send loop at work, waiting for the reply to a message."""
    email_worker.server.hold("dot")
    task = asyncio.create_task(email_worker.deliver())
    await email_worker.server.reached("dot")
    return task


class TestSending:
    async def test_every_email_goes_out_once(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = [await make_invitation(admin, f"{number}@acme.example") for number in range(40)]
        assert await email_worker.deliver() == 40
        assert email_worker.server.copies == {f"{number}@acme.example": 1 for number in range(40)}
        for invitation_id in invited:
            assert (await delivery_of(invitation_id))["status"] == "sent"

    async def test_what_the_server_said_is_kept(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin)
        email_worker.server.on("rcpt", reply(550, "5.1.1 nobody here"))
        await email_worker.deliver()
        row = await delivery_of(invited)
        assert row["status"] == "failed"
        assert await value("SELECT reply FROM delivery_attempts WHERE reply_code = 550") == "5.1.1 nobody here"

    async def test_a_reply_that_never_comes_makes_the_outcome_unknown(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin)
        email_worker.server.on("dot", having_taken(DROP), times=1)
        await email_worker.deliver()
        row = await delivery_of(invited)
        assert row["status"] == "unknown"
        await make_due(row["id"])
        await email_worker.deliver()
        assert await outcomes(row["id"]) == ["unknown", "accepted"]

    async def test_every_try_has_the_same_message_id_and_link(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin, "ada@acme.example")
        email_worker.server.on("dot", having_taken(DROP), times=1)
        await email_worker.deliver()
        first_link = email_worker.newest_link("ada@acme.example")
        await make_due((await delivery_of(invited))["id"])
        await email_worker.deliver()
        assert email_worker.newest_link("ada@acme.example") == first_link
        (identity,) = {
            line for each in email_worker.server.taken for line in each.content.splitlines() if b"Message-ID" in line
        }
        assert (await delivery_of(invited))["message_id"].encode() in identity

    async def test_the_email_is_dated_by_the_database(
        self, email_worker: EmailWorker, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A worker's clock may be wrong."""
        await make_invitation(admin)
        year_later = "SELECT now() + interval '1 year'"
        claimed_at = await value(year_later)

        async def claim_in_a_year(*arguments: object) -> object:
            claims = await claim_due(*arguments)  # type: ignore[arg-type]
            return [type(each)(**{**vars(each), "claimed_at": claimed_at}) for each in claims]

        monkeypatch.setattr(send_loop, "claim_due", claim_in_a_year)
        await email_worker.deliver()
        (sent,) = email_worker.server.taken
        assert f"{claimed_at:%d %b %Y %H:%M:%S}".encode() in sent.content

    async def test_one_that_hangs_holds_up_no_other_not_even_a_later_one(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        await make_invitation(admin, "hangs@acme.example")
        email_worker.server.on("rcpt", HANG, recipient="hangs@acme.example")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.until(lambda: any("hangs@" in line for _, line in email_worker.server.told))
        await make_invitation(admin, "later@acme.example")
        email_worker.sender.wake.set()
        await email_worker.server.until(lambda: email_worker.server.copies["later@acme.example"] == 1)
        assert not sending.done()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    async def test_one_that_takes_longer_than_the_lease_stays_with_its_worker(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        email_worker.sender.settings = get_settings().model_copy(update={"email_lease_seconds": 1.5})
        invited = await make_invitation(admin)
        sending = await under_way(email_worker)
        until = "SELECT lease_until FROM deliveries"
        first = await value(until)
        while await value(f"{until} WHERE lease_until < $1::timestamptz + interval '1.5 seconds'", first):
            assert await recover_expired_leases(EMAIL_KINDS, hold_unknown=False) == 0
        email_worker.server.release("dot")
        await sending
        assert email_worker.server.copies.total() == 1
        assert await outcomes((await delivery_of(invited))["id"]) == ["accepted"]


class TestWantedNoMore:
    async def test_revoked_after_it_was_queued(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin)
        await rows("UPDATE invitations SET status = 'revoked' WHERE id = $1", invited)
        await email_worker.deliver()
        assert email_worker.server.taken == []
        row = await delivery_of(invited)
        assert (row["status"], await outcomes(row["id"])) == ("canceled", [])

    async def test_expired_in_the_queue(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin)
        await lapse(invited)
        await email_worker.deliver()
        assert email_worker.server.taken == []
        assert (await delivery_of(invited))["status"] == "canceled"

    async def test_its_invitation_is_no_more(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin)
        await rows("DELETE FROM invitations WHERE id = $1", invited)
        await email_worker.deliver()
        assert email_worker.server.taken == []
        assert (await delivery_of(invited))["status"] == "canceled"

    async def test_a_newer_email_has_taken_its_place(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin)
        await claim_due("somebody who stopped", 1, 30)
        await resend(admin, [invited])
        await let_leases_lapse()
        await recover_expired_leases(EMAIL_KINDS, hold_unknown=False)
        await email_worker.deliver()
        assert email_worker.server.copies.total() == 1
        assert (await delivery_of(invited, 1))["status"] == "canceled"
        assert (await delivery_of(invited, 2))["status"] == "sent"

    async def test_names_the_earlier_emails_that_the_person_may_have(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin, "ada@acme.example")
        await email_worker.deliver()
        await resend(admin, [invited])  # canceled by the next one: nobody has it
        await resend(admin, [invited])
        email_worker.server.on("rcpt", reply(550, "5.1.1 nobody here"), times=1)
        await email_worker.deliver()
        await resend(admin, [invited])
        email_worker.server.on("dot", having_taken(DROP), times=1)
        await email_worker.deliver()
        await resend(admin, [invited])
        await email_worker.deliver()
        messages = [message_from_bytes(each.content, policy=policy.default) for each in email_worker.server.taken]
        ids = {number: (await delivery_of(invited, number))["message_id"] for number in (1, 4)}
        assert [str(each["References"] or "").split() for each in messages] == [[], [ids[1]], [ids[1], ids[4]]]
        assert ["earlier one, whose link no longer works" in str(each.get_body(("plain",))) for each in messages] == [
            False,
            True,
            True,
        ]

    async def test_first_that_anybody_gets_speaks_of_no_earlier_one(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin)
        await resend(admin, [invited])
        await email_worker.deliver()
        (sent,) = email_worker.server.taken
        assert b"References:" not in sent.content
        assert b"no longer works" not in sent.content

    async def test_revoked_while_it_waited_for_a_connection(self, email_worker: EmailWorker, admin: Actor) -> None:
        email_worker.sender.revalidate_after_seconds = -1
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        first, second = await make_invitation(admin), await make_invitation(admin)
        sending = await under_way(email_worker)
        assert (await delivery_of(second))["status"] == "sending"
        await revoke(admin, [second])
        email_worker.server.release("dot")
        await sending
        assert email_worker.server.copies.total() == 1
        assert [(await delivery_of(each))["status"] for each in (first, second)] == ["sent", "canceled"]

    async def test_revoked_while_the_server_was_thinking_the_email_was_sent_and_says_so(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin)
        sending = await under_way(email_worker)
        await revoke(admin, [invited])
        email_worker.server.release("dot")
        await sending
        assert (await delivery_of(invited))["status"] == "sent"
        assert await value("SELECT status FROM invitations WHERE id = $1", invited) == "revoked"


class TestTakenOver:
    async def test_what_waited_too_long_for_a_connection_is_left_to_who_took_it_over(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        """As after SIGSTOP and SIGCONT: what had been claimed before is another worker's now."""
        email_worker.sender.revalidate_after_seconds = -1
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        first, second = await make_invitation(admin), await make_invitation(admin)
        sending = await under_way(email_worker)
        await let_leases_lapse()
        await recover_expired_leases(EMAIL_KINDS, hold_unknown=False)
        taken_over = await claim_due("another", 10, 30)
        assert {each.subject_id for each in taken_over} == {first, second}
        email_worker.server.release("dot")
        await sending
        assert email_worker.server.copies.total() == 1
        assert [(await delivery_of(each))["lease_owner"] for each in (first, second)] == ["another"] * 2

    async def test_what_nobody_has_claimed_since_goes_back_into_the_queue_and_out(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        email_worker.sender.revalidate_after_seconds = -1
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        invited = [await make_invitation(admin), await make_invitation(admin)]
        sending = await under_way(email_worker)
        await let_leases_lapse()
        await recover_expired_leases(EMAIL_KINDS, hold_unknown=False)
        email_worker.server.release("dot")
        await sending
        assert sorted(email_worker.server.copies.values()) == [1, 1]
        assert [(await delivery_of(each))["status"] for each in invited] == ["sent"] * 2


class TestFaultsOfOurOwn:
    async def test_an_email_that_cannot_be_composed_waits_and_stops_no_other(
        self, email_worker: EmailWorker, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, sound = await make_invitation(admin), await make_invitation(admin)

        compose = InvitationEmailData.compose

        def compose_some(data: InvitationEmailData, context: EmailContext) -> Email:
            if data.id == broken:
                raise ValueError("no such thing")
            return compose(data, context)

        monkeypatch.setattr(InvitationEmailData, "compose", compose_some)
        await email_worker.deliver()
        row = await delivery_of(broken)
        assert (row["status"], await outcomes(row["id"])) == ("deferred", ["deferred"])
        assert (await delivery_of(sound))["status"] == "sent"

    async def test_a_mailer_that_breaks_may_have_sent_it(
        self, email_worker: EmailWorker, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        invited = await make_invitation(admin)

        async def breaks(email: object) -> AttemptResult:
            raise RuntimeError("broken")

        monkeypatch.setattr(email_worker.sender.mailer, "send", breaks)
        await email_worker.deliver()
        assert (await delivery_of(invited))["status"] == "unknown"
