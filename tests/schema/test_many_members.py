"""Changing and removing many members at once: each is decided by itself, in one transaction."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.batches import MAX_AT_ONCE
from app.database.sql import rows
from app.members.queries import count_admins
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.events import (
    ChangeKind,
    invitations_channel,
    many,
    members_changed,
    members_channel,
    sessions_changed,
)
from tests.support.audit_entries import audit_of
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    global_id,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import (
    REMOVE_MEMBERS,
    UPDATE_GROUPS_OF_MANY,
    UPDATE_ROLES,
)
from tests.support.published_events import hear
from tests.support.sessions import sessions_of

EVERY = pytest.mark.parametrize(
    ("mutation", "more"),
    [(UPDATE_ROLES, {"role": "REMOTE"}), (UPDATE_GROUPS_OF_MANY, {"groupIds": []}), (REMOVE_MEMBERS, {})],
    ids=["role", "groups", "removal"],
)


def member_ids(*actors: Actor) -> list[str]:
    return [global_id("Member", each.membership_id) for each in actors]


def refused(answer: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in answer["errors"]]


def named(mutation: str, ids: list[str]) -> dict[str, Any]:
    return {"memberIds" if mutation is REMOVE_MEMBERS else "ids": ids}


async def roles_of(organization_id: UUID) -> dict[UUID, str]:
    found = await rows("SELECT id, role FROM memberships WHERE organization_id = $1", organization_id)
    return {each["id"]: each["role"] for each in found}


class TestRoles:
    async def test_of_members_and_invitations_are_changed_together_in_the_order_of_the_request(self, api: Api) -> None:
        admin = await make_admin()
        first, second = [await make_member(admin.organization_id, Role.ANALYST) for _ in range(2)]
        invitation_id = await make_invitation(admin, role=Role.ANALYST)
        asked = [*member_ids(second), global_id("Invitation", invitation_id), *member_ids(first)]
        answer = await api.change(UPDATE_ROLES, await token_of(admin), ids=asked, role="REMOTE")
        assert (answer["subject"], answer["errors"]) == (None, [])
        assert [(each["id"], each["role"]) for each in answer["subjects"]] == [(each, "REMOTE") for each in asked]
        for subject in (first.membership_id, second.membership_id, invitation_id):
            assert (await audit_of(subject))[-1]["changes"] == {"role": ["analyst", "remote"]}

    async def test_that_are_the_same_already_count_as_done_and_leave_no_trace(self, api: Api) -> None:
        admin = await make_admin()
        remote = await make_member(admin.organization_id, Role.REMOTE)
        with hear() as heard:
            answer = await api.change(UPDATE_ROLES, await token_of(admin), ids=member_ids(remote), role="REMOTE")
        assert [each["id"] for each in answer["subjects"]] == member_ids(remote)
        assert (heard.events, await audit_of(remote.membership_id)) == ([], [])

    async def test_above_the_caller_s_own_are_granted_to_nobody(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [group])
        own = [await make_member(admin.organization_id, Role.REMOTE, [group]) for _ in range(2)]
        answer = await api.change(UPDATE_ROLES, await token_of(actor), ids=member_ids(*own), role="ADMIN")
        assert refused(answer) == [("ROLE_NOT_ALLOWED", ["role"])]
        assert await count_admins(admin.organization_id) == 1


class TestGroups:
    async def test_are_added_and_removed_and_the_others_stay(self, api: Api) -> None:
        admin = await make_admin()
        north, south, west = [await make_group(admin.organization_id, name) for name in ("North", "South", "West")]
        both = await make_member(admin.organization_id, Role.ANALYST, [north, west])
        none = await make_member(admin.organization_id, Role.ANALYST)
        offer = await make_invitation(admin, group_ids=[north])
        answer = await api.change(
            UPDATE_GROUPS_OF_MANY,
            await token_of(admin),
            ids=[*member_ids(both, none), global_id("Invitation", offer)],
            addGroupIds=[global_id("Group", south)],
            removeGroupIds=[global_id("Group", north)],
        )
        names = [[group["name"] for group in each["groups"]] for each in answer["subjects"]]
        assert (names, answer["errors"]) == ([["South", "West"], ["South"], ["South"]], [])
        (entry,) = await audit_of(both.membership_id)
        assert entry["changes"] == {"groups": [[str(north), str(west)], [str(west), str(south)]]}

    async def test_that_would_leave_somebody_to_nobody_are_refused_one_by_one(self, api: Api) -> None:
        admin = await make_admin()
        north, south = [await make_group(admin.organization_id) for _ in range(2)]
        actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [north, south])
        last = await make_member(admin.organization_id, Role.REMOTE, [north])
        more = await make_member(admin.organization_id, Role.REMOTE, [north, south])
        answer = await api.change(
            UPDATE_GROUPS_OF_MANY,
            await token_of(actor),
            ids=member_ids(last, more),
            removeGroupIds=[global_id("Group", north)],
        )
        assert refused(answer) == [("GROUP_NOT_ALLOWED", ["ids", "0"])]
        assert [each["id"] for each in answer["subjects"]] == member_ids(more)

    @pytest.mark.parametrize("field", ["groupIds", "addGroupIds", "removeGroupIds"])
    async def test_that_do_not_exist_are_named_by_their_place(self, api: Api, field: str) -> None:
        admin = await make_admin()
        groups = [global_id("Group", each) for each in (await make_group(admin.organization_id), uuid4())]
        answer = await api.change(
            UPDATE_GROUPS_OF_MANY, await token_of(admin), ids=member_ids(admin), **{field: groups}
        )
        assert refused(answer) == [("UNKNOWN_GROUP", [field, "1"])]

    @pytest.mark.parametrize("field", ["addGroupIds", "removeGroupIds"])
    async def test_of_one_are_refused_where_the_request_has_them(self, api: Api, field: str) -> None:
        admin = await make_admin()
        own, other = [await make_group(admin.organization_id) for _ in range(2)]
        actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [own])
        member = await make_member(admin.organization_id, Role.REMOTE, [own])
        group = other if field == "addGroupIds" else own
        (named_member,) = member_ids(member)
        answer = await api.change(
            UPDATE_GROUPS_OF_MANY, await token_of(actor), id=named_member, **{field: [global_id("Group", group)]}
        )
        assert (answer["subject"], refused(answer)) == (None, [("GROUP_NOT_ALLOWED", [field])])

    @pytest.mark.parametrize("groups", [{}, {"groupIds": [], "addGroupIds": []}])
    async def test_are_either_all_or_some_more_and_some_fewer(self, api: Api, groups: dict[str, Any]) -> None:
        admin = await make_admin()
        with pytest.raises(ApiError) as raised:
            await api.change(UPDATE_GROUPS_OF_MANY, await token_of(admin), ids=member_ids(admin), **groups)
        assert raised.value.code == "BAD_USER_INPUT"


class TestRemoval:
    async def test_of_many_ends_the_access_of_each(self, api: Api) -> None:
        admin = await make_admin()
        leaving = [await make_member(admin.organization_id, Role.ANALYST) for _ in range(3)]
        for each in leaving:
            await token_of(each)
        with hear() as heard:
            answer = await api.change(REMOVE_MEMBERS, await token_of(admin), memberIds=member_ids(*leaving))
        assert answer == {"removedCount": 3, "resentCount": 0, "errors": []}
        assert [*await roles_of(admin.organization_id)] == [admin.membership_id]
        for each in leaving:
            assert await sessions_of(each.user_id) == []
            (entry,) = await audit_of(each.membership_id)
            assert (entry["action"], entry["changes"]["email"]) == ("member.removed", [each.email, None])
        told = {members_changed(admin.organization_id, ChangeKind.REMOVED, each.membership_id) for each in leaving}
        told |= {sessions_changed(each.user_id) for each in leaving}
        assert {*heard.events} == {*told, many(invitations_channel(admin.organization_id))}

    async def test_of_one_counts_one(self, api: Api) -> None:
        admin = await make_admin()
        (leaving,) = member_ids(await make_member(admin.organization_id, Role.ANALYST))
        answer = await api.change(REMOVE_MEMBERS, await token_of(admin), memberId=leaving)
        assert answer == {"removedCount": 1, "resentCount": 0, "errors": []}


@EVERY
async def test_what_is_refused_is_told_by_its_place_and_the_rest_is_done(
    api: Api, mutation: str, more: dict[str, Any]
) -> None:
    admin, stranger = await make_admin(), await make_admin()
    group = await make_group(admin.organization_id)
    actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [group])
    own = await make_member(admin.organization_id, Role.ANALYST, [group])
    outside = await make_member(admin.organization_id, Role.ANALYST)
    if "groupIds" in more:
        more = {"groupIds": [global_id("Group", group)]}
    ids = [*member_ids(stranger, outside, own), "nonsense"]
    answer = await api.change(mutation, await token_of(actor), **named(mutation, ids), **more)
    (field,) = named(mutation, ids)
    places = [("NOT_FOUND", "0"), ("NOT_PERMITTED", "1"), ("NOT_FOUND", "3")]
    assert refused(answer) == [(code, [field, place]) for code, place in places]
    if mutation is REMOVE_MEMBERS:
        assert answer["removedCount"] == 1
    else:
        assert [each["id"] for each in answer["subjects"]] == member_ids(own)


@EVERY
async def test_a_filter_chooses_as_it_does_in_the_list(api: Api, mutation: str, more: dict[str, Any]) -> None:
    admin = await make_admin()
    analysts = [await make_member(admin.organization_id, Role.ANALYST, name="Ada Lovelace") for _ in range(2)]
    await make_member(admin.organization_id, Role.BROADCASTER, name="Ada Lovelace")
    await make_member(admin.organization_id, Role.ANALYST)
    matching = {"filter": {"search": "lovelace", "roles": ["ANALYST"]}, "expectedCount": 2}
    before = await roles_of(admin.organization_id)
    answer = await api.change(mutation, await token_of(admin), matching=matching, **more)
    assert answer["errors"] == []
    if mutation is REMOVE_MEMBERS:
        after = await roles_of(admin.organization_id)
        assert {*before} - {*after} == {each.membership_id for each in analysts}
    else:
        assert {each["id"] for each in answer["subjects"]} == {*member_ids(*analysts)}


@EVERY
async def test_a_filter_never_means_who_asks(api: Api, mutation: str, more: dict[str, Any]) -> None:
    admin = await make_admin()
    other = await make_member(admin.organization_id, Role.ADMIN)
    member = await make_member(admin.organization_id, Role.ANALYST)
    answer = await api.change(mutation, await token_of(admin), matching={"filter": {}, "expectedCount": 3}, **more)
    assert answer["errors"] == []
    if mutation is REMOVE_MEMBERS:
        assert {*await roles_of(admin.organization_id)} == {admin.membership_id}
    else:
        assert {each["id"] for each in answer["subjects"]} == {*member_ids(other, member)}
    assert (await roles_of(admin.organization_id))[admin.membership_id] == "admin"


@EVERY
@pytest.mark.parametrize(("seen", "code"), [(2, "CONFLICT"), (4, "CONFLICT"), (501, "TOO_LONG"), (-1, "OUT_OF_RANGE")])
async def test_a_filter_acts_on_nobody_where_another_number_was_seen(
    api: Api, mutation: str, more: dict[str, Any], seen: int, code: str
) -> None:
    admin = await make_admin()
    for _ in range(2):
        await make_member(admin.organization_id, Role.ANALYST)
    before = await roles_of(admin.organization_id)
    answer = await api.change(mutation, await token_of(admin), matching={"filter": {}, "expectedCount": seen}, **more)
    assert refused(answer) == [(code, ["matching", "expectedCount"])]
    if code == "CONFLICT":
        message = f"The list has changed: it has 3 now, not {seen}. Look at it again."
        assert answer["errors"][0]["message"] == message
    assert await roles_of(admin.organization_id) == before


@EVERY
async def test_at_most_five_hundred_at_once(api: Api, mutation: str, more: dict[str, Any]) -> None:
    asked = named(mutation, [global_id("Member", uuid4())] * (MAX_AT_ONCE + 1))
    answer = await api.change(mutation, await token_of(await make_admin()), **asked, **more)
    assert refused(answer) == [("TOO_LONG", [*asked])]


@EVERY
async def test_who_is_meant_is_said_in_one_way(api: Api, mutation: str, more: dict[str, Any]) -> None:
    admin = await make_admin()
    for asked in ({}, {**named(mutation, []), "matching": {"filter": {}, "expectedCount": 1}}):
        with pytest.raises(ApiError) as raised:
            await api.change(mutation, await token_of(admin), **asked, **more)
        assert raised.value.code == "BAD_USER_INPUT"


@EVERY
async def test_many_are_told_as_one_event(api: Api, mutation: str, more: dict[str, Any]) -> None:
    admin = await make_admin()
    group = await make_group(admin.organization_id)
    members = [await make_member(admin.organization_id, Role.ANALYST, [group]) for _ in range(11)]
    token = await token_of(admin)
    with hear() as heard:
        await api.change(mutation, token, **named(mutation, member_ids(*members)), **more)
    channels = (members_channel(admin.organization_id), invitations_channel(admin.organization_id))
    assert heard.events == [many(each) for each in channels]


@EVERY
async def test_takes_as_many_statements_for_many_as_for_a_few(
    api: Api, executed: ExecutedStatements, mutation: str, more: dict[str, Any]
) -> None:
    counts = []
    for count in (2, 12):
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        members = [await make_member(admin.organization_id, Role.ANALYST, [group]) for _ in range(count)]
        token = await token_of(admin)
        executed.clear()
        assert codes(await api.change(mutation, token, **named(mutation, member_ids(*members)), **more)) == []
        counts.append(len(list(executed)))
    assert 0 < counts[0] == counts[1]
