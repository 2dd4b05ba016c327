"""Changing roles of members and of pending invitations."""

from uuid import uuid4

import pytest

from app.database.sql import rows, value
from app.invitations.revoke import revoke
from app.organizations.roles import Role
from tests.support.factories import (
    global_id,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, INVITE, UPDATE_ROLE


class TestAMember:
    async def test_has_the_new_role_at_once(self, api: Api) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.REMOTE)
        session = await token_of(member)
        named = global_id("Member", member.membership_id)
        answer = await api.change(UPDATE_ROLE, await token_of(admin), id=named, role="ADMIN")
        assert answer == {"subject": {"__typename": "Member", "id": named, "role": "ADMIN"}, "errors": []}
        assert codes(await api.change(INVITE, session, email="ada@example.com", role="ADMIN")) == []

    async def test_the_last_admin_stays_one(self, api: Api) -> None:
        admin = await make_admin()
        await make_admin()
        named = global_id("Member", admin.membership_id)
        answer = await api.change(UPDATE_ROLE, await token_of(admin), id=named, role="REMOTE")
        assert (codes(answer), answer["subject"]) == (["LAST_ADMIN"], None)
        assert await value("SELECT role FROM memberships WHERE id = $1", admin.membership_id) == "admin"

    async def test_the_last_admin_may_be_made_admin_again(self, api: Api) -> None:
        admin = await make_admin()
        named = global_id("Member", admin.membership_id)
        assert codes(await api.change(UPDATE_ROLE, await token_of(admin), id=named, role="ADMIN")) == []
        assert await value("SELECT count(*) FROM audit_entries") == 0

    async def test_unknown_and_foreign_ones_are_answered_alike(self, api: Api) -> None:
        token = await token_of(await make_admin())
        foreign = await make_admin()
        await make_member(foreign.organization_id)
        answers = [
            await api.change(UPDATE_ROLE, token, id=each, role="REMOTE")
            for each in (global_id("Member", uuid4()), global_id("Member", foreign.membership_id))
        ]
        assert answers[0] == answers[1]
        assert (codes(answers[0]), answers[0]["errors"][0]["path"]) == (["NOT_FOUND"], ["id"])
        assert await value("SELECT count(*) FROM memberships WHERE role = 'remote'") == 0

    async def test_what_has_no_role_is_not_found(self, api: Api) -> None:
        admin = await make_admin()
        for kind in ("Group", "User", "Organization"):
            named = global_id(kind, admin.user_id)
            assert codes(await api.change(UPDATE_ROLE, await token_of(admin), id=named, role="REMOTE")) == ["NOT_FOUND"]

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.BROADCASTER, Role.REMOTE])
    async def test_product_roles_change_nobody_s_not_even_their_own(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        actor = await make_member(admin.organization_id, role)
        for membership_id in (admin.membership_id, actor.membership_id):
            named = global_id("Member", membership_id)
            answer = await api.change(UPDATE_ROLE, await token_of(actor), id=named, role="REMOTE")
            assert codes(answer) == ["NOT_PERMITTED"]


class TestAGroupAdmin:
    async def test_changes_people_of_own_groups_but_never_to_or_from_admin(self, api: Api) -> None:
        organization_id = await make_organization()
        own, other = [await make_group(organization_id) for _ in range(2)]
        token = await token_of(await make_member(organization_id, Role.GROUP_ADMIN, [own]))
        for role, groups, wanted, refused in (
            (Role.ANALYST, [own], "GROUP_ADMIN", []),
            (Role.ANALYST, [own], "ADMIN", ["ROLE_NOT_ALLOWED"]),
            (Role.ADMIN, [own], "REMOTE", ["NOT_PERMITTED"]),
            (Role.ANALYST, [own, other], "REMOTE", ["NOT_PERMITTED"]),
            (Role.ANALYST, [other], "REMOTE", ["NOT_PERMITTED"]),
            (Role.ANALYST, [], "REMOTE", ["NOT_PERMITTED"]),
        ):
            member = await make_member(organization_id, role, groups)
            named = global_id("Member", member.membership_id)
            assert codes(await api.change(UPDATE_ROLE, token, id=named, role=wanted)) == refused

    async def test_may_step_down(self, api: Api) -> None:
        organization_id = await make_organization()
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [await make_group(organization_id)])
        named = global_id("Member", actor.membership_id)
        assert codes(await api.change(UPDATE_ROLE, await token_of(actor), id=named, role="REMOTE")) == []


class TestAnInvitation:
    async def test_offers_the_new_role_in_the_link_already_sent(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com", Role.REMOTE)
        named = global_id("Invitation", invitation_id)
        answer = await api.change(UPDATE_ROLE, await token_of(admin), id=named, role="ANALYST")
        assert answer == {"subject": {"__typename": "Invitation", "id": named, "role": "ANALYST"}, "errors": []}
        accepted = await api.change(
            ACCEPT, token=await link_token(invitation_id), name="Ada", password="correct horse battery staple"
        )
        assert accepted["viewer"]["member"]["role"] == "ANALYST"

    async def test_stands_or_falls_with_who_changed_it_last(self, api: Api) -> None:
        inviter = await make_admin()
        admin = await make_member(inviter.organization_id)
        invitation_id = await make_invitation(inviter, "ada@example.com", Role.REMOTE)
        await api.change(UPDATE_ROLE, await token_of(admin), id=global_id("Invitation", invitation_id), role="ADMIN")
        await rows("UPDATE memberships SET role = 'remote' WHERE id = $1", admin.membership_id)
        answer = await api.change(
            ACCEPT, token=await link_token(invitation_id), name="Ada", password="correct horse battery staple"
        )
        assert codes(answer) == ["ROLE_NOT_ALLOWED"]

    async def test_that_is_over_keeps_its_role(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await revoke(admin, [invitation_id])
        answer = await api.change(
            UPDATE_ROLE, await token_of(admin), id=global_id("Invitation", invitation_id), role="REMOTE"
        )
        assert (codes(answer), answer["errors"][0]["status"]) == (["INVITATION_NOT_PENDING"], "REVOKED")

    async def test_unknown_and_foreign_ones_are_answered_alike(self, api: Api) -> None:
        token = await token_of(await make_admin())
        foreign = await make_invitation(await make_admin())
        answers = [
            await api.change(UPDATE_ROLE, token, id=global_id("Invitation", each), role="REMOTE")
            for each in (uuid4(), foreign)
        ]
        assert answers[0] == answers[1]
        assert codes(answers[0]) == ["NOT_FOUND"]

    async def test_a_group_admin_cannot_make_it_an_offer_of_admin(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [group])
        inside, outside = await make_invitation(admin, group_ids=[group]), await make_invitation(admin)
        token = await token_of(actor)
        for invitation_id, role, refused in (
            (inside, "ADMIN", ["ROLE_NOT_ALLOWED"]),
            (outside, "REMOTE", ["NOT_PERMITTED"]),
            (inside, "REMOTE", []),
        ):
            answer = await api.change(UPDATE_ROLE, token, id=global_id("Invitation", invitation_id), role=role)
            assert codes(answer) == refused
