"""Current Users, device groups and roles: what is listed, in which order, to whom."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.database.sql import rows
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.organizations.roles import Role
from schema.api.members import MemberOrderField
from tests.support.factories import (
    global_id,
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, nodes
from tests.support.graphql_operations import CURRENT_USERS, GROUPS

ORDERS = [{"field": field, "direction": way} for field in MemberOrderField.__members__ for way in ("ASC", "DESC")]
ACTIVE_USERS = """
query ($orderBy: MemberOrder) {
  currentUsers(orderBy: $orderBy) { edges { node { name lastActiveAt pendingInvitationCount } } }
}
"""
ROLES = "{ roles { role label description capabilities assignable } }"


async def pages(api: Api, token: str, query: str, size: int, **values: Any) -> list[dict[str, Any]]:
    """The whole list, walked forward, in pages of this size."""
    met: list[dict[str, Any]] = []
    after = None
    while True:
        page = await api.ask(query, token, first=size, after=after, **values)
        met += nodes(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return met


class TestCurrentUsers:
    @pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order['field']} {order['direction']}")
    async def test_pages_meet_every_member_once_in_every_order(self, api: Api, order: dict[str, str]) -> None:
        admin = await make_admin()
        for number, name in enumerate(["Zoe", "zoe", "Ärne", "arne", "Ada", "Ada"]):
            await make_member(admin.organization_id, list(Role)[number % 3], email=f"{number}@x.example", name=name)
        await rows(
            "UPDATE memberships SET joined_at = $1, last_active_at = $1 WHERE role = 'admin'",
            datetime(2026, 5, 31, tzinfo=UTC),
        )
        await rows("UPDATE memberships SET last_active_at = joined_at WHERE role = 'group_admin'")
        token = await token_of(admin)
        whole = nodes(await api.ask(CURRENT_USERS, token, orderBy=order))
        assert len(whole) == 7
        for size in (1, 2, 5):
            assert await pages(api, token, CURRENT_USERS, size, orderBy=order) == whole
        met: list[dict[str, Any]] = []
        before = None
        for _ in whole:
            page = await api.ask(CURRENT_USERS, token, orderBy=order, last=1, before=before)
            met = nodes(page) + met
            before = page["pageInfo"]["startCursor"]
        assert met == whole
        opposite = {"field": order["field"], "direction": "DESC" if order["direction"] == "ASC" else "ASC"}
        assert nodes(await api.ask(CURRENT_USERS, token, orderBy=opposite)) == whole[::-1]

    async def test_by_name_whatever_the_letter_case_unless_ordered(self, api: Api) -> None:
        organization_id = await make_organization()
        members = [await make_member(organization_id, name=name) for name in ("bob", "Ada", "adam", "Zoe", "Änne")]
        listed = [each["name"] for each in nodes(await api.ask(CURRENT_USERS, await token_of(members[0])))]
        assert listed == ["Ada", "adam", "bob", "Zoe", "Änne"]

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("LOVE", {"Ada Lovelace"}),
            (" x@ada.example\n", {"Ada Lovelace"}),
            ("ÉMILIE", {"Émilie"}),
            ("E\u0301milie", {"Émilie"}),
            ("emilie", {"Émilie"}),
            ("Àda", {"Ada Lovelace"}),
            ("lovelace ada", {"Ada Lovelace"}),
            ("ada.example LOVELACE", {"Ada Lovelace"}),
            ("lovelace emilie", set()),
            ("%", set()),
            ("_", set()),
        ],
    )
    async def test_search_looks_at_names_and_addresses(self, api: Api, search: str, found: set[str]) -> None:
        admin = await make_admin()
        await make_member(admin.organization_id, email="x@ada.example", name="Ada Lovelace")
        await make_member(admin.organization_id, name="Émilie")
        await make_member(await make_organization(), name="Ada Lovelace of another organization 100 %_")
        answer = await api.ask(CURRENT_USERS, await token_of(admin), filter={"search": search})
        assert {each["name"] for each in nodes(answer)} == found
        assert answer["totalCount"] == len(found)

    async def test_roles_and_groups_narrow_it(self, api: Api) -> None:
        admin = await make_admin()
        first, second = [await make_group(admin.organization_id, name) for name in ("First", "Second")]
        await make_member(admin.organization_id, Role.ANALYST, [first, second], name="both")
        await make_member(admin.organization_id, Role.REMOTE, [second], name="one")
        token = await token_of(admin)
        for chosen, found in (
            ({"roles": ["ANALYST", "REMOTE"]}, {"both", "one"}),
            ({"groupIds": [global_id("Group", first)]}, {"both"}),
            ({"groupIds": [global_id("Group", first), global_id("Group", second)]}, {"both", "one"}),
            ({"roles": ["REMOTE"], "groupIds": [global_id("Group", first)]}, set()),
            ({"groupIds": [global_id("Group", admin.user_id)]}, set()),
        ):
            answer = await api.ask(CURRENT_USERS, token, filter=chosen)
            assert {each["name"] for each in nodes(answer)} == found
        (both,) = nodes(await api.ask(CURRENT_USERS, token, filter={"search": "both"}))
        assert [group["name"] for group in both["groups"]] == ["First", "Second"]

    async def test_a_group_admin_sees_all_and_may_act_on_some(self, api: Api) -> None:
        organization_id = await make_organization()
        own, other = [await make_group(organization_id) for _ in range(2)]
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [own], name="actor")
        await make_member(organization_id, Role.REMOTE, [own], name="inside")
        await make_member(organization_id, Role.REMOTE, [own, other], name="half")
        await make_member(organization_id, Role.ADMIN, [own], name="admin")
        listed = nodes(await api.ask(CURRENT_USERS, await token_of(actor)))
        assert {each["name"]: each["viewerCanUpdateRole"] for each in listed} == {
            "actor": True,
            "inside": True,
            "half": False,
            "admin": False,
        }
        assert [each["name"] for each in listed if each["isViewer"]] == ["actor"]

    async def test_a_cursor_of_the_invited_users_is_refused(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        cursor = (await api.ask(GROUPS, token))["pageInfo"]["endCursor"]
        assert cursor is None
        await make_group(admin.organization_id)
        cursor = (await api.ask(GROUPS, token))["pageInfo"]["endCursor"]
        with pytest.raises(ApiError) as raised:
            await api.ask(CURRENT_USERS, token, orderBy={"field": "JOINED_AT", "direction": "ASC"}, after=cursor)
        assert raised.value.code == "BAD_USER_INPUT"


class TestActivity:
    async def test_who_was_never_active_is_last_of_the_most_recently_active(self, api: Api) -> None:
        admin = await make_admin()
        for name, at in (("lately", datetime(2026, 5, 31, tzinfo=UTC)), ("long ago", datetime(2020, 1, 1, tzinfo=UTC))):
            member = await make_member(admin.organization_id, Role.REMOTE, name=name)
            await rows("UPDATE memberships SET last_active_at = $2 WHERE id = $1", member.membership_id, at)
        order = {"field": "LAST_ACTIVE_AT", "direction": "DESC"}
        listed = nodes(await api.ask(ACTIVE_USERS, await token_of(admin), orderBy=order))
        assert [each["name"] for each in listed] == ["lately", "long ago", admin.name]
        assert [each["lastActiveAt"] for each in listed] == [
            "2026-05-31T00:00:00.000Z",
            "2020-01-01T00:00:00.000Z",
            None,
        ]

    async def test_invitations_that_rest_on_a_member_are_counted(self, api: Api) -> None:
        admin = await make_admin()
        other = await make_member(admin.organization_id, name="other")
        for actor in (admin, admin, other, await make_admin()):
            await make_invitation(actor)
        revoked, lapsed, sent_again = [await make_invitation(admin) for _ in range(3)]
        await revoke(admin, [revoked])
        await lapse(lapsed)
        await resend(other, [sent_again])
        listed = nodes(await api.ask(ACTIVE_USERS, await token_of(admin)))
        assert {each["name"]: each["pendingInvitationCount"] for each in listed} == {admin.name: 2, "other": 2}

    @pytest.mark.parametrize(
        ("before", "after", "count"),
        [
            (Role.ADMIN, Role.ADMIN, 0),
            (Role.ADMIN, Role.GROUP_ADMIN, 2),
            (Role.ADMIN, Role.REMOTE, 3),
            (Role.GROUP_ADMIN, Role.ADMIN, 0),
            (Role.GROUP_ADMIN, Role.ANALYST, 1),
            (Role.ANALYST, Role.REMOTE, 0),
        ],
    )
    async def test_those_that_would_stop_working_with_another_role_are_counted(
        self, api: Api, before: Role, after: Role, count: int
    ) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        inviter = await make_member(admin.organization_id, Role.ADMIN, [group], name="inviter")
        await make_invitation(inviter, role=Role.ANALYST, group_ids=[group])
        await make_invitation(inviter, role=Role.ADMIN, group_ids=[group])
        await make_invitation(inviter, role=Role.ANALYST)
        await lapse(await make_invitation(inviter))
        await make_invitation(admin)
        await rows("UPDATE memberships SET role = $2 WHERE id = $1", inviter.membership_id, before)
        query = "query ($id: ID!, $r: Role) { node(id: $id) { ... on Member { pendingInvitationCount(newRole: $r) } } }"
        asked = {"id": global_id("Member", inviter.membership_id), "r": after.name}
        assert await api.ask(query, await token_of(admin), **asked) == {"pendingInvitationCount": count}


class TestGroups:
    async def test_are_listed_by_name_with_their_members_counted(self, api: Api) -> None:
        admin = await make_admin()
        ids = [await make_group(admin.organization_id, name) for name in ("beta", "Alpha", "Éclair", "alpha 2")]
        await make_group(await make_organization(), "foreign")
        await make_member(admin.organization_id, Role.REMOTE, ids[:2])
        await make_member(admin.organization_id, Role.REMOTE, ids[:1])
        token = await token_of(admin)
        answer = await api.ask(GROUPS, token)
        assert [(each["name"], each["memberCount"]) for each in nodes(answer)] == [
            ("Alpha", 1),
            ("alpha 2", 0),
            ("beta", 2),
            ("Éclair", 0),
        ]
        assert answer["totalCount"] == 4
        assert await pages(api, token, GROUPS, 1) == nodes(answer)
        assert [each["name"] for each in nodes(await api.ask(GROUPS, token, search="éCL"))] == ["Éclair"]
        assert [each["name"] for each in nodes(await api.ask(GROUPS, token, search="2 Álp"))] == ["alpha 2"]


class TestRoles:
    @pytest.mark.parametrize("role", list(Role))
    async def test_are_listed_most_powerful_first_with_what_the_caller_may_give(self, api: Api, role: Role) -> None:
        organization_id = await make_organization()
        member = await make_member(organization_id, role, [await make_group(organization_id)])
        listed = await api.ask(ROLES, await token_of(member))
        assert [each["role"] for each in listed] == [each.name for each in Role]
        assert [each["label"] for each in listed][:2] == ["Admin", "Group Admin"]
        assert all(each["description"] and each["capabilities"] for each in listed)
        gives = {each["role"] for each in listed if each["assignable"]}
        expected = {Role.ADMIN: set(Role), Role.GROUP_ADMIN: set(Role) - {Role.ADMIN}}.get(role, set())
        assert gives == {each.name for each in expected}
