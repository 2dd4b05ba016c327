"""A long list costs as many statements as a short one: nothing is asked of the database row by row."""

import logging

import pytest

from app.organizations.roles import Role
from tests.client import Api
from tests.factories import global_id, make_group, make_invitation, make_member, make_organization, token_of
from tests.operations import CURRENT_USERS, GROUPS, INVITED_USERS

MANY = 100
INVITATIONS = """
query ($first: Int) {
  invitedUsers(first: $first) {
    edges {
      node {
        email groups { name memberCount } invitedBy { email groups { name } }
        delivery { status attempts { reply } }
      }
    }
    totalCount
  }
}
"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Member { name groups { name } } } }"


async def make_rows(count: int) -> tuple[str, list[str]]:
    """A session in an organization with so many members, invitations and groups; the members' ids."""
    organization_id = await make_organization()
    groups = [await make_group(organization_id) for _ in range(count)]
    admin = await make_member(organization_id, group_ids=groups[:3])
    members = [admin] + [await make_member(organization_id, Role.REMOTE, groups[:3]) for _ in range(count - 1)]
    for number in range(count):
        await make_invitation(members[0], group_ids=groups[number : number + 2])
    return await token_of(admin), [global_id("Member", each.membership_id) for each in members]


async def test_one_row_and_many_take_the_same_number(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tortoise.db_client")
    few, few_ids = await make_rows(1)
    many, many_ids = await make_rows(MANY)

    async def statements(query: str, session: str, rows: int, **values: object) -> int:
        caplog.clear()
        answer = await api.ask(query, session, **values)
        assert len(answer if isinstance(answer, list) else answer["edges"]) == rows
        return sum(record.name == "tortoise.db_client" for record in caplog.records)

    for query in (INVITED_USERS, CURRENT_USERS, GROUPS, INVITATIONS):
        first = await statements(query, few, 1, first=MANY)
        assert first > 0
        assert await statements(query, many, MANY, first=MANY) == first
    assert await statements(NODES, few, 1, ids=few_ids) == await statements(NODES, many, MANY, ids=many_ids)
