"""Changing the groups of members and of pending invitations."""

from uuid import uuid4

import pytest

from app.database.sql import value
from app.invitations.revoke import revoke
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed, members_changed
from tests.support.audit_entries import audit_of
from tests.support.factories import (
    global_id,
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import UPDATE_GROUPS
from tests.support.published_events import hear


class TestUpdateGroups:
    async def test_a_member_is_in_exactly_the_given_groups_from_then_on(self, api: Api) -> None:
        admin = await make_admin()
        north, south, west = [await make_group(admin.organization_id) for _ in range(3)]
        member = await make_member(admin.organization_id, Role.ANALYST, [north, south])
        asked = [global_id("Group", south), global_id("Group", west)]
        with hear() as heard:
            answer = await api.change(
                UPDATE_GROUPS, await token_of(admin), id=global_id("Member", member.membership_id), groupIds=asked
            )
        assert answer["errors"] == []
        assert answer["subject"]["__typename"] == "Member"
        assert sorted(group["id"] for group in answer["subject"]["groups"]) == sorted(asked)
        assert heard.events == [
            members_changed(admin.organization_id, ChangeKind.UPDATED, member.membership_id),
            invitations_changed(admin.organization_id, ChangeKind.MANY, None),
        ]
        (entry,) = await audit_of(member.membership_id)
        assert (entry["action"], entry["actor_user_id"]) == ("member.groups_changed", admin.user_id)
        assert entry["changes"] == {"groups": [[str(north), str(south)], [str(south), str(west)]]}

    async def test_an_invitation_offers_exactly_the_given_groups_and_its_changer_answers_for_it(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        invitation_id = await make_invitation(admin)
        other = await make_member(admin.organization_id)
        with hear() as heard:
            answer = await api.change(
                UPDATE_GROUPS,
                await token_of(other),
                id=global_id("Invitation", invitation_id),
                groupIds=[global_id("Group", group)],
            )
        assert answer["subject"]["__typename"] == "Invitation"
        assert [each["id"] for each in answer["subject"]["groups"]] == [global_id("Group", group)]
        assert heard.events == [invitations_changed(admin.organization_id, ChangeKind.UPDATED, invitation_id)]
        assert (await audit_of(invitation_id))[-1]["changes"] == {"groups": [[], [str(group)]]}
        authorizer = await value("SELECT authorized_by_user_id FROM invitations WHERE id = $1", invitation_id)
        assert authorizer == other.user_id

    async def test_no_groups_at_all_are_an_admins_to_give(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        member = await make_member(admin.organization_id, Role.ANALYST, [group])
        answer = await api.change(
            UPDATE_GROUPS, await token_of(admin), id=global_id("Member", member.membership_id), groupIds=[]
        )
        assert answer["subject"]["groups"] == []

    async def test_the_same_groups_again_in_any_order_and_number_change_nothing(self, api: Api) -> None:
        admin = await make_admin()
        north, south = [await make_group(admin.organization_id) for _ in range(2)]
        member = await make_member(admin.organization_id, Role.ANALYST, [north, south])
        asked = [global_id("Group", each) for each in (south, north, south)]
        with hear() as heard:
            answer = await api.change(
                UPDATE_GROUPS, await token_of(admin), id=global_id("Member", member.membership_id), groupIds=asked
            )
        assert len(answer["subject"]["groups"]) == 2
        assert (heard.events, await audit_of(member.membership_id)) == ([], [])

    async def test_takes_effect_on_the_changed_group_admin_at_once(self, api: Api) -> None:
        admin = await make_admin()
        north, south = [await make_group(admin.organization_id) for _ in range(2)]
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, [north, south])
        member = await make_member(admin.organization_id, Role.ANALYST, [south])
        await api.change(
            UPDATE_GROUPS,
            await token_of(admin),
            id=global_id("Member", group_admin.membership_id),
            groupIds=[global_id("Group", north)],
        )
        answer = await api.change(
            UPDATE_GROUPS,
            await token_of(group_admin),
            id=global_id("Member", member.membership_id),
            groupIds=[global_id("Group", north)],
        )
        assert codes(answer) == ["NOT_PERMITTED"]


class TestRefusals:
    async def test_a_group_that_does_not_exist_or_is_foreign_is_named_by_its_place(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        own, foreign = await make_group(admin.organization_id), await make_group(stranger.organization_id)
        member = await make_member(admin.organization_id, Role.ANALYST)
        for second in (global_id("Group", foreign), global_id("Group", uuid4()), global_id("Member", own)):
            answer = await api.change(
                UPDATE_GROUPS,
                await token_of(admin),
                id=global_id("Member", member.membership_id),
                groupIds=[global_id("Group", own), second],
            )
            (error,) = answer["errors"]
            assert (error["code"], error["path"]) == ("UNKNOWN_GROUP", ["groupIds", "1"])
            assert answer["subject"] is None

    async def test_nobody_changes_somebody_of_another_organization(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        theirs = [
            global_id("Member", stranger.membership_id),
            global_id("Invitation", await make_invitation(stranger)),
            global_id("Group", await make_group(admin.organization_id)),
            global_id("Member", uuid4()),
        ]
        for each in theirs:
            answer = await api.change(UPDATE_GROUPS, await token_of(admin), id=each, groupIds=[])
            (error,) = answer["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["id"])

    async def test_a_group_admin_moves_people_only_between_own_groups(self, api: Api) -> None:
        admin = await make_admin()
        own, other = [await make_group(admin.organization_id) for _ in range(2)]
        token = await token_of(await make_member(admin.organization_id, Role.GROUP_ADMIN, [own]))
        member = await make_member(admin.organization_id, Role.ANALYST, [own])
        for wanted in ([other], [own, other], []):
            answer = await api.change(
                UPDATE_GROUPS,
                token,
                id=global_id("Member", member.membership_id),
                groupIds=[global_id("Group", each) for each in wanted],
            )
            (error,) = answer["errors"]
            assert (error["code"], error["path"]) == ("GROUP_NOT_ALLOWED", ["groupIds"])

    @pytest.mark.parametrize("ending", ["revoked", "expired"])
    async def test_an_invitation_that_is_not_pending_stays_as_it_is(self, api: Api, ending: str) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await (revoke(admin, [invitation_id]) if ending == "revoked" else lapse(invitation_id))
        answer = await api.change(
            UPDATE_GROUPS, await token_of(admin), id=global_id("Invitation", invitation_id), groupIds=[]
        )
        assert codes(answer) == ["INVITATION_NOT_PENDING"]
        assert answer["errors"][0]["status"] == ending.upper()
