"""The list of addresses that the organization does not invite any more."""

from datetime import timedelta
from typing import Any

import pytest

from app.database.sql import rows
from app.deliveries.bounces import BounceKind
from app.organizations.roles import Role
from tests.support.factories import global_id, make_admin, make_group, make_invitation, make_member, token_of
from tests.support.graphql_client import Api, ApiError, nodes
from tests.support.suppressed_addresses import CAME_BACK_AT, NO_SUCH_USER, SUPPRESSIONS, suppress_address

NODE = "query ($id: ID!) { node(id: $id) { __typename ... on Suppression { email } } }"
OF_INVITATIONS = "{ invitedUsers { edges { node { email suppression { id kind } } } } }"


async def emails(api: Api, session: str, **arguments: Any) -> list[str]:
    return [each["email"] for each in nodes(await api.ask(SUPPRESSIONS, session, **arguments))]


class TestTheList:
    async def test_says_when_and_why(self, api: Api) -> None:
        admin = await make_admin()
        suppression_id = await suppress_address(admin.organization_id, "Ada@example.org")
        assert nodes(await api.ask(SUPPRESSIONS, await token_of(admin))) == [
            {
                "id": global_id("Suppression", suppression_id),
                "email": "Ada@example.org",
                "kind": "HARD",
                "status": "5.1.1",
                "diagnostic": NO_SUCH_USER,
                "at": "2026-03-03T09:30:00.000Z",
            }
        ]

    async def test_has_the_newest_first_page_by_page_in_both_directions(self, api: Api) -> None:
        admin = await make_admin()
        session = await token_of(admin)
        for day in range(5):
            await suppress_address(admin.organization_id, f"p{day}@example.org", at=CAME_BACK_AT + timedelta(days=day))
        first = await api.ask(SUPPRESSIONS, session, first=2)
        assert [each["email"] for each in nodes(first)] == ["p4@example.org", "p3@example.org"]
        assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (5, True)
        after = first["pageInfo"]["endCursor"]
        assert await emails(api, session, first=9, after=after) == [f"p{day}@example.org" for day in (2, 1, 0)]
        assert await emails(api, session, last=1, before=after) == ["p4@example.org"]

    async def test_is_searched_for_words_of_addresses_whatever_their_case(self, api: Api) -> None:
        admin = await make_admin()
        for email in ("Ada@example.org", "bob@example.org", "ada@elsewhere.example"):
            await suppress_address(admin.organization_id, email)
        assert await emails(api, await token_of(admin), search="EXAMPLE.ORG ada") == ["Ada@example.org"]

    async def test_has_nothing_of_another_organization(self, api: Api) -> None:
        admin, other = await make_admin(), await make_admin()
        await suppress_address(other.organization_id, "ada@example.org")
        answer = await api.ask(SUPPRESSIONS, await token_of(admin))
        assert (nodes(answer), answer["totalCount"]) == ([], 0)

    async def test_is_found_by_an_index_among_a_hundred_thousand_of_other_organizations(self, api: Api) -> None:
        admin, other = await make_admin(), await make_admin()
        await suppress_address(admin.organization_id, "ada@example.org")
        await rows(
            """
            INSERT INTO suppressions (id, organization_id, email, email_key, kind)
            SELECT uuidv7(), $1::uuid, n || '@example.org', n || '@example.org', 'hard'
              FROM generate_series(1, 100000) AS n
            """,
            other.organization_id,
        )
        await rows("ANALYZE suppressions")
        plan = await rows(
            """
            EXPLAIN SELECT id FROM suppressions s WHERE organization_id = $1
             ORDER BY s.suppressed_at DESC, s.id DESC LIMIT 26
            """,
            other.organization_id,
        )
        told = "\n".join(str(each["QUERY PLAN"]) for each in plan)
        assert "Index" in told
        assert "Sort" not in told
        assert await emails(api, await token_of(admin)) == ["ada@example.org"]


class TestWhoReadsIt:
    @pytest.mark.parametrize("role", list(Role))
    async def test_those_who_may_invite(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        actor = await make_member(admin.organization_id, role, [await make_group(admin.organization_id)])
        await make_invitation(admin, "ada@example.org")
        suppression_id = await suppress_address(admin.organization_id, "ada@example.org")
        session, is_manager = await token_of(actor), role in {Role.ADMIN, Role.GROUP_ADMIN}
        found = await api.ask(NODE, session, id=global_id("Suppression", suppression_id))
        shown = await api.ask(OF_INVITATIONS, session)
        assert (found is not None, [each["suppression"] is not None for each in nodes(shown)]) == (
            is_manager,
            [is_manager],
        )
        if is_manager:
            assert await emails(api, session) == ["ada@example.org"]
        else:
            with pytest.raises(ApiError) as raised:
                await emails(api, session)
            assert raised.value.code == "FORBIDDEN"

    async def test_nobody_of_another_organization(self, api: Api) -> None:
        admin, other = await make_admin(), await make_admin()
        suppression_id = await suppress_address(other.organization_id, "ada@example.org")
        assert await api.ask(NODE, await token_of(admin), id=global_id("Suppression", suppression_id)) is None

    async def test_nobody_without_a_session(self, api: Api) -> None:
        with pytest.raises(ApiError) as raised:
            await api.ask(SUPPRESSIONS)
        assert raised.value.code == "UNAUTHENTICATED"


class TestAnInvitation:
    async def test_names_the_suppression_of_its_address(self, api: Api) -> None:
        admin = await make_admin()
        for email in ("ada@example.org", "bob@example.org"):
            await make_invitation(admin, email)
        suppression_id = await suppress_address(admin.organization_id, "ada@example.org", BounceKind.COMPLAINT)
        await suppress_address((await make_admin()).organization_id, "bob@example.org")
        assert nodes(await api.ask(OF_INVITATIONS, await token_of(admin))) == [
            {"email": "bob@example.org", "suppression": None},
            {
                "email": "ada@example.org",
                "suppression": {"id": global_id("Suppression", suppression_id), "kind": "COMPLAINT"},
            },
        ]
