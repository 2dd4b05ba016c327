"""Releasing an address: by whom, once, and what becomes of it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed
from tests.support.audit_entries import audit_of
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import INVITE
from tests.support.published_events import hear
from tests.support.suppressed_addresses import RELEASE, suppress_address, suppressed_in

ADA = "ada@example.org"
ENTRIES = "{ auditEntries(first: 1) { edges { node { action text subjectName subjectEmail } } } }"


async def release(api: Api, actor: Actor, suppression_id: UUID) -> dict[str, Any]:
    return await api.change(RELEASE, await token_of(actor), suppressionId=global_id("Suppression", suppression_id))


class TestAReleasedAddress:
    async def test_is_returned_as_it_was_and_can_be_invited(self, api: Api) -> None:
        admin = await make_admin()
        suppression_id = await suppress_address(admin.organization_id, ADA)
        answer = await release(api, admin, suppression_id)
        assert (answer["suppression"]["id"], answer["suppression"]["email"], answer["errors"]) == (
            global_id("Suppression", suppression_id),
            ADA,
            [],
        )
        assert codes(await api.change(INVITE, await token_of(admin), email=ADA, role="ANALYST")) == []

    async def test_cannot_be_released_twice(self, api: Api) -> None:
        admin = await make_admin()
        suppression_id = await suppress_address(admin.organization_id, ADA)
        await release(api, admin, suppression_id)
        answer = await release(api, admin, suppression_id)
        assert (answer["suppression"], codes(answer)) == (None, ["NOT_FOUND"])
        assert answer["errors"][0]["path"] == ["suppressionId"]

    async def test_is_suppressed_anew_when_an_email_comes_back_again(self, api: Api) -> None:
        admin = await make_admin()
        first = await suppress_address(admin.organization_id, ADA)
        await release(api, admin, first)
        assert await suppress_address(admin.organization_id, ADA) != first

    async def test_is_in_the_activity_and_lists_are_told(self, api: Api) -> None:
        admin = await make_admin()
        suppression_id = await suppress_address(admin.organization_id, ADA)
        with hear() as heard:
            await release(api, admin, suppression_id)
        assert heard.events == [invitations_changed(admin.organization_id, ChangeKind.MANY, None)]
        (entry,) = await audit_of(suppression_id)
        assert (entry["action"], entry["actor_user_id"]) == ("suppression.released", admin.user_id)
        (edge,) = (await api.ask(ENTRIES, await token_of(admin)))["edges"]
        assert edge["node"] == {
            "action": "suppression.released",
            "text": f"{ADA} can be invited again",
            "subjectName": ADA,
            "subjectEmail": ADA,
        }


class TestWhoReleases:
    @pytest.mark.parametrize("role", list(Role))
    async def test_those_who_may_invite(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        actor = await make_member(admin.organization_id, role, [await make_group(admin.organization_id)])
        answer = await release(api, actor, await suppress_address(admin.organization_id, ADA))
        is_manager = role in {Role.ADMIN, Role.GROUP_ADMIN}
        assert codes(answer) == ([] if is_manager else ["NOT_PERMITTED"])
        assert await suppressed_in(admin.organization_id) == ([] if is_manager else [ADA])

    async def test_nobody_of_another_organization(self, api: Api) -> None:
        admin, other = await make_admin(), await make_admin()
        answer = await release(api, admin, await suppress_address(other.organization_id, ADA))
        assert codes(answer) == ["NOT_FOUND"]
        assert await suppressed_in(other.organization_id) == [ADA]

    async def test_what_is_no_suppression_is_not_found(self, api: Api) -> None:
        admin = await make_admin()
        assert codes(await release(api, admin, uuid4())) == ["NOT_FOUND"]
        answer = await api.change(
            RELEASE, await token_of(admin), suppressionId=global_id("Member", admin.membership_id)
        )
        assert codes(answer) == ["NOT_FOUND"]
        assert answer["errors"][0]["message"] == "This is the id of a member, not of a suppressed address."
