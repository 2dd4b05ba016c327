import asyncio
from uuid import uuid4

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.database.sql import rows, value
from app.organizations.roles import Role
from app.rate_limits.actions import over_email_limit
from app.settings import get_settings
from tests.support.bulk_uploads import invitations_of, lines, now, raise_limit, upload, validated, verdicts, work
from tests.support.factories import make_admin, make_group, make_invitation, make_member, make_organization

pytestmark = pytest.mark.usefixtures("database")


class TestSkippedRows:
    async def test_what_changed_since_the_review_is_skipped_with_the_reason(self) -> None:
        organization_id = await make_organization()
        paris, london = await make_group(organization_id, "Paris"), await make_group(organization_id, "London")
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [paris, london])
        people = ["joined", "invited", "foreign", "gone", "fine"]
        places = dict.fromkeys(people, "Paris") | {"foreign": "London", "gone": "Paris;London"}
        bulk_invite_id = await validated(
            actor, lines(f"{person}@example.com,Analyst,{places[person]}" for person in people)
        )
        await make_member(organization_id, Role.ANALYST, email="joined@example.com")
        await make_invitation(await make_member(organization_id), "invited@example.com")
        await rows("UPDATE memberships SET group_ids = $2 WHERE id = $1", actor.membership_id, [paris])
        await rows(
            "UPDATE bulk_invite_rows SET group_ids = $2 WHERE bulk_invite_id = $1 AND email = 'gone@example.com'",
            bulk_invite_id,
            [uuid4()],
        )
        await send_bulk_invite(actor, bulk_invite_id)
        await work()
        assert [(status, codes) for _, status, codes in await verdicts(bulk_invite_id)] == [
            ("skipped", ["ALREADY_MEMBER"]),
            ("skipped", ["ALREADY_INVITED"]),
            ("skipped", ["GROUP_NOT_ALLOWED"]),
            ("skipped", ["UNKNOWN_GROUP"]),
            ("invited", []),
        ]
        found = await now(actor, bulk_invite_id)
        assert (found.invited_rows, found.skipped_rows) == (1, 4)

    async def test_a_sender_who_was_removed_invites_nobody(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await rows("DELETE FROM memberships WHERE id = $1", admin.membership_id)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["NOT_PERMITTED"])]

    async def test_a_sender_who_was_demoted_grants_no_more_than_now(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Admin,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await rows("UPDATE memberships SET role = 'group_admin' WHERE id = $1", admin.membership_id)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["ROLE_NOT_ALLOWED", "INVALID_ROLE"])]

    async def test_two_overlapping_bulk_invites_at_once_invite_each_address_once(self) -> None:
        admin = await make_admin()
        await raise_limit(admin.organization_id, 10_000)
        people = [f"p{number}@example.com,Analyst," for number in range(6_000)]
        first = await validated(admin, lines(people[:4_500]))
        second = await validated(admin, lines(reversed(people[1_500:])))
        for each in (first, second):
            await send_bulk_invite(admin, each)
        await asyncio.gather(work(), work())
        assert await value("SELECT count(*) FROM invitations") == 6_000
        invited = [(await now(admin, each)).invited_rows for each in (first, second)]
        skipped = [(await now(admin, each)).skipped_rows for each in (first, second)]
        assert (sum(invited), sum(skipped)) == (6_000, 3_000)

    async def test_an_address_whose_invitation_expired_is_invited_again(self) -> None:
        organization_id = await make_organization(ttl_days=1)
        admin = await make_member(organization_id)
        old = await make_invitation(admin, "a@example.com")
        await rows("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1", old)
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        (invitation,) = await invitations_of(bulk_invite_id)
        assert invitation["expires_at"] is not None
        assert await value("SELECT status FROM invitations WHERE id = $1", old) == "expired"

    async def test_an_address_that_was_sent_too_many_emails_lately_is_skipped(self) -> None:
        admin = await make_admin()
        rate = get_settings().rate_limit_emails_per_address
        assert rate is not None
        for _ in range(rate.count):
            assert await over_email_limit(admin.organization_id, ["a@example.com"]) == {}
        bulk_invite_id = await upload(
            admin, lines(["a@example.com,Analyst,", "b@example.com,Analyst,"]), is_reviewed=False
        )
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["RATE_LIMITED"]), (3, "invited", [])]
