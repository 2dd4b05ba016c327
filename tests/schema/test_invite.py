"""Inviting one person: who may, whom, and what is answered where not."""

import asyncio
from collections import Counter

import pytest

from app.database.sql import rows, value
from app.organizations.roles import Role
from tests.support.factories import (
    global_id,
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes, nodes
from tests.support.graphql_operations import INVITE


async def invitation_count() -> int:
    return int(await value("SELECT count(*) FROM invitations"))


class TestInvite:
    async def test_the_person_is_then_pending_with_a_queued_email(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id, "Field Team")
        answer = await api.change(
            INVITE,
            await token_of(admin),
            email=" Ada@Example.com ",
            role="ANALYST",
            groupIds=[global_id("Group", group)],
        )
        invitation = answer["invitation"]
        assert answer["errors"] == []
        assert (invitation["email"], invitation["role"], invitation["status"]) == (
            "Ada@Example.com",
            "ANALYST",
            "PENDING",
        )
        assert invitation["groups"] == [{"id": global_id("Group", group), "name": "Field Team"}]
        assert invitation["invitedByName"] == "Grace Hopper"
        assert invitation["invitedBy"]["email"] == admin.email
        assert invitation["expiresAt"] is None
        assert invitation["delivery"] == {
            "status": "QUEUED",
            "sentAt": None,
            "nextAttemptAt": invitation["createdAt"],
            "attempts": [],
        }
        assert all(invitation[may] for may in ("viewerCanRevoke", "viewerCanResend", "viewerCanUpdateRole"))

    async def test_a_group_named_twice_counts_once(self, api: Api) -> None:
        admin = await make_admin()
        group = global_id("Group", await make_group(admin.organization_id))
        answer = await api.change(
            INVITE, await token_of(admin), email="ada@example.com", role="ANALYST", groupIds=[group, group]
        )
        assert [each["id"] for each in answer["invitation"]["groups"]] == [group]

    async def test_the_organization_s_time_limit_is_the_invitation_s(self, api: Api) -> None:
        admin = await make_member(await make_organization(ttl_days=7))
        await api.change(INVITE, await token_of(admin), email="ada@example.com", role="ANALYST")
        assert await value("SELECT expires_at - created_at = interval '7 days' FROM invitations")

    async def test_signed_out_nobody_invites(self, api: Api) -> None:
        with pytest.raises(ApiError) as raised:
            await api.change(INVITE, email="ada@example.com", role="ANALYST")
        assert raised.value.code == "UNAUTHENTICATED"

    async def test_somebody_without_an_organization_invites_nobody(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        await rows("DELETE FROM memberships")
        answer = await api.change(INVITE, token, email="ada@example.com", role="ANALYST")
        assert codes(answer) == ["NOT_PERMITTED"]


class TestWhoMayInviteWhom:
    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.BROADCASTER, Role.REMOTE])
    async def test_product_roles_invite_nobody(self, api: Api, role: Role) -> None:
        actor = await make_member(await make_organization(), role)
        answer = await api.change(INVITE, await token_of(actor), email="ada@example.com", role="REMOTE")
        assert codes(answer) == ["NOT_PERMITTED"]
        assert await invitation_count() == 0

    @pytest.mark.parametrize("role", list(Role))
    async def test_an_admin_grants_every_role(self, api: Api, role: Role) -> None:
        answer = await api.change(INVITE, await token_of(await make_admin()), email="ada@example.com", role=role.name)
        assert answer["invitation"]["role"] == role.name

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    async def test_a_group_admin_grants_every_role_but_admin_in_own_groups(self, api: Api, role: Role) -> None:
        organization_id = await make_organization()
        group = await make_group(organization_id)
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [group])
        answer = await api.change(
            INVITE,
            await token_of(actor),
            email="ada@example.com",
            role=role.name,
            groupIds=[global_id("Group", group)],
        )
        assert answer["errors"] == []

    async def test_a_group_admin_cannot_grant_admin(self, api: Api) -> None:
        organization_id = await make_organization()
        group = await make_group(organization_id)
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [group])
        answer = await api.change(
            INVITE, await token_of(actor), email="ada@example.com", role="ADMIN", groupIds=[global_id("Group", group)]
        )
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == ("ROLE_NOT_ALLOWED", ["role"])
        assert await invitation_count() == 0

    @pytest.mark.parametrize("chosen", [[], ["other"], ["own", "other"]])
    async def test_a_group_admin_needs_a_group_and_only_own_ones(self, api: Api, chosen: list[str]) -> None:
        organization_id = await make_organization()
        groups = {"own": await make_group(organization_id), "other": await make_group(organization_id)}
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [groups["own"]])
        answer = await api.change(
            INVITE,
            await token_of(actor),
            email="ada@example.com",
            role="ANALYST",
            groupIds=[global_id("Group", groups[each]) for each in chosen],
        )
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == ("GROUP_NOT_ALLOWED", ["groupIds"])
        assert await invitation_count() == 0

    async def test_a_demotion_counts_at_once_for_open_sessions(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        await rows("UPDATE memberships SET role = 'analyst' WHERE id = $1", admin.membership_id)
        answer = await api.change(INVITE, token, email="ada@example.com", role="REMOTE")
        assert codes(answer) == ["NOT_PERMITTED"]

    async def test_groups_unknown_foreign_and_of_another_kind_are_answered_alike(self, api: Api) -> None:
        admin = await make_admin()
        own = global_id("Group", await make_group(admin.organization_id))
        foreign = await make_group(await make_organization("Rivals"))
        unknown = global_id("Group", admin.user_id)
        token = await token_of(admin)
        answers = [
            await api.change(INVITE, token, email="ada@example.com", role="ANALYST", groupIds=[own, each])
            for each in (unknown, global_id("Group", foreign), global_id("Member", foreign))
        ]
        assert answers[0] == answers[1] == answers[2]
        assert (codes(answers[0]), answers[0]["errors"][0]["path"]) == (["UNKNOWN_GROUP"], ["groupIds", "1"])
        assert await invitation_count() == 0


SPELLINGS = [
    ("ada@example.com", "ADA@EXAMPLE.COM"),
    ("jörg@bücher.example", "JÖRG@xn--bcher-kva.example"),
    ("ada@bücher.example", "ada@BÜCHER.example"),
    ("jo\u0308rg@example.com", "jörg@example.com"),
]


class TestOneLiveInvitation:
    @pytest.mark.parametrize(("first", "second"), SPELLINGS)
    async def test_whoever_comes_second_is_told_of_the_first(self, api: Api, first: str, second: str) -> None:
        token = await token_of(await make_admin())
        made = (await api.change(INVITE, token, email=first, role="ANALYST"))["invitation"]
        answer = await api.change(INVITE, token, email=second, role="REMOTE")
        (error,) = answer["errors"]
        assert (error["__typename"], error["code"], error["path"]) == ("AlreadyInvited", "ALREADY_INVITED", ["email"])
        assert error["invitation"]["id"] == made["id"]
        assert answer["invitation"] is None
        assert await invitation_count() == 1

    @pytest.mark.parametrize(("first", "second"), SPELLINGS)
    async def test_a_member_cannot_be_invited(self, api: Api, first: str, second: str) -> None:
        admin = await make_admin()
        await make_member(admin.organization_id, Role.REMOTE, email=first)
        answer = await api.change(INVITE, await token_of(admin), email=second, role="ANALYST")
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == ("ALREADY_MEMBER", ["email"])
        assert await invitation_count() == 0

    async def test_plus_tags_are_other_addresses(self, api: Api) -> None:
        token = await token_of(await make_admin())
        for email in ("ada@example.com", "ada+1@example.com", "ada+2@example.com"):
            assert (await api.change(INVITE, token, email=email, role="ANALYST"))["errors"] == []

    async def test_other_organizations_may_invite_the_same_person(self, api: Api) -> None:
        await make_user("ada@example.com")
        for admin in (await make_admin(), await make_admin()):
            answer = await api.change(INVITE, await token_of(admin), email="ada@example.com", role="ANALYST")
            assert answer["errors"] == []

    async def test_a_lapsed_invitation_makes_room(self, api: Api) -> None:
        admin = await make_admin()
        lapsed = await make_invitation(admin, "ada@example.com")
        await lapse(lapsed)
        answer = await api.change(INVITE, await token_of(admin), email="ada@example.com", role="ANALYST")
        assert answer["errors"] == []
        assert await value("SELECT status FROM invitations WHERE id = $1", lapsed) == "expired"

    async def test_of_fifty_at_once_one_wins_and_the_others_are_told_of_it(self, api: Api) -> None:
        token = await token_of(await make_admin())
        answers = await asyncio.gather(
            *(api.change(INVITE, token, email="ada@example.com", role="ANALYST") for _ in range(50))
        )
        counted = Counter(code for answer in answers for code in codes(answer))
        (won,) = [answer["invitation"]["id"] for answer in answers if not answer["errors"]]
        told = {answer["errors"][0]["invitation"]["id"] for answer in answers if answer["errors"]}
        assert counted == {"ALREADY_INVITED": 49}
        assert told == {won}
        assert await value("SELECT count(*) FROM deliveries") == 1


class TestInvitingAgain:
    """Who declined or was revoked gets a new invitation; the list says beforehand whether they can."""

    @pytest.mark.parametrize("status", ["declined", "revoked"])
    async def test_is_offered_until_something_took_its_place(self, api: Api, status: str) -> None:
        admin = await make_admin()
        over = await make_invitation(admin, "ada@example.com")
        await rows("UPDATE invitations SET status = $2, declined_at = now() WHERE id = $1", over, status)
        session = await token_of(admin)
        assert await self._told(api, session, status) == (True, False)
        invitation = {"email": "ada@example.com", "role": "ANALYST", "confirmDeclined": True}
        assert codes(await api.change(INVITE, session, **invitation)) == []
        assert await self._told(api, session, status) == (False, True)

    async def test_is_offered_to_nobody_who_may_not_invite(self, api: Api) -> None:
        admin = await make_admin()
        over = await make_invitation(admin, "ada@example.com")
        await rows("UPDATE invitations SET status = 'revoked' WHERE id = $1", over)
        remote = await make_member(admin.organization_id, Role.REMOTE)
        assert await self._told(api, await token_of(remote), "revoked") == (False, False)

    @pytest.mark.parametrize("status", ["pending", "expired", "accepted"])
    async def test_is_not_offered_in_other_states(self, api: Api, status: str) -> None:
        admin = await make_admin()
        invitation = await make_invitation(admin, "ada@example.com")
        await rows("UPDATE invitations SET status = $2 WHERE id = $1", invitation, status)
        assert await self._told(api, await token_of(admin), status) == (False, False)

    async def _told(self, api: Api, session: str, status: str) -> tuple[bool, bool]:
        query = """query ($s: [InvitationStatus!]) {
          invitedUsers(filter: {statuses: $s}) { edges { node { viewerCanInviteAgain isSuperseded } } }
        }"""
        (told,) = nodes(await api.ask(query, session, s=[status.upper()]))
        return told["viewerCanInviteAgain"], told["isSuperseded"]
