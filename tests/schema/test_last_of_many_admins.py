"""Changing and removing many members at once leaves the organization an Admin."""

import asyncio
from typing import Any

import pytest

from app.members.queries import count_admins
from tests.schema.test_many_members import member_ids, named, refused, roles_of
from tests.support.factories import (
    make_admin,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import (
    REMOVE_MEMBERS,
    UPDATE_ROLES,
)


class TestTheLastAdmin:
    @pytest.mark.parametrize(
        ("mutation", "more"), [(UPDATE_ROLES, {"role": "REMOTE"}), (REMOVE_MEMBERS, {})], ids=["role", "removal"]
    )
    async def test_is_the_caller_where_all_admins_were_to_go(
        self, api: Api, mutation: str, more: dict[str, Any]
    ) -> None:
        admin = await make_admin()
        others = [await make_member(admin.organization_id) for _ in range(2)]
        asked = named(mutation, member_ids(others[0], admin, others[1]))
        answer = await api.change(mutation, await token_of(admin), **asked, **more)
        assert refused(answer) == [("LAST_ADMIN", [*asked, "1"])]
        roles = await roles_of(admin.organization_id)
        assert [each for each, role in roles.items() if role == "admin"] == [admin.membership_id]

    async def test_stays_however_many_requests_meet(self, api: Api) -> None:
        for _ in range(5):
            admin = await make_admin()
            admins = [admin, *[await make_member(admin.organization_id) for _ in range(3)]]
            tokens = [await token_of(each) for each in admins]
            answers = await asyncio.gather(
                *(
                    api.change(mutation, token, **named(mutation, member_ids(*admins[turn:], *admins[:turn])), **more)
                    for turn, token in enumerate(tokens)
                    for mutation, more in ((UPDATE_ROLES, {"role": "REMOTE"}), (REMOVE_MEMBERS, {}))
                ),
                return_exceptions=True,
            )
            found = {code for each in answers if isinstance(each, dict) for code in codes(each)}
            found |= {each.code for each in answers if isinstance(each, ApiError)}
            assert found <= {"LAST_ADMIN", "NOT_PERMITTED", "NOT_FOUND", "UNAUTHENTICATED"}
            assert all(isinstance(each, dict | ApiError) for each in answers)
            assert await count_admins(admin.organization_id) == 1
