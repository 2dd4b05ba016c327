"""Going on in another organization with the same session."""

from uuid import UUID, uuid4

import pytest

from app.organizations.roles import Role
from tests.support.factories import PASSWORD, global_id, make_group, make_member, make_organization, make_user, token_of
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import CREATE_GROUP, GROUPS, ME, SIGN_IN, SWITCH_ORGANIZATION
from tests.support.people import ADA_EMAIL
from tests.support.sessions import sessions_of


async def in_two() -> tuple[UUID, UUID, UUID, str]:
    """A user, the organization where the user is an Admin, one where a Remote, and a session in the first."""
    user_id = await make_user(ADA_EMAIL)
    first, second = await make_organization("Acme Devices"), await make_organization("Borealis")
    admin = await make_member(first, Role.ADMIN, user_id=user_id)
    await make_member(second, Role.REMOTE, user_id=user_id)
    return user_id, first, second, await token_of(admin)


class TestSwitchOrganization:
    async def test_moves_this_session_and_no_other(self, api: Api) -> None:
        user_id, first, second, token = await in_two()
        other = (await api.change(SIGN_IN, email=ADA_EMAIL, password=PASSWORD, bearer=True))["sessionToken"]
        await api.change(SWITCH_ORGANIZATION, other, organizationId=global_id("Organization", first))
        assert await sessions_of(user_id) == [first, first]
        answer = await api.change(SWITCH_ORGANIZATION, token, organizationId=global_id("Organization", second))
        assert answer["errors"] == []
        assert await sessions_of(user_id) == [second, first]
        assert await api.ask(ME, token) == answer["viewer"]
        assert (await api.ask(ME, other))["organization"]["name"] == "Acme Devices"

    async def test_the_viewer_is_who_they_are_over_there(self, api: Api) -> None:
        _, first, second, token = await in_two()
        await make_group(second, "Northern Lights")
        answer = await api.change(SWITCH_ORGANIZATION, token, organizationId=global_id("Organization", second))
        viewer = answer["viewer"]
        assert viewer["organization"]["name"] == "Borealis"
        assert (viewer["member"]["role"], viewer["canInvite"], viewer["assignableRoles"]) == ("REMOTE", False, [])
        assert [each["name"] for each in viewer["organizations"]] == ["Acme Devices", "Borealis"]
        assert [edge["node"]["name"] for edge in (await api.ask(GROUPS, token))["edges"]] == ["Northern Lights"]
        assert codes(await api.change(CREATE_GROUP, token, name="East")) == ["NOT_PERMITTED"]
        await api.change(SWITCH_ORGANIZATION, token, organizationId=global_id("Organization", first))
        assert codes(await api.change(CREATE_GROUP, token, name="East")) == []

    async def test_who_sent_a_token_goes_on_with_it(self, api: Api) -> None:
        _, _, second, token = await in_two()
        answer = await api.change(SWITCH_ORGANIZATION, token, organizationId=global_id("Organization", second))
        assert answer["sessionToken"] == token

    async def test_a_browser_keeps_its_cookie_and_sees_no_token(self, api: Api) -> None:
        _, first, second, _ = await in_two()
        signed_in = await api.change(SIGN_IN, email=ADA_EMAIL, password=PASSWORD)
        cookies = dict(api.http.cookies)
        for organization in (first, second):
            answer = await api.change(SWITCH_ORGANIZATION, organizationId=global_id("Organization", organization))
            assert (answer["errors"], answer["sessionToken"]) == ([], None)
            assert (await api.ask(ME))["organization"]["id"] == global_id("Organization", organization)
        assert cookies
        assert dict(api.http.cookies) == cookies
        assert signed_in["sessionToken"] is None

    async def test_signing_in_again_leads_to_the_organization_used_last(self, api: Api) -> None:
        _, first, second, token = await in_two()
        for organization in (first, second, first):
            await api.change(SWITCH_ORGANIZATION, token, organizationId=global_id("Organization", organization))
            answer = await api.change(SIGN_IN, email=ADA_EMAIL, password=PASSWORD, bearer=True)
            assert answer["viewer"]["organization"]["id"] == global_id("Organization", organization)


class TestRefusals:
    async def test_an_unknown_organization_is_answered_like_a_foreign_one(self, api: Api) -> None:
        user_id, first, _, token = await in_two()
        foreign = await make_organization("Somebody else's")
        refused = [
            (await api.change(SWITCH_ORGANIZATION, token, organizationId=asked))["errors"]
            for asked in (
                global_id("Organization", foreign),
                global_id("Organization", uuid4()),
            )
        ]
        ((error,), *others) = refused
        assert (error["code"], error["path"]) == ("NOT_FOUND", ["organizationId"])
        assert others == [[error]]
        assert await sessions_of(user_id) == [first]

    async def test_signed_out_there_is_nothing_to_move(self, api: Api) -> None:
        with pytest.raises(ApiError) as refused:
            await api.change(SWITCH_ORGANIZATION, organizationId=global_id("Organization", await make_organization()))
        assert refused.value.code == "UNAUTHENTICATED"
