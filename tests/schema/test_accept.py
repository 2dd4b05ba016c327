"""Accepting: by whom, with what proof, and that a refusal consumes nothing."""

from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.invitations.email_queue import email_accepted
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.users.sessions import start_session
from tests.support.factories import (
    PASSWORD,
    global_id,
    lapse,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import ACCEPT, DECLINE, ME, SIGN_IN
from tests.support.people import ADA_BEARER

SENTENCES = {
    "accepted": "This invitation has already been accepted.",
    "declined": "This invitation was declined. Joining takes a new one.",
    "revoked": "This invitation was revoked. Joining takes a new one.",
    "expired": "This invitation has expired. It needs to be sent again.",
}


async def invited(email: str = "ada@example.com", role: Role = Role.ANALYST) -> tuple[Actor, UUID, str]:
    """An Admin, the invitation and its link's token."""
    admin = await make_admin()
    invitation_id = await make_invitation(admin, email, role)
    return admin, invitation_id, await link_token(invitation_id)


async def state() -> list[object]:
    """Everything that accepting could change."""
    return [
        await rows(f"SELECT * FROM {table} ORDER BY id")
        for table in ("users", "memberships", "invitations", "deliveries", "sessions", "audit_entries")
    ]


class TestANewPerson:
    async def test_becomes_a_member_and_is_signed_in(self, api: Api) -> None:
        admin = await make_member(await make_organization("Acme Devices"))
        group = await make_group(admin.organization_id, "Field Team")
        invitation_id = await make_invitation(admin, "Ada@Example.com", Role.BROADCASTER, [group])
        answer = await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)
        assert answer["errors"] == []
        assert answer["viewer"]["user"]["email"] == "Ada@Example.com"
        assert answer["viewer"]["organization"]["name"] == "Acme Devices"
        member = answer["viewer"]["member"]
        assert (member["name"], member["role"], member["isViewer"]) == ("Ada Lovelace", "BROADCASTER", True)
        assert [each["name"] for each in member["groups"]] == ["Field Team"]
        assert await api.ask(ME, answer["sessionToken"]) == answer["viewer"]

    async def test_signs_in_with_the_chosen_password_in_any_letter_case_of_the_address(self, api: Api) -> None:
        _, _, token = await invited("Ada@Example.com")
        await api.change(ACCEPT, token=token, **ADA_BEARER)
        answer = await api.change(SIGN_IN, email="ADA@example.COM", password=ADA_BEARER["password"], bearer=True)
        assert answer["errors"] == []

    async def test_gets_a_cookie_and_no_token_unless_asked_for_one(self, api: Api) -> None:
        _, _, token = await invited()
        answer = await api.change(ACCEPT, token=token, **{**ADA_BEARER, "bearer": False})
        assert answer["sessionToken"] is None
        assert (await api.ask(ME))["user"]["name"] == "Ada Lovelace"

    async def test_the_email_still_waiting_is_not_sent_any_more(self, api: Api) -> None:
        _, _, token = await invited()
        await api.change(ACCEPT, token=token, **ADA_BEARER)
        assert await value("SELECT status FROM deliveries") == "canceled"

    @pytest.mark.parametrize("name", [None, "", "  ", "\u200e\u202e"])
    async def test_is_asked_for_a_name(self, api: Api, name: str | None) -> None:
        _, _, token = await invited()
        before = await state()
        answer = await api.change(ACCEPT, token=token, **{**ADA_BEARER, "name": name})
        assert (codes(answer), answer["errors"][0]["path"]) == (["REQUIRED"], ["name"])
        assert await state() == before

    async def test_an_over_long_name_is_refused(self, api: Api) -> None:
        _, _, token = await invited()
        answer = await api.change(ACCEPT, token=token, **{**ADA_BEARER, "name": "A" * 101})
        assert (codes(answer), answer["errors"][0]["path"]) == (["TOO_LONG"], ["name"])

    @pytest.mark.parametrize(
        ("password", "code"),
        [
            (None, "REQUIRED"),
            ("", "REQUIRED"),
            ("elevenchars", "WEAK_PASSWORD"),
            ("password1234", "WEAK_PASSWORD"),
            ("aaaaaaaaaaaaaa", "WEAK_PASSWORD"),
            ("123456789012", "WEAK_PASSWORD"),
            ("ADA@EXAMPLE.COM", "WEAK_PASSWORD"),
            ("ada lovelace", "WEAK_PASSWORD"),
            ("x" * 1025, "TOO_LONG"),
            ("y" * 50_000, "TOO_LONG"),
        ],
    )
    async def test_a_password_easy_to_guess_is_refused(self, api: Api, password: str | None, code: str) -> None:
        _, _, token = await invited()
        before = await state()
        answer = await api.change(ACCEPT, token=token, **{**ADA_BEARER, "password": password})
        assert (codes(answer), answer["errors"][0]["path"]) == ([code], ["password"])
        assert await state() == before


class TestAnExistingAccount:
    async def test_is_told_to_prove_itself_and_nothing_is_consumed(self, api: Api) -> None:
        _, _, token = await invited()
        await make_user("ada@example.com")
        before = await state()
        answer = await api.change(ACCEPT, token=token, name="Mallory", bearer=True)
        assert codes(answer) == ["ACCOUNT_EXISTS"]
        assert await state() == before

    async def test_accepts_with_its_password(self, api: Api) -> None:
        _, _, token = await invited()
        await make_user("ADA@example.com", "Ada")
        answer = await api.change(ACCEPT, token=token, name="Mallory", password=PASSWORD, bearer=True)
        assert (answer["errors"], answer["viewer"]["user"]["name"]) == ([], "Ada")

    async def test_accepts_with_a_wrong_password_in_vain(self, api: Api) -> None:
        _, _, token = await invited()
        await make_user("ada@example.com")
        before = await state()
        answer = await api.change(ACCEPT, token=token, name="Ada", password="another password altogether")
        assert (codes(answer), answer["errors"][0]["path"]) == (["INVALID_CREDENTIALS"], ["password"])
        assert await state() == before

    async def test_signed_in_its_session_goes_on_in_the_new_organization(self, api: Api) -> None:
        elsewhere = await make_member(await make_organization("First"), email="ada@example.com")
        session = await token_of(elsewhere)
        admin, _, token = await invited()
        answer = await api.change(ACCEPT, session, token=token)
        assert (answer["errors"], answer["sessionToken"]) == ([], None)
        assert answer["viewer"]["organization"]["id"] == global_id("Organization", admin.organization_id)
        assert (await api.ask(ME, session))["organization"] == answer["viewer"]["organization"]
        assert await value("SELECT count(*) FROM sessions") == 1

    async def test_signed_in_it_accepts_by_the_id_of_a_waiting_invitation(self, api: Api) -> None:
        session = await start_session(await make_user("ada@example.com"), None)
        await invited()
        (waiting,) = (await api.ask(ME, session))["waitingInvitations"]
        answer = await api.change(ACCEPT, session, invitationId=waiting["invitationId"])
        assert answer["errors"] == []
        assert answer["viewer"]["waitingInvitations"] == []

    async def test_accepting_again_gives_the_same_payload_and_no_new_session(self, api: Api) -> None:
        session = await start_session(await make_user("ada@example.com"), None)
        _, _, token = await invited()
        first = await api.change(ACCEPT, session, token=token)
        before = await state()
        assert await api.change(ACCEPT, session, token=token) == first
        assert await state() == before

    async def test_accepting_again_once_removed_is_refused(self, api: Api) -> None:
        session = await start_session(await make_user("ada@example.com"), None)
        _, _, token = await invited()
        await api.change(ACCEPT, session, token=token)
        await rows("DELETE FROM memberships m USING users u WHERE u.id = m.user_id AND u.email_key = 'ada@example.com'")
        answer = await api.change(ACCEPT, session, token=token)
        assert codes(answer) == ["INVITATION_NOT_PENDING"]

    async def test_a_member_by_another_way_is_told_so(self, api: Api) -> None:
        admin, _, token = await invited()
        member = await make_member(admin.organization_id, Role.REMOTE, email="ada@example.com")
        before = await state()
        answer = await api.change(ACCEPT, await token_of(member), token=token)
        assert codes(answer) == ["ALREADY_MEMBER"]
        assert (await state())[:4] == before[:4]


class TestAnotherAccount:
    async def test_is_told_for_whom_it_is_and_nothing_is_consumed(self, api: Api) -> None:
        mallory = await token_of(await make_member(await make_organization(), email="mallory@example.com"))
        _, _, token = await invited("ada.lovelace@example.com")
        before = await state()
        answer = await api.change(ACCEPT, mallory, token=token, name="Ada", password=ADA_BEARER["password"])
        (error,) = answer["errors"]
        assert error["code"] == "WRONG_ACCOUNT"
        assert "a…@example.com" in error["message"]
        assert "lovelace" not in error["message"]
        assert await state() == before
        assert (await api.change(ACCEPT, token=token, **ADA_BEARER))["errors"] == []

    async def test_does_not_learn_of_an_invitation_by_its_id(self, api: Api) -> None:
        mallory = await token_of(await make_member(await make_organization(), email="mallory@example.com"))
        admin, invitation_id, _ = await invited()
        answers = [
            await api.change(mutation, mallory, invitationId=each)
            for mutation in (ACCEPT, DECLINE)
            for each in (
                global_id("Invitation", invitation_id),
                global_id("Invitation", admin.user_id),
            )
        ]
        assert [each["errors"] for each in answers] == [answers[0]["errors"]] * 4
        assert (codes(answers[0]), answers[0]["errors"][0]["path"]) == (["NOT_FOUND"], ["invitationId"])


class TestWhichInvitation:
    @pytest.mark.parametrize("mutation", [ACCEPT, DECLINE])
    async def test_token_and_id_together_or_neither_are_no_request(self, api: Api, mutation: str) -> None:
        _, invitation_id, token = await invited()
        named = global_id("Invitation", invitation_id)
        for values in ({}, {"token": token, "invitationId": named}):
            with pytest.raises(ApiError) as raised:
                await api.change(mutation, **values)
            assert raised.value.code == "BAD_USER_INPUT"

    @pytest.mark.parametrize("mutation", [ACCEPT, DECLINE])
    async def test_an_id_is_for_the_signed_in(self, api: Api, mutation: str) -> None:
        _, invitation_id, _ = await invited()
        with pytest.raises(ApiError) as raised:
            await api.change(mutation, invitationId=global_id("Invitation", invitation_id))
        assert raised.value.code == "UNAUTHENTICATED"


class TestNoLongerPending:
    @pytest.mark.parametrize("status", list(SENTENCES))
    async def test_the_refusal_names_the_status_it_met(self, api: Api, status: str) -> None:
        admin, invitation_id, token = await invited()
        match status:
            case "accepted":
                await api.change(ACCEPT, token=token, **ADA_BEARER)
                api.http.cookies.clear()
            case "declined":
                await api.change(DECLINE, token=token)
            case "revoked":
                await revoke(admin, [invitation_id])
            case _:
                await lapse(invitation_id)
        before = await state()
        answer = await api.change(ACCEPT, token=token, **ADA_BEARER)
        (error,) = answer["errors"]
        assert (error["__typename"], error["code"]) == ("InvitationNotPending", "INVITATION_NOT_PENDING")
        assert (error["status"], error["message"]) == (status.upper(), SENTENCES[status])
        assert await state() == before

    async def test_a_link_replaced_by_a_newer_email_is_not_valid(self, api: Api) -> None:
        admin, invitation_id, token = await invited()
        await resend(admin, [invitation_id])
        await email_accepted(invitation_id, 2)
        answer = await api.change(ACCEPT, token=token, **ADA_BEARER)
        assert (codes(answer), answer["errors"][0]["path"]) == (["INVALID_TOKEN"], ["token"])
        assert (await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER))["errors"] == []


class TestWhoInvitedMayNotDoSoAnyMore:
    @pytest.mark.parametrize(
        "change", ["UPDATE memberships SET role = 'analyst' WHERE id = $1", "DELETE FROM memberships WHERE id = $1"]
    )
    async def test_it_stays_pending_until_somebody_able_sends_it_again(self, api: Api, change: str) -> None:
        inviter, invitation_id, token = await invited()
        admin = await make_member(inviter.organization_id)
        await rows(change, inviter.membership_id)
        answer = await api.change(ACCEPT, token=token, **ADA_BEARER)
        assert codes(answer) == ["ROLE_NOT_ALLOWED"]
        assert await value("SELECT status FROM invitations") == "pending"
        assert await value("SELECT count(*) FROM users WHERE email_key = 'ada@example.com'") == 0
        await resend(admin, [invitation_id])
        assert (await api.change(ACCEPT, token=token, **ADA_BEARER))["errors"] == []

    async def test_a_group_admin_who_lost_the_group_no_longer_stands_behind_it(self, api: Api) -> None:
        organization_id = await make_organization()
        group = await make_group(organization_id)
        inviter = await make_member(organization_id, Role.GROUP_ADMIN, [group])
        invitation_id = await make_invitation(inviter, "ada@example.com", Role.ANALYST, [group])
        await rows("UPDATE memberships SET group_ids = '{}' WHERE id = $1", inviter.membership_id)
        answer = await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)
        assert codes(answer) == ["ROLE_NOT_ALLOWED"]
