from contextlib import suppress
from uuid import UUID

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.worker import email_progress
from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import row, rows
from app.errors import NotFound, NothingToSend, NotPermitted, NotReady, RateLimited
from app.invitations.bulk import EmailCounts, count_emails
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import invitations_of, lines, now, upload, validated, verdicts, work
from tests.support.factories import make_admin, make_group, make_member, make_organization
from tests.support.used_up_limits import count_bulk_invite

pytestmark = pytest.mark.usefixtures("database")


async def use_up_rate_limit(actor: Actor) -> None:
    """Uses up the actor's rate limit."""
    with suppress(RateLimited):
        while True:
            await count_bulk_invite(actor.organization_id, actor.user_id, 100, 100)


class TestSend:
    async def test_everybody_without_an_error_is_invited_once_and_the_summary_adds_up(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        text = lines(["Ada@example.com,Analyst,Paris", "nobody,Analyst,", "chief@example.com,Admin,"])
        bulk_invite_id = await validated(admin, text)
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        ada, chief = await invitations_of(bulk_invite_id)
        assert (ada["email"], ada["role"], ada["group_ids"]) == ("Ada@example.com", "analyst", [paris])
        assert (ada["delivery_status"], ada["priority"]) == ("queued", 1)
        assert (chief["invited_by_user_id"], chief["invited_by_name"]) == (admin.user_id, admin.name)
        assert ada["nonce"] != chief["nonce"]
        assert len(ada["nonce"]) == 16
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["invited", "error", "invited"]
        found = await now(admin, bulk_invite_id)
        assert found.status is Status.COMPLETED
        assert (found.invited_rows, found.skipped_rows, found.error_rows, found.emails_waiting) == (2, 0, 1, 2)
        assert (found.processed_rows, found.progress) == (3, 1.0)

    async def test_without_a_review_what_is_valid_goes_straight_away(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,", "nobody,,"]), is_reviewed=False)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.COMPLETED
        assert len(await invitations_of(bulk_invite_id)) == 1

    async def test_a_bulk_invite_is_sent_once(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id, "key")
        await send_bulk_invite(admin, bulk_invite_id, "key")
        with pytest.raises(NotReady):
            await send_bulk_invite(admin, bulk_invite_id)
        await work()
        with pytest.raises(NotReady):
            await send_bulk_invite(admin, bulk_invite_id)

    async def test_rows_with_errors_alone_leave_nothing_to_send(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["nobody,Analyst,"]))
        with pytest.raises(NothingToSend):
            await send_bulk_invite(admin, bulk_invite_id)

    async def test_there_is_one_audit_row_for_a_chunk(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(f"p{number}@example.com,Analyst," for number in range(20)))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        entry = await row("SELECT changes FROM audit_entries WHERE action = 'bulk_invite.rows_invited'")
        assert entry is not None
        assert '"invited": 20' in entry["changes"].replace('":20', '": 20')

    async def test_too_many_invitations_for_now_are_refused_and_cost_nothing(self) -> None:
        admin = await make_admin()
        await use_up_rate_limit(admin)
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        with pytest.raises(RateLimited):
            await send_bulk_invite(admin, bulk_invite_id)
        assert (await now(admin, bulk_invite_id)).status is Status.READY

    async def test_too_many_for_now_wait_for_review_even_if_none_was_asked_for(self) -> None:
        admin = await make_admin()
        await use_up_rate_limit(admin)
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]), is_reviewed=False)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.READY

    async def test_bulk_invites_of_other_organizations_do_not_exist(self) -> None:
        bulk_invite_id = await validated(await make_admin(), lines(["a@example.com,Analyst,"]))
        with pytest.raises(NotFound):
            await send_bulk_invite(await make_admin(), bulk_invite_id)

    async def test_a_group_admin_sends_own_bulk_invites_alone(self) -> None:
        organization_id = await make_organization()
        paris = await make_group(organization_id, "Paris")
        bulk_invite_id = await validated(await make_member(organization_id), lines(["a@example.com,Analyst,Paris"]))
        with pytest.raises(NotPermitted):
            await send_bulk_invite(await make_member(organization_id, Role.GROUP_ADMIN, [paris]), bulk_invite_id)


class TestEmails:
    async def test_emails_are_counted_again_at_once_while_rows_are_being_sent(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        assert await count_next()
        assert await row(
            "SELECT id FROM bulk_invites WHERE id = $1 AND count_emails_at < now() + interval '5 seconds'",
            bulk_invite_id,
        )

    async def test_where_they_cannot_be_counted_those_of_others_are(self, monkeypatch: pytest.MonkeyPatch) -> None:
        admin = await make_admin()
        broken, other = [
            await upload(admin, lines([f"{name}@example.com,Analyst,"]), is_reviewed=False) for name in "ab"
        ]
        await work()
        await rows("UPDATE deliveries SET status = 'sent'")
        await rows("UPDATE bulk_invites SET count_emails_at = now() - interval '1 second' WHERE id = $1", broken)

        async def count(bulk_invite_id: UUID) -> EmailCounts:
            assert bulk_invite_id != broken, "it cannot be counted"
            return await count_emails(bulk_invite_id)

        monkeypatch.setattr(email_progress, "count_emails", count)
        while await count_next():
            pass
        assert [(await now(admin, each)).emails_sent for each in (broken, other)] == [0, 1]

    @pytest.mark.parametrize(("due_in", "is_counted_soon"), [("0 seconds", True), ("1 hour", False)])
    async def test_emails_that_wait_for_the_mail_server_are_counted_soon_and_those_that_wait_long_are_not(
        self, due_in: str, is_counted_soon: bool
    ) -> None:
        admin = await make_admin()
        await upload(admin, lines(["a@example.com,Analyst,"]), is_reviewed=False)
        await work()
        await rows("UPDATE deliveries SET status = 'deferred', due_at = now() + $1::text::interval", due_in)
        assert await count_next()
        soon = await row("SELECT id FROM bulk_invites WHERE count_emails_at < now() + interval '5 seconds'")
        assert (soon is not None) == is_counted_soon

    async def test_waiting_emails_are_counted_down_by_their_results(self) -> None:
        admin = await make_admin()
        people = [f"p{number}@example.com,Analyst," for number in range(5)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        statuses = ["sent", "failed", "deferred", "canceled", "queued"]
        for invitation, status in zip(await invitations_of(bulk_invite_id), statuses, strict=True):
            await rows("UPDATE deliveries SET status = $2 WHERE subject_id = $1", invitation["id"], status)
        assert await count_next()
        found = await now(admin, bulk_invite_id)
        assert (found.emails_sent, found.emails_failed, found.emails_waiting) == (1, 1, 2)
        assert not found.is_settled
        await rows("UPDATE deliveries SET status = 'sent' WHERE status IN ('queued', 'deferred')")
        await rows("UPDATE bulk_invites SET count_emails_at = now()")
        assert await count_next()
        found = await now(admin, bulk_invite_id)
        assert (found.emails_sent, found.emails_waiting, found.is_settled) == (3, 0, True)
        await rows("UPDATE bulk_invites SET count_emails_at = now()")
        assert not await count_next()
