"""What a corrected address may not be, and which invitations keep theirs."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.database.sql import value
from app.deliveries.bounces import Bounce, BounceKind
from app.invitations.revoke import revoke
from app.organizations.roles import Role
from app.suppressions.actions import suppress
from tests.schema.test_update_invitation_email import RIGHT, WRONG, addressed, correct
from tests.support.changed_rate_limits import Limit
from tests.support.factories import (
    global_id,
    lapse,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
)
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import ACCEPT, DECLINE, UPDATE_INVITATION_EMAIL
from tests.support.people import ADA

KEY = "one"


class TestTheAddress:
    @pytest.mark.parametrize(
        ("typed", "code"),
        [("", "REQUIRED"), ("ada", "INVALID_EMAIL"), (f"{'a' * 64}@{'b' * 250}.com", "TOO_LONG")],
    )
    async def test_has_to_be_one(self, api: Api, typed: str, code: str) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        answer = await correct(api, admin, invitation_id, typed)
        (error,) = answer["errors"]
        assert (error["code"], error["path"], answer["invitation"]) == (code, ["email"], None)
        assert await addressed(invitation_id) == WRONG

    async def test_that_was_probably_meant_is_named(self, api: Api) -> None:
        admin = await make_admin()
        (error,) = (await correct(api, admin, await make_invitation(admin, WRONG), "<ada@example.com>"))["errors"]
        assert error["code"] == "INVALID_EMAIL"
        assert "Did you mean ada@example.com?" in error["message"]

    async def test_of_another_pending_invitation_is_refused_with_that_one(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id, other = await make_invitation(admin, WRONG), await make_invitation(admin, RIGHT)
        (error,) = (await correct(api, admin, invitation_id, "ADA@example.com"))["errors"]
        assert (error["code"], error["path"]) == ("ALREADY_INVITED", ["email"])
        assert error["invitation"]["id"] == global_id("Invitation", other)
        assert await value("SELECT count(*) FROM invitations") == 2

    @pytest.mark.parametrize("is_over", ["lapsed", "revoked"])
    async def test_of_an_invitation_that_is_over_is_taken(self, api: Api, is_over: str) -> None:
        admin = await make_admin()
        invitation_id, other = await make_invitation(admin, WRONG), await make_invitation(admin, RIGHT)
        await (lapse(other) if is_over == "lapsed" else revoke(admin, [other]))
        assert codes(await correct(api, admin, invitation_id)) == []
        assert await value("SELECT status FROM invitations WHERE id = $1", other) in {"expired", "revoked"}

    async def test_of_another_organization_is_taken(self, api: Api) -> None:
        await make_invitation(await make_admin(), RIGHT)
        admin = await make_admin()
        assert codes(await correct(api, admin, await make_invitation(admin, WRONG))) == []

    async def test_of_a_member_is_refused(self, api: Api) -> None:
        admin = await make_admin()
        await make_member(admin.organization_id, email=RIGHT)
        answer = await correct(api, admin, await make_invitation(admin, WRONG))
        assert codes(answer) == ["ALREADY_MEMBER"]

    async def test_whose_owner_declined_lately_is_taken_once_that_is_confirmed(self, api: Api) -> None:
        admin = await make_admin()
        declined = await make_invitation(admin, "ada+other@example.com")
        await api.change(DECLINE, token=await link_token(declined))
        invitation_id = await make_invitation(admin, WRONG)
        (error,) = (await correct(api, admin, invitation_id))["errors"]
        assert (error["__typename"], error["code"], error["path"]) == ("InvitationDeclined", "DECLINED", ["email"])
        assert await addressed(invitation_id) == WRONG
        assert codes(await correct(api, admin, invitation_id, confirmDeclined=True)) == []

    async def test_that_is_suppressed_is_refused_also_where_a_decline_is_confirmed(self, api: Api) -> None:
        admin = await make_admin()
        bounce = Bounce(BounceKind.HARD, "5.1.1", "no such user", datetime.now(UTC))
        await suppress(admin.organization_id, RIGHT, RIGHT, bounce)
        invitation_id = await make_invitation(admin, WRONG)
        (error,) = (await correct(api, admin, invitation_id, confirmDeclined=True))["errors"]
        assert (error["__typename"], error["code"], error["path"]) == ("Suppressed", "SUPPRESSED", ["email"])
        assert await addressed(invitation_id) == WRONG

    async def test_of_whom_emails_came_back_is_left_behind(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        await suppress(admin.organization_id, WRONG, WRONG, Bounce(BounceKind.HARD, None, None, datetime.now(UTC)))
        assert codes(await correct(api, admin, invitation_id)) == []

    async def test_gets_as_many_emails_as_it_may(self, api: Api, limit: Limit) -> None:
        limit(emails_per_address="1/1h")
        admin = await make_admin()
        first, second = await make_invitation(admin, WRONG), await make_invitation(admin, "bob@example.com")
        assert codes(await correct(api, admin, first, RIGHT)) == []
        answer = await correct(api, admin, second, "ada+again@example.com")
        assert codes(answer) == ["RATE_LIMITED"]
        assert await addressed(second) == "bob@example.com"

    async def test_that_is_refused_uses_up_no_limit(self, api: Api, limit: Limit) -> None:
        limit(invitations_per_member="3/1h")
        admin = await make_admin()
        invitation_id, other = await make_invitation(admin, WRONG), await make_invitation(admin, "bob@example.com")
        for _ in range(3):
            assert codes(await correct(api, admin, other, WRONG)) == ["ALREADY_INVITED"]
        assert codes(await correct(api, admin, invitation_id)) == []


class TestTheInvitation:
    @pytest.mark.parametrize("became", ["ACCEPTED", "DECLINED", "REVOKED"])
    async def test_that_is_over_keeps_its_address(self, api: Api, became: str) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        token = await link_token(invitation_id)
        if became == "ACCEPTED":
            await api.change(ACCEPT, token=token, **ADA)
        elif became == "DECLINED":
            await api.change(DECLINE, token=token)
        else:
            await revoke(admin, [invitation_id])
        for email in (RIGHT, WRONG.upper()):
            (error,) = (await correct(api, admin, invitation_id, email))["errors"]
            assert (error["code"], error["status"]) == ("INVITATION_NOT_PENDING", became)
        assert await addressed(invitation_id) == WRONG

    async def test_is_a_group_admins_only_within_own_groups(self, api: Api) -> None:
        admin = await make_admin()
        own, other = [await make_group(admin.organization_id) for _ in range(2)]
        actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [own])
        offers = [(Role.ANALYST, []), (Role.ANALYST, [other]), (Role.ANALYST, [own, other]), (Role.ADMIN, [own])]
        for number, (role, groups) in enumerate(offers):
            invitation_id = await make_invitation(admin, f"bob-{number}@example.com", role, groups)
            assert codes(await correct(api, actor, invitation_id)) == ["NOT_PERMITTED"]
        inside = await make_invitation(admin, WRONG, Role.ANALYST, [own])
        assert codes(await correct(api, actor, inside)) == []

    async def test_is_nobodys_whose_role_invites_nobody(self, api: Api) -> None:
        admin = await make_admin()
        analyst = await make_member(admin.organization_id, Role.ANALYST)
        assert codes(await correct(api, analyst, await make_invitation(admin, WRONG))) == ["NOT_PERMITTED"]

    async def test_nobody_who_is_signed_out_corrects(self, api: Api) -> None:
        invitation_id = await make_invitation(await make_admin(), WRONG)
        with pytest.raises(ApiError, match="UNAUTHENTICATED"):
            await api.change(UPDATE_INVITATION_EMAIL, invitationId=global_id("Invitation", invitation_id), email=RIGHT)


class TestAKey:
    async def test_of_a_refused_request_can_be_used_again(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id, other = await make_invitation(admin, WRONG), await make_invitation(admin, RIGHT)
        assert codes(await correct(api, admin, invitation_id, idempotencyKey=KEY)) == ["ALREADY_INVITED"]
        await revoke(admin, [other])
        assert codes(await correct(api, admin, invitation_id, idempotencyKey=KEY)) == []

    async def test_answers_what_was_done_also_once_it_has_yet_another_address(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        await correct(api, admin, invitation_id, idempotencyKey=KEY)
        await correct(api, admin, invitation_id, "bob@example.com")
        again: dict[str, Any] = await correct(api, admin, invitation_id, idempotencyKey=KEY)
        assert (again["errors"], again["invitation"]["email"]) == ([], "bob@example.com")

    async def test_is_for_one_address(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        await correct(api, admin, invitation_id, idempotencyKey=KEY)
        answer = await correct(api, admin, invitation_id, "bob@example.com", idempotencyKey=KEY)
        assert codes(answer) == ["IDEMPOTENCY_KEY_REUSED"]
        assert await value("SELECT generation FROM invitations") == 2
