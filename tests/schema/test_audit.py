"""Every change leaves an audit row: who, what, from what and to what."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from app.database.sql import rows
from app.invitations.expire import expire_lapsed
from app.organizations.roles import Role
from tests.support.factories import (
    global_id,
    lapse,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api
from tests.support.graphql_operations import ACCEPT, DECLINE, INVITE, RESEND, REVOKE, UPDATE_ROLE
from tests.support.people import ADA


async def entries() -> list[dict[str, Any]]:
    """What was written so far, oldest first; read once."""
    found = await rows("SELECT * FROM audit_entries ORDER BY id")
    await rows("DELETE FROM audit_entries")
    for each in found:
        each["changes"] = orjson.loads(each["changes"])
    return found


def told(found: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(each["action"], each["changes"]) for each in found]


class TestAudit:
    async def test_inviting(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        made = await api.change(
            INVITE,
            await token_of(admin),
            email="Ada@example.com",
            role="ANALYST",
            groupIds=[global_id("Group", group)],
        )
        (entry,) = await entries()
        assert (entry["action"], entry["subject_type"]) == ("invitation.created", "invitation")
        assert global_id("Invitation", entry["subject_id"]) == made["invitation"]["id"]
        assert (entry["organization_id"], entry["actor_user_id"]) == (admin.organization_id, admin.user_id)
        assert entry["actor_name"] == "Grace Hopper"
        assert entry["changes"] == {
            "email": [None, "Ada@example.com"],
            "role": [None, "analyst"],
            "groups": [[], [str(group)]],
        }

    async def test_resending_revoking_and_changing_the_role(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        invitation_id = await make_invitation(admin)
        named = global_id("Invitation", invitation_id)
        await entries()
        await api.change(RESEND, token, invitationIds=[named])
        await api.change(UPDATE_ROLE, token, id=named, role="REMOTE")
        await api.change(REVOKE, token, invitationIds=[named])
        found = await entries()
        assert told(found) == [
            ("invitation.resent", {"generation": [1, 2]}),
            ("invitation.role_changed", {"role": ["analyst", "remote"]}),
            ("invitation.revoked", {"status": ["pending", "revoked"]}),
        ]
        assert {each["actor_user_id"] for each in found} == {admin.user_id}
        assert {each["subject_id"] for each in found} == {invitation_id}

    async def test_expiring_and_reviving(self, api: Api) -> None:
        admin = await make_member(await make_organization(ttl_days=7))
        invitation_id = await make_invitation(admin)
        await lapse(invitation_id)
        await entries()
        await expire_lapsed()
        (expired,) = await entries()
        assert told([expired]) == [("invitation.expired", {"status": ["pending", "expired"]})]
        assert (expired["actor_user_id"], expired["organization_id"]) == (None, admin.organization_id)
        await api.change(RESEND, await token_of(admin), invitationIds=[global_id("Invitation", invitation_id)])
        ((action, changes),) = told(await entries())
        assert action == "invitation.resent"
        assert (changes["status"], changes["generation"]) == (["expired", "pending"], [1, 2])
        before, after = changes["expires_at"]
        assert before < after

    async def test_accepting(self, api: Api) -> None:
        invitation_id = await make_invitation(await make_admin(), "ada@example.com")
        await entries()
        await api.change(ACCEPT, token=await link_token(invitation_id), **ADA)
        found = await entries()
        assert told(found) == [
            ("user.created", {}),
            ("invitation.accepted", {"status": ["pending", "accepted"]}),
            ("member.joined", {"role": [None, "analyst"], "groups": [[], []]}),
        ]
        (user,) = await rows("SELECT id FROM users WHERE email_key = 'ada@example.com'")
        assert {each["actor_user_id"] for each in found} == {user["id"]}

    async def test_declining(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com")
        await entries()
        await api.change(DECLINE, token=await link_token(invitation_id))
        (entry,) = await entries()
        assert told([entry]) == [("invitation.declined", {"status": ["pending", "declined"]})]
        assert (entry["actor_user_id"], entry["actor_name"]) == (None, "ada@example.com")

    async def test_changing_a_member_s_role(self, api: Api) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.REMOTE)
        named = global_id("Member", member.membership_id)
        for _ in range(2):
            await api.change(UPDATE_ROLE, await token_of(admin), id=named, role="ANALYST")
        (entry,) = await entries()
        assert told([entry]) == [("member.role_changed", {"role": ["remote", "analyst"]})]

    @pytest.mark.parametrize("mutation", [RESEND, REVOKE])
    async def test_a_refusal_leaves_none(self, api: Api, mutation: str) -> None:
        token = await token_of(await make_admin())
        await api.change(mutation, token, invitationIds=[global_id("Invitation", UUID(int=1))])
        await api.change(INVITE, token, email="nonsense", role="ANALYST")
        assert await entries() == []
