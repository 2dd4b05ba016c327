"""An existing account and the invitations of other organizations."""

from uuid import UUID

from app.database.sql import value
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.factories import (
    PASSWORD,
    global_id,
    link_token,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, DECLINE, ME, SIGN_IN
from tests.support.people import ADA_EMAIL
from tests.support.sessions import sessions_of


async def invited_elsewhere(email: str = ADA_EMAIL) -> tuple[Actor, UUID]:
    """A member of Acme Devices, and an invitation of Borealis to the same address."""
    member = await make_member(await make_organization("Acme Devices"), Role.ANALYST, email=email)
    admin = await make_member(await make_organization("Borealis"))
    return member, await make_invitation(admin, email, Role.BROADCASTER)


class TestJoining:
    async def test_with_the_accounts_password_gives_a_session_in_the_new_organization(self, api: Api) -> None:
        member, invitation_id = await invited_elsewhere()
        old = await token_of(member)
        link = await link_token(invitation_id)
        assert codes(await api.change(ACCEPT, token=link, name="Ada")) == ["ACCOUNT_EXISTS"]
        assert codes(await api.change(ACCEPT, token=link, password="not the right one")) == ["INVALID_CREDENTIALS"]
        answer = await api.change(ACCEPT, token=link, password=PASSWORD, bearer=True)
        assert answer["errors"] == []
        assert [each["name"] for each in answer["viewer"]["organizations"]] == ["Acme Devices", "Borealis"]
        assert answer["viewer"]["organization"]["name"] == "Borealis"
        assert (await api.ask(ME, old))["organization"]["name"] == "Acme Devices"
        assert len(await sessions_of(member.user_id)) == 2
        assert await value("SELECT count(*) FROM users WHERE email_key = $1", ADA_EMAIL) == 1

    async def test_signed_in_moves_the_session(self, api: Api) -> None:
        member, invitation_id = await invited_elsewhere()
        token = await token_of(member)
        answer = await api.change(ACCEPT, token, token=await link_token(invitation_id))
        assert (answer["errors"], answer["sessionToken"]) == ([], None)
        assert answer["viewer"]["member"]["role"] == "BROADCASTER"
        assert await api.ask(ME, token) == answer["viewer"]
        organization_id = await value("SELECT organization_id FROM invitations WHERE id = $1", invitation_id)
        assert await sessions_of(member.user_id) == [organization_id]


class TestWaitingInvitations:
    async def test_are_seen_after_signing_in_with_the_invited_address_in_any_letter_case(self, api: Api) -> None:
        _, invitation_id = await invited_elsewhere()
        admin = await make_member(await make_organization("Cumulus"))
        newer = await make_invitation(admin, "ADA@Example.COM", Role.REMOTE)
        viewer = (await api.change(SIGN_IN, email=ADA_EMAIL, password=PASSWORD, bearer=True))["viewer"]
        assert [
            (each["invitationId"], each["organizationName"], each["role"]) for each in viewer["waitingInvitations"]
        ] == [
            (global_id("Invitation", newer), "Cumulus", "REMOTE"),
            (global_id("Invitation", invitation_id), "Borealis", "BROADCASTER"),
        ]
        assert {(each["status"], each["accountExists"]) for each in viewer["waitingInvitations"]} == {("PENDING", True)}

    async def test_are_of_organizations_that_the_person_is_not_in_yet(self, api: Api) -> None:
        """Somebody invited in one letter case may have joined meanwhile, say by the command line."""
        member, invitation_id = await invited_elsewhere()
        organization_id = await value("SELECT organization_id FROM invitations WHERE id = $1", invitation_id)
        await make_member(organization_id, Role.REMOTE, user_id=member.user_id)
        assert (await api.ask(ME, await token_of(member)))["waitingInvitations"] == []

    async def test_are_nobody_elses_to_see_accept_or_decline(self, api: Api) -> None:
        _, invitation_id = await invited_elsewhere()
        token = await token_of(await make_member(await make_organization(), email="eve@example.com"))
        assert (await api.ask(ME, token))["waitingInvitations"] == []
        for mutation in (ACCEPT, DECLINE):
            answer = await api.change(mutation, token, invitationId=global_id("Invitation", invitation_id))
            (error,) = answer["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["invitationId"])

    async def test_are_accepted_by_their_id_and_then_wait_no_more(self, api: Api) -> None:
        member, _ = await invited_elsewhere()
        token = await token_of(member)
        (waiting,) = (await api.ask(ME, token))["waitingInvitations"]
        answer = await api.change(ACCEPT, token, invitationId=waiting["invitationId"])
        assert answer["errors"] == []
        assert answer["viewer"]["organization"]["name"] == "Borealis"
        assert answer["viewer"]["waitingInvitations"] == []
        again = await api.change(ACCEPT, token, invitationId=waiting["invitationId"])
        assert again == answer

    async def test_are_declined_by_their_id_and_the_person_stays_where_they_are(self, api: Api) -> None:
        member, invitation_id = await invited_elsewhere()
        token = await token_of(member)
        (waiting,) = (await api.ask(ME, token))["waitingInvitations"]
        assert codes(await api.change(DECLINE, token, invitationId=waiting["invitationId"])) == []
        viewer = await api.ask(ME, token)
        assert (viewer["organization"]["name"], viewer["waitingInvitations"]) == ("Acme Devices", [])
        assert await value("SELECT status FROM invitations WHERE id = $1", invitation_id) == "declined"


class TestSigningOut:
    async def test_ends_this_session_and_no_other(self, api: Api) -> None:
        member, _ = await invited_elsewhere()
        ended, kept = await token_of(member), await token_of(member)
        assert len(await sessions_of(member.user_id)) == 2
        await api("mutation { signOut { errors { code } } }", ended)
        assert len(await sessions_of(member.user_id)) == 1
        assert await api.ask(ME, ended) is None
        assert (await api.ask(ME, kept))["user"]["email"] == ADA_EMAIL
