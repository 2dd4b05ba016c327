"""The list of device groups: what is in each, and which the caller may put people into."""

import pytest

from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, members_changed
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes, nodes
from tests.support.graphql_operations import CREATE_GROUP, UPDATE_ORGANIZATION
from tests.support.published_events import hear

COUNTS = "query ($first: Int) { groups(first: $first) { edges { node { name memberCount pendingInvitationCount } } } }"
ASSIGNABLE = """
query ($assignable: Boolean, $search: String) {
  groups(assignable: $assignable, search: $search) { edges { node { name } } totalCount }
}
"""


class TestCreating:
    async def test_is_told_to_whoever_looks_at_members(self, api: Api) -> None:
        admin = await make_admin()
        with hear() as heard:
            answer = await api.change(CREATE_GROUP, await token_of(admin), name="Kiosk")
        assert answer["errors"] == []
        assert heard.events == [members_changed(admin.organization_id, ChangeKind.MANY, None)]


class TestWhoMay:
    @pytest.mark.parametrize("role", Role, ids=str)
    async def test_the_viewer_knows_whether_groups_and_settings_are_theirs_to_change(
        self, api: Api, role: Role
    ) -> None:
        organization_id = await make_organization()
        member = await make_member(organization_id, role, [await make_group(organization_id)])
        token = await token_of(member)
        viewer = await api.ask("{ viewer { canChangeSettings } }", token)
        for operation, values in ((CREATE_GROUP, {"name": "Kiosk"}), (UPDATE_ORGANIZATION, {"invitationTtlDays": 7})):
            answer = await api.change(operation, token, **values)
            assert codes(answer) == ([] if viewer["canChangeSettings"] else ["NOT_PERMITTED"])


class TestCounts:
    async def test_are_of_members_and_of_invitations_that_can_still_be_accepted(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id, name) for name in ("Kiosk", "Lobby")]
        await make_group(admin.organization_id, "Nobody's")
        await make_member(admin.organization_id, Role.ANALYST, [kiosk])
        await make_invitation(admin, group_ids=[kiosk, lobby])
        await make_invitation(admin, group_ids=[lobby])
        await lapse(await make_invitation(admin, group_ids=[lobby]))
        await make_invitation(stranger)
        listed = nodes(await api.ask(COUNTS, await token_of(admin)))
        assert [(each["name"], each["memberCount"], each["pendingInvitationCount"]) for each in listed] == [
            ("Kiosk", 1, 1),
            ("Lobby", 0, 2),
            ("Nobody's", 0, 0),
        ]

    async def test_take_one_statement_each_however_many_groups_there_are(
        self, api: Api, executed: ExecutedStatements
    ) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        for _ in range(20):
            await make_group(admin.organization_id)
        counts = []
        for first in (1, 20):
            executed.clear()
            await api.ask(COUNTS, token, first=first)
            counts.append(len(list(executed)))
        assert counts[0] == counts[1]


class TestAssignable:
    @pytest.mark.parametrize(
        ("role", "expected"),
        [
            (Role.ADMIN, ["East", "North", "South"]),
            (Role.GROUP_ADMIN, ["North", "South"]),
            (Role.ANALYST, []),
            (Role.REMOTE, []),
        ],
        ids=str,
    )
    async def test_are_those_that_the_caller_may_put_people_into(
        self, api: Api, role: Role, expected: list[str]
    ) -> None:
        admin = await make_admin()
        groups = {name: await make_group(admin.organization_id, name) for name in ("North", "South", "East")}
        member = await make_member(admin.organization_id, role, [groups["North"], groups["South"]])
        token = await token_of(member)
        answer = await api.ask(ASSIGNABLE, token, assignable=True)
        assert [each["name"] for each in nodes(answer)] == expected
        assert answer["totalCount"] == len(expected)
        for everything in ({}, {"assignable": False}):
            assert (await api.ask(ASSIGNABLE, token, **everything))["totalCount"] == 3

    async def test_can_be_searched(self, api: Api) -> None:
        admin = await make_admin()
        groups = [await make_group(admin.organization_id, name) for name in ("Kiosk 1", "Kiosk 2", "Lobby")]
        token = await token_of(await make_member(admin.organization_id, Role.GROUP_ADMIN, groups[1:]))
        answer = await api.ask(ASSIGNABLE, token, assignable=True, search="kiosk")
        assert [each["name"] for each in nodes(answer)] == ["Kiosk 2"]
