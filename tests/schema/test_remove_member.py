"""Removing members: what ends at once, what stays, and that an organization always keeps an Admin."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.database.sql import rows, value
from app.members.queries import count_admins
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed, members_changed
from tests.support.audit_entries import audit_of
from tests.support.factories import (
    PASSWORD,
    global_id,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes, nodes
from tests.support.graphql_operations import (
    ACCEPT,
    CURRENT_USERS,
    INVITE,
    INVITED_USERS,
    ME,
    REMOVE_MEMBER,
    REMOVE_MEMBERS,
    RESEND,
    SIGN_IN,
    UPDATE_ROLE,
)
from tests.support.people import ADA_BEARER
from tests.support.published_events import hear
from tests.support.sessions import sessions_of


def codes_of(answer: dict[str, Any] | BaseException) -> list[str]:
    """Of a payload, or of the top-level error of somebody who has been removed meanwhile."""
    if isinstance(answer, ApiError):
        return [answer.code]
    assert isinstance(answer, dict)
    return codes(answer)


class TestRemoveMember:
    async def test_takes_the_person_off_the_list_and_keeps_who_it_was(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        member = await make_member(admin.organization_id, Role.ANALYST, [group], email="ada@example.com")
        token = await token_of(admin)
        with hear() as heard:
            answer = await api.change(REMOVE_MEMBER, token, memberId=global_id("Member", member.membership_id))
        assert answer == {"errors": []}
        listed = await api.ask(CURRENT_USERS, token)
        assert [edge["node"]["id"] for edge in listed["edges"]] == [global_id("Member", admin.membership_id)]
        assert heard.events == [
            members_changed(admin.organization_id, ChangeKind.REMOVED, member.membership_id),
            invitations_changed(admin.organization_id, ChangeKind.MANY, None),
        ]
        (entry,) = await audit_of(member.membership_id)
        assert (entry["action"], entry["actor_user_id"]) == ("member.removed", admin.user_id)
        assert entry["changes"] == {
            "email": ["ada@example.com", None],
            "role": ["analyst", None],
            "groups": [[str(group)], []],
        }

    async def test_ends_every_session_in_this_organization_and_none_in_another(self, api: Api) -> None:
        admin, elsewhere = await make_admin(), await make_organization()
        member = await make_member(admin.organization_id, Role.ANALYST)
        other = await make_member(elsewhere, Role.ANALYST, user_id=member.user_id)
        colleague = await make_member(admin.organization_id, Role.ANALYST)
        here, there = [await token_of(member) for _ in range(2)], await token_of(other)
        await token_of(colleague)
        assert await sessions_of(member.user_id) == [admin.organization_id, admin.organization_id, elsewhere]
        await api.change(REMOVE_MEMBER, await token_of(admin), memberId=global_id("Member", member.membership_id))
        assert await sessions_of(member.user_id) == [elsewhere]
        assert await sessions_of(colleague.user_id) == [admin.organization_id]
        for token in here:
            assert await api.ask(ME, token) is None
            with pytest.raises(ApiError) as refused:
                await api.ask(CURRENT_USERS, token)
            assert refused.value.code == "UNAUTHENTICATED"
        assert (await api.ask(ME, there))["organization"]["id"] == global_id("Organization", elsewhere)

    async def test_who_was_removed_signs_in_to_what_is_left(self, api: Api) -> None:
        admin, elsewhere = await make_admin(), await make_organization()
        member = await make_member(admin.organization_id, Role.ANALYST, email="ada@example.com")
        other = await make_member(elsewhere, Role.ANALYST, user_id=member.user_id)
        token = await token_of(admin)
        await api.change(SIGN_IN, email="ada@example.com", password=PASSWORD, bearer=True)
        await api.change(REMOVE_MEMBER, token, memberId=global_id("Member", member.membership_id))
        answer = await api.change(SIGN_IN, email="ada@example.com", password=PASSWORD, bearer=True)
        assert answer["viewer"]["member"]["id"] == global_id("Member", other.membership_id)

    async def test_who_was_removed_from_the_only_organization_is_in_none_and_can_be_invited_again(
        self, api: Api
    ) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST, email="ada@example.com")
        token = await token_of(admin)
        await api.change(REMOVE_MEMBER, token, memberId=global_id("Member", member.membership_id))
        answer = await api.change(SIGN_IN, email="ada@example.com", password=PASSWORD, bearer=True)
        assert (answer["viewer"]["member"], answer["viewer"]["canInvite"]) == (None, False)
        await api.change(INVITE, token, email="ada@example.com", role="REMOTE")
        (waiting,) = (await api.ask(ME, answer["sessionToken"]))["waitingInvitations"]
        accepted = await api.change(ACCEPT, answer["sessionToken"], invitationId=waiting["invitationId"])
        assert accepted["viewer"]["member"]["role"] == "REMOTE"

    async def test_nobody_but_a_member_of_this_organization_is_removed(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        for asked in (
            global_id("Member", stranger.membership_id),
            global_id("Member", uuid4()),
            global_id("Invitation", await make_invitation(admin)),
        ):
            (error,) = (await api.change(REMOVE_MEMBER, await token_of(admin), memberId=asked))["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["memberId"])


class TestLeaving:
    @pytest.mark.parametrize("role", Role, ids=str)
    async def test_everybody_may_and_is_told_so(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, role)
        token, own = await token_of(member), global_id("Member", member.membership_id)
        listed = {each["id"]: each for each in nodes(await api.ask(CURRENT_USERS, token))}
        assert listed[own]["viewerCanRemove"]
        assert listed[global_id("Member", admin.membership_id)]["viewerCanRemove"] is (role is Role.ADMIN)
        assert await api.change(REMOVE_MEMBER, token, memberId=own) == {"errors": []}
        assert await value("SELECT count(*) FROM memberships WHERE user_id = $1", member.user_id) == 0

    async def test_together_with_others_takes_nobody_who_is_not_the_caller_s_to_remove(self, api: Api) -> None:
        admin = await make_admin()
        leaving, other = [await make_member(admin.organization_id, Role.ANALYST) for _ in range(2)]
        ids = [global_id("Member", each.membership_id) for each in (other, leaving)]
        answer = await api.change(REMOVE_MEMBERS, await token_of(leaving), memberIds=ids)
        assert answer["removedCount"] == 1
        assert [(each["code"], each["path"]) for each in answer["errors"]] == [("NOT_PERMITTED", ["memberIds", "0"])]
        left = await rows("SELECT id FROM memberships WHERE organization_id = $1", admin.organization_id)
        assert {each["id"] for each in left} == {admin.membership_id, other.membership_id}

    async def test_is_by_one_s_own_id_and_not_by_a_filter(self, api: Api) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST)
        matching = {"filter": {"roles": ["ANALYST"]}, "expectedCount": 1}
        answer = await api.change(REMOVE_MEMBERS, await token_of(member), matching=matching)
        assert (answer["removedCount"], codes(answer)) == (0, ["NOT_PERMITTED"])

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.ANALYST], ids=str)
    async def test_sends_nothing_again_and_says_so(self, api: Api, role: Role) -> None:
        member = await make_member((await make_admin()).organization_id, Role.ADMIN)
        invitation_id = await make_invitation(member)
        await rows("UPDATE memberships SET role = $2 WHERE id = $1", member.membership_id, role)
        own = global_id("Member", member.membership_id)
        answer = await api.change(REMOVE_MEMBERS, await token_of(member), memberId=own, resendPendingInvitations=True)
        assert (answer["removedCount"], answer["resentCount"], codes(answer)) == (1, 0, ["NOT_PERMITTED"])
        assert await value("SELECT generation FROM invitations WHERE id = $1", invitation_id) == 1

    async def test_the_last_admin_may_not_and_is_told_so(self, api: Api) -> None:
        admin = await make_admin()
        await make_member(admin.organization_id, Role.GROUP_ADMIN)
        token, own = await token_of(admin), global_id("Member", admin.membership_id)
        listed = {each["id"]: each for each in nodes(await api.ask(CURRENT_USERS, token))}
        assert not listed[own]["viewerCanRemove"]
        assert codes(await api.change(REMOVE_MEMBER, token, memberId=own)) == ["LAST_ADMIN"]
        assert (await api.ask(ME, token))["member"]["id"] == own

    async def test_goes_on_in_the_organization_joined_last(self, api: Api) -> None:
        member = await make_member((await make_admin()).organization_id, Role.ANALYST)
        _, last = [await make_member(await make_organization(), Role.REMOTE, user_id=member.user_id) for _ in range(2)]
        token, elsewhere = await token_of(member), await token_of(member)
        await api.change(REMOVE_MEMBER, token, memberId=global_id("Member", member.membership_id))
        assert (await api.ask(ME, token))["member"]["id"] == global_id("Member", last.membership_id)
        assert await api.ask(ME, elsewhere) is None

    async def test_goes_on_in_none_where_there_is_no_other(self, api: Api) -> None:
        member = await make_member((await make_admin()).organization_id, Role.ANALYST, email="ada@example.com")
        token = await token_of(member)
        await api.change(REMOVE_MEMBER, token, memberId=global_id("Member", member.membership_id))
        viewer = await api.ask(ME, token)
        assert (viewer["user"]["email"], viewer["member"], viewer["organizations"]) == ("ada@example.com", None, [])

    async def test_ends_no_session_of_who_is_removed_by_somebody_else_elsewhere(self, api: Api) -> None:
        """The session of who removes is none of who is removed."""
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST)
        token = await token_of(admin)
        await api.change(REMOVE_MEMBER, token, memberId=global_id("Member", member.membership_id))
        assert (await api.ask(ME, token))["organization"]["id"] == global_id("Organization", admin.organization_id)


class TestWhatTheRemovedPersonOffered:
    async def test_stays_pending_under_their_name_but_is_good_only_after_a_resend(self, api: Api) -> None:
        admin = await make_admin()
        inviter = await make_member(admin.organization_id, name="Grace Hopper")
        invitation_id = await make_invitation(inviter, "ada@example.com")
        token, link = await token_of(admin), await link_token(invitation_id)
        await api.change(REMOVE_MEMBER, token, memberId=global_id("Member", inviter.membership_id))
        (listed,) = [edge["node"] for edge in (await api.ask(INVITED_USERS, token))["edges"]]
        assert (listed["status"], listed["invitedByName"], listed["invitedBy"]) == ("PENDING", "Grace Hopper", None)
        assert codes(await api.change(ACCEPT, token=link, **ADA_BEARER)) == ["ROLE_NOT_ALLOWED"]
        await api.change(RESEND, token, invitationIds=[listed["id"]])
        assert codes(await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)) == []

    @pytest.mark.parametrize("role", ["REMOTE", "GROUP_ADMIN"])
    async def test_of_an_inviter_since_demoted_is_refused_where_the_new_role_could_not_offer_it(
        self, api: Api, role: str
    ) -> None:
        admin = await make_admin()
        inviter = await make_member(admin.organization_id)
        invitation_id = await make_invitation(inviter, "ada@example.com")
        await api.change(UPDATE_ROLE, await token_of(admin), id=global_id("Member", inviter.membership_id), role=role)
        answer = await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)
        assert codes(answer) == ["ROLE_NOT_ALLOWED"]
        assert await value("SELECT status FROM invitations WHERE id = $1", invitation_id) == "pending"

    async def test_of_an_inviter_since_demoted_is_good_where_the_new_role_could_still_offer_it(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        inviter = await make_member(admin.organization_id, Role.ADMIN, [group])
        invitation_id = await make_invitation(inviter, "ada@example.com", Role.ANALYST, [group])
        await api.change(
            UPDATE_ROLE, await token_of(admin), id=global_id("Member", inviter.membership_id), role="GROUP_ADMIN"
        )
        assert codes(await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)) == []


class TestTheLastAdmin:
    async def test_admins_who_remove_and_demote_each_other_at_once_leave_one(self, api: Api) -> None:
        for _ in range(5):
            admins = [await make_admin()]
            organization = admins[0].organization_id
            admins += [await make_member(organization) for _ in range(3)]
            tokens = [await token_of(admin) for admin in admins]
            ids = [global_id("Member", admin.membership_id) for admin in admins]
            answers = await asyncio.gather(
                *(
                    api.change(REMOVE_MEMBER, token, memberId=target)
                    if number % 2
                    else api.change(UPDATE_ROLE, token, id=target, role="REMOTE")
                    for number, token in enumerate(tokens)
                    for target in ids
                ),
                return_exceptions=True,
            )
            assert {code for answer in answers for code in codes_of(answer)} <= {
                "NOT_PERMITTED",
                "LAST_ADMIN",
                "NOT_FOUND",
                "UNAUTHENTICATED",
            }
            assert await count_admins(organization) == 1

    async def test_all_admins_who_leave_at_once_but_one_are_gone(self, api: Api) -> None:
        admins = [await make_admin()]
        admins += [await make_member(admins[0].organization_id) for _ in range(4)]
        tokens = [await token_of(admin) for admin in admins]
        answers = await asyncio.gather(
            *(
                api.change(REMOVE_MEMBER, token, memberId=global_id("Member", admin.membership_id))
                for admin, token in zip(admins, tokens, strict=True)
            )
        )
        assert sorted(codes(answer) for answer in answers) == [[], [], [], [], ["LAST_ADMIN"]]
        assert await count_admins(admins[0].organization_id) == 1

    async def test_members_who_act_on_each_other_never_wait_in_a_circle(self, api: Api) -> None:
        """Inviting locks one's own membership; so does being acted upon."""
        admins = [await make_admin()]
        admins += [await make_member(admins[0].organization_id) for _ in range(2)]
        tokens = [await token_of(admin) for admin in admins]
        ids = [global_id("Member", admin.membership_id) for admin in admins]
        answers = await asyncio.gather(
            *(
                ask
                for number in range(8)
                for place, (token, target) in enumerate(zip(tokens, ids[1:] + ids[:1], strict=True))
                for ask in (
                    api.change(INVITE, token, email=f"person-{number}-{place}@example.com", role="REMOTE"),
                    api.change(UPDATE_ROLE, token, id=target, role=("REMOTE", "ADMIN")[number % 2]),
                )
            )
        )
        assert {code for answer in answers for code in codes(answer)} <= {"NOT_PERMITTED", "LAST_ADMIN"}
