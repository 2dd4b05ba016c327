"""Changing one's own name, and what one is told by email."""

import pytest

from app.database.sql import rows
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, members_changed
from app.users.sessions import start_session
from tests.support.audit_entries import audit_of
from tests.support.factories import make_admin, make_member, make_organization, make_user, token_of
from tests.support.graphql_client import Api, ApiError, codes, nodes
from tests.support.graphql_operations import CURRENT_USERS, UPDATE_PROFILE
from tests.support.published_events import hear


class TestUpdateProfile:
    async def test_a_person_is_called_otherwise_in_all_organizations_and_their_lists_are_told(self, api: Api) -> None:
        here = await make_member(await make_organization(), Role.REMOTE, name="Grace")
        there = await make_member(await make_organization(), Role.ANALYST, user_id=here.user_id)
        token = await token_of(here)
        with hear() as heard:
            answer = await api.change(UPDATE_PROFILE, token, name="  Grace   Hopper ")
        assert (answer["errors"], answer["viewer"]["user"]["name"]) == ([], "Grace Hopper")
        for member in (here, there):
            (listed,) = nodes(await api.ask(CURRENT_USERS, await token_of(member)))
            assert listed["name"] == "Grace Hopper"
            (entry,) = await audit_of(member.membership_id)
            assert entry["organization_id"] == member.organization_id
            assert (entry["action"], entry["changes"]) == ("member.name_changed", {"name": ["Grace", "Grace Hopper"]})
        assert set(heard.events) == {
            members_changed(each.organization_id, ChangeKind.UPDATED, each.membership_id) for each in (here, there)
        }
        (entry,) = await audit_of(here.user_id)
        assert (entry["action"], entry["organization_id"]) == ("user.name_changed", None)

    async def test_the_same_name_again_changes_nothing(self, api: Api) -> None:
        admin = await make_admin()
        with hear() as heard:
            answer = await api.change(UPDATE_PROFILE, await token_of(admin), name=f" {admin.name}")
        assert (answer["errors"], answer["viewer"]["user"]["name"]) == ([], admin.name)
        assert (heard.events, await audit_of(admin.membership_id)) == ([], [])

    async def test_who_is_in_no_organization_may_too(self, api: Api) -> None:
        token = await start_session(await make_user(), None)
        answer = await api.change(UPDATE_PROFILE, token, name="Ada")
        assert (answer["errors"], answer["viewer"]["user"]["name"]) == ([], "Ada")

    @pytest.mark.parametrize(("name", "code"), [("", "REQUIRED"), (" \u200e ", "REQUIRED"), ("x" * 101, "TOO_LONG")])
    async def test_a_name_that_is_none_is_refused(self, api: Api, name: str, code: str) -> None:
        admin = await make_admin()
        answer = await api.change(UPDATE_PROFILE, await token_of(admin), name=name)
        (error,) = answer["errors"]
        assert (codes(answer), error["path"], answer["viewer"]) == ([code], ["name"], None)
        assert await rows("SELECT name FROM users") == [{"name": admin.name}]

    async def test_signed_out_nobody_may(self, api: Api) -> None:
        with pytest.raises(ApiError) as refused:
            await api.change(UPDATE_PROFILE, name="Ada")
        assert refused.value.code == "UNAUTHENTICATED"


class TestBounceDigests:
    async def test_are_on_until_the_person_switches_them_off(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        for on, before in ((False, True), (True, False)):
            answer = await api.change(UPDATE_PROFILE, token, wantsBounceDigests=on)
            assert (answer["errors"], answer["viewer"]["user"]["wantsBounceDigests"]) == ([], on)
            entry = (await audit_of(admin.user_id))[-1]
            assert (entry["action"], entry["organization_id"]) == ("user.bounce_digests_changed", None)
            assert entry["changes"] == {"wants_bounce_digests": [before, on]}

    async def test_what_is_null_or_left_out_stays(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        await api.change(UPDATE_PROFILE, token, wantsBounceDigests=False)
        for given in ({"name": "Ada", "wantsBounceDigests": None}, {"name": None}, {}):
            user = (await api.change(UPDATE_PROFILE, token, **given))["viewer"]["user"]
            assert (user["name"], user["wantsBounceDigests"]) == ("Ada", False)
        assert [each["action"] for each in await audit_of(admin.user_id)] == [
            "user.bounce_digests_changed",
            "user.name_changed",
        ]

    async def test_a_name_that_is_refused_changes_nothing_else_either(self, api: Api) -> None:
        admin = await make_admin()
        answer = await api.change(UPDATE_PROFILE, await token_of(admin), name="", wantsBounceDigests=False)
        assert codes(answer) == ["REQUIRED"]
        assert await rows("SELECT wants_bounce_digests FROM users") == [{"wants_bounce_digests": True}]

    async def test_concern_the_person_alone(self, api: Api) -> None:
        admin = await make_admin()
        colleague = await make_member(admin.organization_id)
        await api.change(UPDATE_PROFILE, await token_of(admin), wantsBounceDigests=False)
        answer = await api.change(UPDATE_PROFILE, await token_of(colleague))
        assert answer["viewer"]["user"]["wantsBounceDigests"] is True
