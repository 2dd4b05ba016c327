"""Making device groups."""

import asyncio
from uuid import UUID

import pytest
from strawberry.relay import from_base64

from app.organizations.roles import Role
from tests.support.audit_entries import audit_of
from tests.support.factories import make_admin, make_member, token_of
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import CREATE_GROUP, GROUPS


class TestCreateGroup:
    async def test_an_admin_makes_a_group_that_is_listed_without_members(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        answer = await api.change(CREATE_GROUP, token, name="  Field   Team ")
        assert answer["errors"] == []
        assert answer["group"]["name"] == "Field Team"
        listed = await api.ask(GROUPS, token)
        assert [edge["node"] for edge in listed["edges"]] == [{**answer["group"], "memberCount": 0}]
        (entry,) = await audit_of(UUID(from_base64(answer["group"]["id"])[1]))
        assert (entry["action"], entry["changes"]) == ("group.created", {"name": [None, "Field Team"]})

    @pytest.mark.parametrize("again", ["Ärzte Süd", "ÄRZTE SÜD", " ärzte  süd", "A\u0308rzte Su\u0308d"])
    async def test_a_name_is_unique_whatever_the_letter_case_and_spelling(self, api: Api, again: str) -> None:
        token = await token_of(await make_admin())
        await api.change(CREATE_GROUP, token, name="Ärzte Süd")
        answer = await api.change(CREATE_GROUP, token, name=again)
        (error,) = answer["errors"]
        assert (error["code"], error["path"], answer["group"]) == ("CONFLICT", ["name"], None)

    async def test_organizations_do_not_share_names(self, api: Api) -> None:
        for _ in range(2):
            answer = await api.change(CREATE_GROUP, await token_of(await make_admin()), name="Field Team")
            assert answer["errors"] == []

    async def test_of_many_at_once_with_one_name_one_is_made(self, api: Api) -> None:
        token = await token_of(await make_admin())
        answers = await asyncio.gather(*(api.change(CREATE_GROUP, token, name="Field Team") for _ in range(10)))
        assert sorted(codes(answer) for answer in answers) == [[], *[["CONFLICT"]] * 9]

    @pytest.mark.parametrize(("name", "code"), [("", "REQUIRED"), (" \u200e ", "REQUIRED"), ("x" * 101, "TOO_LONG")])
    async def test_a_name_that_is_none_is_refused(self, api: Api, name: str, code: str) -> None:
        answer = await api.change(CREATE_GROUP, await token_of(await make_admin()), name=name)
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == (code, ["name"])

    async def test_nobody_but_an_admin_learns_whether_a_name_is_taken(self, api: Api) -> None:
        admin = await make_admin()
        await api.change(CREATE_GROUP, await token_of(admin), name="Field Team")
        token = await token_of(await make_member(admin.organization_id, Role.GROUP_ADMIN))
        assert codes(await api.change(CREATE_GROUP, token, name="Field Team")) == ["NOT_PERMITTED"]
