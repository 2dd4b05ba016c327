"""Anything by its id, and nothing of other organizations."""

from typing import Any
from uuid import uuid4

import pytest
from strawberry.relay import to_base64

from tests.support.factories import (
    global_id,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, ApiError

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
DETAILS = """
query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Member { email role }
    ... on Invitation { status delivery { status } }
    ... on Group { name memberCount }
    ... on Organization { slug }
    ... on User { name }
  }
}
"""

SOME_ID = "0198c0de-0000-7000-8000-000000000001"


async def make_world() -> tuple[str, dict[str, str]]:
    """A session, and an id of each kind that it may see."""
    admin = await make_admin()
    ids = {
        "User": global_id("User", admin.user_id),
        "Member": global_id("Member", admin.membership_id),
        "Organization": global_id("Organization", admin.organization_id),
        "Group": global_id("Group", await make_group(admin.organization_id)),
        "Invitation": global_id("Invitation", await make_invitation(admin)),
    }
    return await token_of(admin), ids


class TestNode:
    async def test_each_kind_is_found_by_the_id_it_gave_out(self, api: Api) -> None:
        token, ids = await make_world()
        for kind, named in ids.items():
            assert await api.ask(NODE, token, id=named) == {"__typename": kind, "id": named}
        assert [each["id"] for each in await api.ask(NODES, token, ids=list(ids.values()))] == list(ids.values())

    async def test_what_others_have_is_null_like_what_nobody_has(self, api: Api) -> None:
        token, own = await make_world()
        _, foreign = await make_world()
        unknown = [global_id(kind, uuid4()) for kind in own]
        assert await api.ask(NODES, token, ids=[*foreign.values(), *unknown]) == [None] * 10
        for named in (*foreign.values(), *unknown):
            assert await api.ask(NODE, token, id=named) is None

    async def test_signed_out_nothing_is_found(self, api: Api) -> None:
        _, ids = await make_world()
        try:
            found: list[Any] = await api.ask(NODES, ids=list(ids.values()))
        except ApiError as error:
            found = [error.code]
        assert set(found) <= {None, "UNAUTHENTICATED"}

    async def test_the_order_asked_is_kept_also_with_repetitions_and_gaps(self, api: Api) -> None:
        token, ids = await make_world()
        asked = [ids["Group"], global_id("Group", uuid4()), ids["Member"], ids["Group"]]
        found = await api.ask(NODES, token, ids=asked)
        assert [each and each["id"] for each in found] == [asked[0], None, asked[2], asked[3]]

    async def test_fields_of_every_kind_are_there(self, api: Api) -> None:
        token, ids = await make_world()
        found = await api.ask(DETAILS, token, ids=list(ids.values()))
        assert found[0] == {"name": "Grace Hopper"}
        assert found[1]["role"] == "ADMIN"
        assert found[2]["slug"]
        assert found[3]["memberCount"] == 0
        assert found[4]["delivery"] == {"status": "QUEUED"}

    async def test_another_organization_of_the_same_person_is_hers_and_its_people_are_not(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        second = await make_organization("Second")
        elsewhere = await make_member(second, user_id=admin.user_id)
        asked = [global_id("Organization", second), global_id("Member", elsewhere.membership_id)]
        organization, member = await api.ask(NODES, token, ids=asked)
        assert (organization["id"], member) == (asked[0], None)

    @pytest.mark.parametrize(
        "named",
        [
            "",
            "nonsense",
            "\0",
            "💥",
            to_base64("Member", "no uuid"),
            to_base64("Nothing", SOME_ID),
            to_base64("Query", SOME_ID),
            to_base64("Role", SOME_ID),
            to_base64("Member", f"{{{SOME_ID}}}"),
            "TWVtYmVy",
            "x" * 50_000,
        ],
    )
    async def test_what_no_field_gave_out_is_as_unknown_as_what_nobody_has(self, api: Api, named: str) -> None:
        token, ids = await make_world()
        assert await api.ask(NODE, token, id=named) is None
        found = await api.ask(NODES, token, ids=[named, ids["Group"]])
        assert (found[0], found[1]["id"]) == (None, ids["Group"])
