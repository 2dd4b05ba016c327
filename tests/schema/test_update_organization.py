"""Changing an organization's name and the time limit of its invitations."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.database.sql import value
from app.invitations.resend import resend
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, members_changed
from tests.support.audit_entries import audit_of
from tests.support.factories import lapse, make_admin, make_invitation, make_member, make_organization, token_of
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import CREATE_GROUP, UPDATE_ORGANIZATION
from tests.support.published_events import hear


async def limit_of(invitation_id: UUID) -> timedelta | None:
    """How long the invitation is good for, from now on."""
    limit: timedelta | None = await value("SELECT expires_at - now() FROM invitations WHERE id = $1", invitation_id)
    return limit


class TestUpdateOrganization:
    async def test_what_is_left_out_stays(self, api: Api) -> None:
        admin = await make_member(await make_organization("Acme Devices", ttl_days=7))
        token = await token_of(admin)
        with hear() as heard:
            answer = await api.change(UPDATE_ORGANIZATION, token, name=" Acme  Field ")
        assert heard.events == [members_changed(admin.organization_id, ChangeKind.MANY, None)]
        assert (answer["errors"], answer["organization"]["name"]) == ([], "Acme Field")
        assert answer["organization"]["invitationTtlDays"] == 7
        answer = await api.change(UPDATE_ORGANIZATION, token, invitationTtlDays=30)
        assert answer["organization"]["name"] == "Acme Field"
        assert answer["organization"]["invitationTtlDays"] == 30
        assert [entry["changes"] for entry in await audit_of(admin.organization_id)] == [
            {"name": ["Acme Devices", "Acme Field"]},
            {"invitation_ttl_days": [7, 30]},
        ]

    async def test_null_clears_the_time_limit_and_leaves_the_name(self, api: Api) -> None:
        admin = await make_member(await make_organization("Acme Devices", ttl_days=7))
        answer = await api.change(UPDATE_ORGANIZATION, await token_of(admin), name=None, invitationTtlDays=None)
        assert answer["errors"] == []
        assert answer["organization"]["invitationTtlDays"] is None
        assert answer["organization"]["name"] == "Acme Devices"

    async def test_nothing_to_change_is_no_change(self, api: Api) -> None:
        admin = await make_member(await make_organization("Acme Devices", ttl_days=7))
        token = await token_of(admin)
        with hear() as heard:
            for values in ({}, {"name": "Acme Devices", "invitationTtlDays": 7}):
                answer = await api.change(UPDATE_ORGANIZATION, token, **values)
                assert answer["organization"]["invitationTtlDays"] == 7
        assert (heard.events, await audit_of(admin.organization_id)) == ([], [])

    @pytest.mark.parametrize("days", [1, 3650])
    async def test_a_limit_counts_for_invitations_made_or_sent_again_afterwards(self, api: Api, days: int) -> None:
        admin = await make_admin()
        before, resent = [await make_invitation(admin) for _ in range(2)]
        await api.change(UPDATE_ORGANIZATION, await token_of(admin), invitationTtlDays=days)
        await resend(admin, [resent])
        after = await make_invitation(admin)
        assert await limit_of(before) is None
        for invitation_id in (resent, after):
            limit = await limit_of(invitation_id)
            assert limit is not None
            assert timedelta(days=days) - timedelta(minutes=1) < limit <= timedelta(days=days)

    async def test_without_a_limit_an_expired_invitation_is_revived_for_ever(self, api: Api) -> None:
        admin = await make_member(await make_organization(ttl_days=7))
        invitation_id = await make_invitation(admin)
        await lapse(invitation_id)
        await api.change(UPDATE_ORGANIZATION, await token_of(admin), invitationTtlDays=None)
        await resend(admin, [invitation_id])
        assert await limit_of(invitation_id) is None


class TestReading:
    @pytest.mark.parametrize("role", Role, ids=str)
    async def test_every_member_sees_what_counts_for_the_organization(self, api: Api, role: Role) -> None:
        member = await make_member(await make_organization("Acme Devices", ttl_days=14), role)
        query = "{ viewer { organization { name invitationTtlDays bulkInviteRowLimit } } }"
        assert (await api.ask(query, await token_of(member)))["organization"] == {
            "name": "Acme Devices",
            "invitationTtlDays": 14,
            "bulkInviteRowLimit": 100,
        }

    @pytest.mark.parametrize("role", Role, ids=str)
    async def test_the_viewer_knows_whether_it_may_be_changed(self, api: Api, role: Role) -> None:
        token = await token_of(await make_member(await make_organization(), role))
        may = (await api.ask("{ viewer { canChangeSettings } }", token))["canChangeSettings"]
        for mutation, name in ((UPDATE_ORGANIZATION, "Mine"), (CREATE_GROUP, "Kiosks")):
            assert may is (codes(await api.change(mutation, token, name=name)) == [])


class TestRefusals:
    @pytest.mark.parametrize("days", [0, -1, 3651, 2**31 - 1])
    async def test_a_limit_is_1_to_3650_days(self, api: Api, days: int) -> None:
        admin = await make_member(await make_organization("Acme Devices", ttl_days=7))
        answer = await api.change(UPDATE_ORGANIZATION, await token_of(admin), name="Other", invitationTtlDays=days)
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == ("OUT_OF_RANGE", ["invitationTtlDays"])
        assert error["message"] == "A time limit has to be from 1 to 3,650 days."
        assert await value("SELECT name FROM organizations WHERE id = $1", admin.organization_id) == "Acme Devices"

    @pytest.mark.parametrize(("name", "code"), [("", "REQUIRED"), (" \t", "REQUIRED"), ("x" * 101, "TOO_LONG")])
    async def test_a_name_that_is_none_is_refused(self, api: Api, name: str, code: str) -> None:
        answer = await api.change(UPDATE_ORGANIZATION, await token_of(await make_admin()), name=name)
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == (code, ["name"])

    async def test_only_an_admin_of_this_very_moment_may(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(await make_member(admin.organization_id, Role.GROUP_ADMIN))
        assert codes(await api.change(UPDATE_ORGANIZATION, token, name="Mine")) == ["NOT_PERMITTED"]
        with pytest.raises(ApiError) as refused:
            await api.change(UPDATE_ORGANIZATION, name="Mine")
        assert refused.value.code == "UNAUTHENTICATED"
