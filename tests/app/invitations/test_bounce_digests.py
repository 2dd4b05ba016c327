"""When an inviter is told which invitations came back, and of which."""

import asyncio
from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.invitations import bounce_digests
from app.invitations.accept import decline, resolve_token
from app.invitations.bounce_digest_email import BounceDigestEmailData
from app.invitations.bounce_digests import KEPT_DAYS, forget_old_digests, queue_due_digests
from app.invitations.bounce_news import load_bounce_digest_emails
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.postponed import Postponed
from app.users.bounce_digests import switch_bounce_digests
from tests.support.bulk_uploads import make_finished
from tests.support.factories import link_token, make_invitation, make_member, make_organization
from tests.support.refusing_database import refusing
from tests.support.row_locks import LockQueue
from tests.support.untold_bounces import bounce, make_bounced, make_digest

UNTOLD = "SELECT count(*) FROM delivery_bounces WHERE digest_id IS NULL AND inviter_id IS NOT NULL"
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_member(await make_organization())


async def queue() -> list[UUID]:
    """Queues until nothing is due. Returns the digests that are made."""
    before = {each["id"] for each in await rows("SELECT id FROM bounce_digests")}
    while await queue_due_digests():
        pass
    return [each["id"] for each in await rows("SELECT id FROM bounce_digests ORDER BY id") if each["id"] not in before]


async def load(digest_id: UUID) -> BounceDigestEmailData:
    return (await load_bounce_digest_emails([digest_id]))[digest_id]


async def told(digest_id: UUID) -> list[str]:
    """The addresses of a digest."""
    return [each.email for each in (await load(digest_id)).addresses]


async def a_day_passes() -> None:
    await rows("UPDATE bounce_digests SET created_at = created_at - interval '24 hours'")


class TestWhen:
    async def test_the_first_bounce_waits_half_an_hour_for_others(self, admin: Actor) -> None:
        await make_bounced(admin, seconds=1790)
        assert await queue() == []
        await make_bounced(admin, seconds=1800)
        await make_bounced(admin, seconds=0)
        (digest_id,) = await queue()
        assert len(await told(digest_id)) == 3
        (delivery,) = await rows(
            "SELECT kind, generation, status, inviting_organization_id FROM deliveries WHERE subject_id = $1", digest_id
        )
        assert delivery == {
            "kind": "bounce_digest", "generation": 1, "status": "queued", "inviting_organization_id": None,
        }  # fmt: skip

    async def test_one_a_day_at_most(self, admin: Actor) -> None:
        await make_digest(admin)
        await make_bounced(admin, "late@acme.example")
        assert await queue() == []
        assert await value(UNTOLD) == 1
        await a_day_passes()
        (digest_id,) = await queue()
        assert await told(digest_id) == ["late@acme.example"]
        await a_day_passes()
        assert await queue() == []

    async def test_each_inviter_is_told_of_their_own_in_each_organization(self, admin: Actor) -> None:
        colleague = await make_member(admin.organization_id)
        elsewhere = await make_member(await make_organization(), user_id=admin.user_id)
        for actor, email in ((admin, "a@x.example"), (colleague, "b@x.example"), (elsewhere, "c@x.example")):
            await make_bounced(actor, email)
        digests = await queue()
        assert sorted([await told(each) for each in digests]) == [["a@x.example"], ["b@x.example"], ["c@x.example"]]

    async def test_several_workers_at_once_make_exactly_one(self, admin: Actor) -> None:
        others = [await make_member(admin.organization_id) for _ in range(3)]
        for actor in (admin, *others):
            for _ in range(3):
                await make_bounced(actor)
        await asyncio.gather(*(queue_due_digests() for _ in range(4)))
        found = await rows("SELECT user_id, count(*) AS count FROM bounce_digests GROUP BY user_id")
        assert {each["user_id"]: each["count"] for each in found} == {each.user_id: 1 for each in (admin, *others)}
        assert await value("SELECT count(*) FROM deliveries WHERE kind = 'bounce_digest'") == 4
        assert await value(UNTOLD) == 0

    async def test_who_finds_it_due_while_another_makes_it_makes_none(
        self, admin: Actor, lock_queue: LockQueue
    ) -> None:
        await make_bounced(admin)
        await lock_queue.lock("SELECT id FROM users WHERE id = $1 FOR UPDATE", admin.user_id)
        for _ in range(2):
            await lock_queue.joined_by(queue_due_digests())
        assert sorted(map(str, await lock_queue.let_go())) == ["0", "1"]
        assert await value("SELECT count(*) FROM bounce_digests") == 1

    async def test_one_that_cannot_be_queued_holds_back_no_other(
        self, admin: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(bounce_digests, "postponed", Postponed[tuple[UUID, UUID]]())
        other = await make_member(admin.organization_id)
        await make_bounced(admin)
        await make_bounced(other)
        async with refusing("UPDATE", "delivery_bounces", "inviter_id", admin.user_id):
            (digest_id,) = await queue()
        assert [each.message for each in caplog.records] == ["bounce_digest_not_queued"]
        assert await value("SELECT user_id FROM bounce_digests WHERE id = $1", digest_id) == other.user_id

    async def test_more_inviters_than_are_taken_up_at_once_are_all_told(
        self, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bounce_digests, "MOST_AT_ONCE", 2)
        monkeypatch.setattr(bounce_digests, "ROWS_AT_ONCE", 2)
        for actor in [await make_member(admin.organization_id) for _ in range(3)]:
            for _ in range(5):
                await make_bounced(actor)
        digests = await queue()
        assert [(await load(each)).count for each in digests] == [5, 5, 5]


class TestWho:
    async def test_who_switched_them_off_is_told_of_nothing_also_later(self, admin: Actor) -> None:
        await switch_bounce_digests(admin.user_id, on=False)
        await make_bounced(admin)
        assert await queue() == []
        await switch_bounce_digests(admin.user_id, on=True)
        assert await queue() == []
        await make_bounced(admin, "new@acme.example")
        (digest_id,) = await queue()
        assert await told(digest_id) == ["new@acme.example"]

    async def test_who_left_the_organization_is_not_told(self, admin: Actor) -> None:
        await make_bounced(admin)
        await rows("DELETE FROM memberships WHERE user_id = $1", admin.user_id)
        assert await queue() == []
        assert await value(UNTOLD) == 0

    async def test_an_address_that_nobody_confirmed_is_told_nothing(self, admin: Actor) -> None:
        await make_bounced(admin)
        await rows("UPDATE users SET is_address_confirmed = false WHERE id = $1", admin.user_id)
        assert await queue() == []
        assert await value(UNTOLD) == 0

    async def test_a_member_who_may_no_longer_invite_still_reads_invitations_and_is_told(self, admin: Actor) -> None:
        await make_bounced(admin)
        await rows("UPDATE memberships SET role = $2 WHERE user_id = $1", admin.user_id, Role.REMOTE)
        assert len(await queue()) == 1

    async def test_the_email_is_no_longer_wanted_once_they_are_off_or_the_inviter_has_left(self, admin: Actor) -> None:
        digest_id = await make_digest(admin)
        assert (await load(digest_id)).is_wanted(1)
        await switch_bounce_digests(admin.user_id, on=False)
        assert not (await load(digest_id)).is_wanted(1)
        await switch_bounce_digests(admin.user_id, on=True)
        await rows("DELETE FROM memberships WHERE user_id = $1", admin.user_id)
        assert not (await load(digest_id)).is_wanted(1)


class TestWhatIsOvertaken:
    async def test_is_left_out_and_alone_makes_no_email(self, admin: Actor) -> None:
        accepted, corrected, sent_again = [await make_bounced(admin) for _ in range(3)]
        await rows("UPDATE invitations SET status = 'accepted' WHERE id = $1", accepted)
        await rows("UPDATE deliveries SET former_recipient = 'old@x.example' WHERE subject_id = $1", corrected)
        await resend(admin, [sent_again])
        await revoke(admin, [await make_bounced(admin)])
        await decline(await resolve_token(await link_token(await make_bounced(admin))))
        tried_again = await make_bounced(admin)
        await rows("UPDATE deliveries SET status = 'queued', due_at = now() WHERE subject_id = $1", tried_again)
        assert await queue() == []
        assert await value(UNTOLD) == 0
        await make_bounced(admin, "left@acme.example")
        (digest_id,) = await queue()
        assert await told(digest_id) == ["left@acme.example"]

    async def test_between_queueing_and_sending_is_left_out_too(self, admin: Actor) -> None:
        invited = [await make_bounced(admin, f"{name}@acme.example") for name in "ab"]
        (digest_id,) = await queue()
        await revoke(admin, invited[:1])
        assert await told(digest_id) == ["b@acme.example"]
        await revoke(admin, invited[1:])
        assert not (await load(digest_id)).is_wanted(1)

    async def test_an_invitation_whose_time_is_over_is_told(self, admin: Actor) -> None:
        await rows("UPDATE invitations SET status = 'expired' WHERE id = $1", await make_bounced(admin))
        assert len(await queue()) == 1


class TestWhatItTells:
    async def test_counts_by_upload_and_reason(self, admin: Actor) -> None:
        bulk_invite_id = await make_upload(admin, "people.csv", 200)
        bounced = [await make_invitation(admin, f"{number}@acme.example") for number in range(6)]
        await rows("UPDATE invitations SET bulk_invite_id = $1 WHERE id = ANY($2)", bulk_invite_id, bounced[:4])
        for each in bounced[:3]:
            await bounce(each)
        await bounce(bounced[3], "soft", "5.2.2")
        await bounce(bounced[4], "complaint", None)
        await bounce(bounced[5], "hard", "5.1.2")
        await rows("UPDATE delivery_bounces SET is_about_domain = true WHERE status = '5.1.2'")
        (digest_id,) = await queue()
        parts = (await load(digest_id)).parts
        assert [(part.title.replace("\u2060", ""), part.lines) for part in parts] == [
            ("From the upload people.csv", ["3 of 200 addresses do not exist", "1 mailbox is full"]),
            (
                "Invited one by one",
                ["1 address is at a domain that takes no email", "1 person reported the email as spam"],
            ),
        ]

    async def test_many_uploads_are_counted_together(self, admin: Actor) -> None:
        for number in range(13):
            bulk_invite_id = await make_upload(admin, f"{number}.csv", 10)
            await rows(
                "UPDATE invitations SET bulk_invite_id = $1 WHERE id = $2", bulk_invite_id, await make_bounced(admin)
            )
        (digest_id,) = await queue()
        data = await load(digest_id)
        assert (len(data.parts), data.count, len(data.addresses)) == (11, 13, 13)
        assert (data.parts[-1].title, data.parts[-1].lines) == ("From 3 other uploads", ["3 addresses do not exist"])


async def test_old_digests_are_deleted_and_what_they_told_stays_told(admin: Actor) -> None:
    digest_id = await make_digest(admin)
    assert await forget_old_digests() is False
    assert await value("SELECT count(*) FROM bounce_digests") == 1
    await rows("UPDATE bounce_digests SET created_at = now() - make_interval(days => $1)", KEPT_DAYS + 1)
    await forget_old_digests()
    assert await value("SELECT count(*) FROM bounce_digests") == 0
    assert await queue() == []
    assert await value("SELECT digest_id FROM delivery_bounces") == digest_id


async def make_upload(actor: Actor, filename: str, invited_rows: int) -> UUID:
    await make_finished(actor, 1)
    found: UUID = await value(
        "UPDATE bulk_invites SET filename = $1, invited_rows = $2 WHERE filename IS NULL RETURNING id",
        filename,
        invited_rows,
    )
    return found
