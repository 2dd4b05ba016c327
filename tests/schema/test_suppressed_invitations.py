"""An address whose emails came back is not invited again, in whatever way, before it is released."""

from typing import Any

import pytest

from app.database.sql import rows, value
from app.deliveries.bounces import BounceKind
from app.errors import Suppressed
from app.invitations.first_admin import invite_first_admin
from app.invitations.invite import invite
from app.organizations.roles import Role
from tests.support.factories import (
    global_id,
    invitation_ids,
    lapse,
    make_admin,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import CREATE_INVITATION_LINK, INVITE, RESEND
from tests.support.row_locks import LockQueue
from tests.support.suppressed_addresses import CAME_BACK, NO_SUCH_USER, suppress_address, suppressed_in

ADA, BOB = "ada@example.org", "bob@example.org"
REFUSED = """
errors {
  __typename code message path ... on Suppressed { kind diagnostic at suppressionId }
}
"""
INVITE_OR_WHY_NOT = f"mutation ($input: InviteInput!) {{ invite(input: $input) {{ invitation {{ id }} {REFUSED} }} }}"
RESEND_OR_WHY_NOT = f"""
mutation ($input: ResendInput!) {{ resend(input: $input) {{ invitations {{ email }} {REFUSED} }} }}
"""
CHANGE_ROLE = """
mutation ($input: UpdateRoleInput!) { updateRole(input: $input) { resentCount errors { code message path } } }
"""


async def decline_of(organization_id: Any, email: str) -> None:
    await rows(
        "UPDATE invitations SET status = 'declined', declined_at = now() WHERE organization_id = $1 AND email_key = $2",
        organization_id,
        email,
    )


class TestInviting:
    async def test_says_when_and_why_and_what_to_release(self, api: Api) -> None:
        admin = await make_admin()
        suppression_id = await suppress_address(admin.organization_id, ADA)
        answer = await api.change(INVITE_OR_WHY_NOT, await token_of(admin), email="Ada@example.org", role="ANALYST")
        assert answer == {
            "invitation": None,
            "errors": [
                {
                    "__typename": "Suppressed",
                    "code": "SUPPRESSED",
                    "message": f"Emails to Ada@example.org {CAME_BACK} Correct the address, or release it if it works"
                    " now.",
                    "path": ["email"],
                    "kind": "HARD",
                    "diagnostic": NO_SUCH_USER,
                    "at": "2026-03-03T09:30:00.000Z",
                    "suppressionId": global_id("Suppression", suppression_id),
                }
            ],
        }
        assert await value("SELECT count(*) FROM invitations") == 0

    async def test_tells_a_complaint_by_its_kind(self, api: Api) -> None:
        admin = await make_admin()
        await suppress_address(admin.organization_id, ADA, BounceKind.COMPLAINT)
        answer = await api.change(INVITE_OR_WHY_NOT, await token_of(admin), email=ADA, role="ANALYST")
        assert answer["errors"][0]["kind"] == "COMPLAINT"

    async def test_works_in_another_organization(self, api: Api) -> None:
        await suppress_address(await make_organization(), ADA)
        assert codes(await api.change(INVITE, await token_of(await make_admin()), email=ADA, role="ANALYST")) == []

    async def test_names_a_pending_invitation_or_a_member_first(self, api: Api) -> None:
        admin = await make_admin()
        await make_invitation(admin, ADA)
        await make_member(admin.organization_id, email=BOB)
        for email in (ADA, BOB):
            await suppress_address(admin.organization_id, email)
        session = await token_of(admin)
        answers = [await api.change(INVITE, session, email=email, role="ANALYST") for email in (ADA, BOB)]
        assert list(map(codes, answers)) == [["ALREADY_INVITED"], ["ALREADY_MEMBER"]]

    async def test_asks_nobody_to_confirm_a_decline_that_would_be_refused_all_the_same(self, api: Api) -> None:
        admin = await make_admin()
        await make_invitation(admin, ADA)
        await decline_of(admin.organization_id, ADA)
        await suppress_address(admin.organization_id, ADA)
        session = await token_of(admin)
        for confirmed in (False, True):
            answer = await api.change(INVITE, session, email=ADA, role="ANALYST", confirmDeclined=confirmed)
            assert codes(answer) == ["SUPPRESSED"]

    async def test_under_a_key_works_under_the_same_key_once_the_address_is_released(self, api: Api) -> None:
        admin = await make_admin()
        await suppress_address(admin.organization_id, ADA)
        session = await token_of(admin)
        asked = {"email": ADA, "role": "ANALYST", "idempotencyKey": "one"}
        assert codes(await api.change(INVITE, session, **asked)) == ["SUPPRESSED"]
        await rows("DELETE FROM suppressions")
        assert codes(await api.change(INVITE, session, **asked)) == []

    async def test_is_refused_where_the_email_comes_back_meanwhile(self, lock_queue: LockQueue) -> None:
        admin = await make_admin()
        earlier = await make_invitation(admin, ADA)
        await lock_queue.lock("UPDATE invitations SET status = 'revoked' WHERE id = $1", earlier)
        await lock_queue.joined_by(invite(admin, ADA, Role.ANALYST, []))
        await suppress_address(admin.organization_id, ADA)
        (result,) = await lock_queue.let_go()
        assert isinstance(result, Suppressed)


class TestSendingAgain:
    async def test_of_several_refuses_those_whose_emails_came_back(self, api: Api) -> None:
        admin = await make_admin()
        ids = [await make_invitation(admin, email) for email in (ADA, BOB)]
        await suppress_address(admin.organization_id, ADA)
        answer = await api.change(RESEND_OR_WHY_NOT, await token_of(admin), invitationIds=invitation_ids(*ids))
        assert answer["invitations"] == [{"email": BOB}]
        assert [(each["code"], each["path"]) for each in answer["errors"]] == [("SUPPRESSED", ["invitationIds", "0"])]

    async def test_of_all_that_a_filter_keeps_does_the_same(self, api: Api) -> None:
        admin = await make_admin()
        for email in (ADA, BOB):
            await make_invitation(admin, email)
        await suppress_address(admin.organization_id, ADA)
        answer = await api.change(
            RESEND_OR_WHY_NOT,
            await token_of(admin),
            matching={"filter": {}, "expectedCount": 2},
            confirmDeclined=True,
        )
        assert (answer["invitations"], codes(answer)) == ([{"email": BOB}], ["SUPPRESSED"])

    async def test_revives_no_expired_one(self, api: Api) -> None:
        admin = await make_member(await make_organization(ttl_days=1))
        invitation_id = await make_invitation(admin, ADA)
        await lapse(invitation_id)
        await rows("UPDATE invitations SET status = 'expired'")
        await suppress_address(admin.organization_id, ADA)
        answer = await api.change(RESEND, await token_of(admin), invitationIds=invitation_ids(invitation_id))
        assert codes(answer) == ["SUPPRESSED"]
        assert await value("SELECT status FROM invitations") == "expired"

    async def test_works_once_it_is_released(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, ADA)
        await suppress_address(admin.organization_id, ADA)
        session = await token_of(admin)
        asked = {"invitationIds": invitation_ids(invitation_id), "idempotencyKey": "one"}
        assert codes(await api.change(RESEND, session, **asked)) == ["SUPPRESSED"]
        await rows("DELETE FROM suppressions")
        assert codes(await api.change(RESEND, session, **asked)) == []

    async def test_with_a_demotion_leaves_it_pending_and_demotes_all_the_same(self, api: Api) -> None:
        admin = await make_admin()
        other = await make_member(admin.organization_id)
        await make_invitation(other, ADA)
        await suppress_address(admin.organization_id, ADA)
        answer = await api.change(
            CHANGE_ROLE,
            await token_of(admin),
            id=global_id("Member", other.membership_id),
            role="ANALYST",
            resendPendingInvitations=True,
        )
        assert (answer["resentCount"], codes(answer)) == (0, ["SUPPRESSED"])
        assert await value("SELECT status FROM invitations") == "pending"
        assert await value("SELECT role FROM memberships WHERE id = $1", other.membership_id) == "analyst"


class TestOtherWays:
    async def test_a_link_is_handed_out_where_emails_do_not_arrive(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, ADA)
        await suppress_address(admin.organization_id, ADA)
        answer = await api.change(
            CREATE_INVITATION_LINK, await token_of(admin), invitationId=global_id("Invitation", invitation_id)
        )
        assert codes(answer) == []

    @pytest.mark.usefixtures("database")
    async def test_the_service_s_own_invitation_of_a_first_admin_releases_the_address(self) -> None:
        organization_id = await make_organization()
        await suppress_address(organization_id, ADA)
        await invite_first_admin(organization_id, ADA)
        assert await suppressed_in(organization_id) == []
        (entry,) = await rows("SELECT actor_name FROM audit_entries WHERE action = 'suppression.released'")
        assert entry["actor_name"] == "administrator"

    async def test_of_a_first_admin_holds_no_suppression_while_it_waits_for_whoever_invites_or_accepts(
        self, lock_queue: LockQueue
    ) -> None:
        """Whoever accepts has the invitation and goes on to the suppression: the other way round is a circle."""
        admin = await make_admin()
        earlier, suppression = await make_invitation(admin, ADA), await suppress_address(admin.organization_id, ADA)
        await rows("UPDATE memberships SET role = 'group_admin'")
        await lock_queue.lock("UPDATE invitations SET status = 'accepted' WHERE id = $1", earlier)
        await lock_queue.joined_by(invite_first_admin(admin.organization_id, ADA))
        assert await lock_queue.may_lock("SELECT id FROM suppressions WHERE id = $1 FOR UPDATE", suppression)
        assert not isinstance((await lock_queue.let_go())[0], BaseException)
        assert await suppressed_in(admin.organization_id) == []
