"""Links of invitations that somebody copies and hands over, where emails do not arrive."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.database.sql import rows, value
from app.invitations.resend import resend
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed
from app.settings import Settings
from tests.support.audit_entries import audit_of
from tests.support.changed_rate_limits import Limit
from tests.support.factories import (
    PASSWORD,
    global_id,
    lapse,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import (
    ACCEPT,
    CREATE_INVITATION_LINK,
    DECLINE,
    INVITE,
    ME,
    PREVIEW,
    REQUEST_PASSWORD_RESET,
    RESET_PASSWORD,
    REVOKE,
    SIGN_IN,
)
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA_BEARER, ADA_EMAIL
from tests.support.published_events import hear
from tests.support.sessions import sessions_of

NEW_PASSWORD = "quite another long password"


async def create(api: Api, caller: Actor, invitation_id: UUID) -> dict[str, Any]:
    answer: dict[str, Any] = await api.change(
        CREATE_INVITATION_LINK, await token_of(caller), invitationId=global_id("Invitation", invitation_id)
    )
    return answer


async def copied(api: Api, caller: Actor, invitation_id: UUID) -> str:
    """The token of such a link."""
    answer = await create(api, caller, invitation_id)
    assert answer["errors"] == []
    return str(answer["url"]).partition("#")[2]


class TestTheLink:
    async def test_leads_to_the_page_on_which_the_invited_person_accepts(self, api: Api, settings: Settings) -> None:
        admin = await make_admin()
        answer = await create(api, admin, await make_invitation(admin, ADA_EMAIL))
        page, _, token = answer["url"].partition("#")
        assert (page, answer["errors"]) == (f"{settings.public_url}/accept", [])
        assert (await api.ask(PREVIEW, token=token))["email"] == ADA_EMAIL
        accepted = await api.change(ACCEPT, token=token, **ADA_BEARER)
        assert accepted["viewer"]["user"]["email"] == ADA_EMAIL

    async def test_works_beside_the_one_in_the_email_and_as_often_as_it_is_copied(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, ADA_EMAIL)
        await email_worker.deliver()
        tokens = [await copied(api, admin, invitation_id) for _ in range(2)] + [email_worker.newest_token(ADA_EMAIL)]
        assert [await api.ask(PREVIEW, token=token) is not None for token in tokens] == [True] * 3

    async def test_lives_as_long_as_the_newest_email_s(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, ADA_EMAIL)
        token = await copied(api, admin, invitation_id)
        await resend(admin, [invitation_id])
        assert await api.ask(PREVIEW, token=token) is not None
        newer = await copied(api, admin, invitation_id)
        await email_worker.deliver()
        assert await api.ask(PREVIEW, token=token) is None
        assert await api.ask(PREVIEW, token=newer) is not None

    async def test_is_for_the_invited_address_alone(self, api: Api) -> None:
        admin = await make_admin()
        token = await copied(api, admin, await make_invitation(admin, ADA_EMAIL))
        await make_user("bob@example.com")
        bob = await api.change(SIGN_IN, email="bob@example.com", password=PASSWORD, bearer=True)
        assert codes(await api.change(ACCEPT, bob["sessionToken"], token=token)) == ["WRONG_ACCOUNT"]

    async def test_needs_the_password_of_an_account_that_exists(self, api: Api) -> None:
        admin = await make_admin()
        token = await copied(api, admin, await make_invitation(admin, ADA_EMAIL))
        await make_user(ADA_EMAIL)
        assert codes(await api.change(ACCEPT, token=token, **ADA_BEARER)) == ["INVALID_CREDENTIALS"]

    async def test_is_no_link_for_unsubscribing(self, api: Api) -> None:
        admin = await make_admin()
        token = await copied(api, admin, await make_invitation(admin, ADA_EMAIL))
        response = await api.http.post(f"/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"})
        assert response.status_code != 200
        assert await api.ask(PREVIEW, token=token) is not None


class TestWhoHandsItOut:
    async def test_is_the_one_whose_rights_stand_behind_the_offer(self, api: Api) -> None:
        inviter = await make_admin()
        admin = await make_member(inviter.organization_id)
        invitation_id = await make_invitation(inviter, ADA_EMAIL)
        token = await copied(api, admin, invitation_id)
        await rows("DELETE FROM memberships WHERE id = $1", inviter.membership_id)
        assert codes(await api.change(ACCEPT, token=token, **ADA_BEARER)) == []

    async def test_is_audited_without_the_link_and_lists_are_told(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        with hear() as heard:
            await copied(api, admin, invitation_id)
        entry = (await audit_of(invitation_id))[-1]
        assert (entry["action"], entry["actor_user_id"]) == ("invitation.link_created", admin.user_id)
        assert entry["changes"] == {}
        assert heard.events == [invitations_changed(admin.organization_id, ChangeKind.UPDATED, invitation_id)]

    async def test_may_send_it_again_as_well(self, api: Api) -> None:
        admin = await make_admin()
        own, other = [await make_group(admin.organization_id) for _ in range(2)]
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, [own])
        analyst = await make_member(admin.organization_id, Role.ANALYST, [own])
        inside, outside = [await make_invitation(admin, group_ids=[each]) for each in (own, other)]
        for caller, invitation_id, refused in (
            (group_admin, inside, []),
            (group_admin, outside, ["NOT_PERMITTED"]),
            (analyst, inside, ["NOT_PERMITTED"]),
        ):
            answer = await create(api, caller, invitation_id)
            assert (codes(answer), answer["url"] is None) == (refused, bool(refused))

    async def test_learns_nothing_of_other_organizations(self, api: Api) -> None:
        admin = await make_admin()
        for invitation_id in (uuid4(), await make_invitation(await make_admin())):
            (error,) = (await create(api, admin, invitation_id))["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["invitationId"])

    async def test_is_limited(self, api: Api, limit: Limit) -> None:
        limit(invitation_links_per_member="2/1h")
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        assert codes(await create(api, admin, uuid4())) == ["NOT_FOUND"]  # which costs nothing
        answers = [await create(api, admin, invitation_id) for _ in range(3)]
        assert [codes(each) for each in answers] == [[], [], ["RATE_LIMITED"]]
        colleague = await make_member(admin.organization_id)
        assert codes(await create(api, colleague, invitation_id)) == []
        assert len(await audit_of(invitation_id)) == 4


class TestWhatIsOver:
    @pytest.mark.parametrize("status", ["ACCEPTED", "DECLINED", "REVOKED", "EXPIRED"])
    async def test_has_no_link(self, api: Api, status: str) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, ADA_EMAIL)
        if status == "ACCEPTED":
            await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)
        elif status == "DECLINED":
            await api.change(DECLINE, token=await link_token(invitation_id))
        elif status == "REVOKED":
            await api.change(REVOKE, await token_of(admin), invitationIds=[global_id("Invitation", invitation_id)])
        else:
            await lapse(invitation_id)
        before = len(await audit_of(invitation_id))
        answer = await create(api, admin, invitation_id)
        assert (answer["url"], codes(answer)) == (None, ["INVITATION_NOT_PENDING"])
        assert answer["errors"][0]["status"] == status
        assert len(await audit_of(invitation_id)) == before


class TestAnAccountMadeWithIt:
    """Its mailbox has not been seen to be its owner's: who invites could make one for anybody's address."""

    async def test_gets_what_it_was_invited_to_and_nothing_by_its_address_alone(self, api: Api) -> None:
        stranger, admin = await make_admin(), await make_admin()
        token = await copied(api, stranger, await make_invitation(stranger, ADA_EMAIL))
        session = (await api.change(ACCEPT, token=token, **ADA_BEARER))["sessionToken"]
        await api.change(INVITE, await token_of(admin), email=ADA_EMAIL, role="ADMIN")
        waiting = await value("SELECT id FROM invitations WHERE organization_id = $1", admin.organization_id)
        assert (await api.ask(ME, session))["waitingInvitations"] == []
        answer = await api.change(ACCEPT, session, invitationId=global_id("Invitation", waiting))
        assert codes(answer) == ["NOT_FOUND"]
        assert await value("SELECT count(*) FROM memberships WHERE organization_id = $1", admin.organization_id) == 1

    async def test_stays_what_it_is_without_its_entries_in_the_audit(self, api: Api) -> None:
        stranger, admin = await make_admin(), await make_admin()
        token = await copied(api, stranger, await make_invitation(stranger, ADA_EMAIL))
        session = (await api.change(ACCEPT, token=token, **ADA_BEARER))["sessionToken"]
        await api.change(INVITE, await token_of(admin), email=ADA_EMAIL, role="ADMIN")
        await rows("DELETE FROM audit_entries")
        assert (await api.ask(ME, session))["waitingInvitations"] == []

    async def test_gets_it_once_the_owner_of_the_mailbox_has_reset_the_password(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        stranger, admin = await make_admin(), await make_admin()
        token = await copied(api, stranger, await make_invitation(stranger, ADA_EMAIL))
        await api.change(ACCEPT, token=token, **ADA_BEARER)
        user_id = await value("SELECT id FROM users WHERE email_key = $1", ADA_EMAIL)
        await api.change(INVITE, await token_of(admin), email=ADA_EMAIL, role="ADMIN")
        await email_worker.deliver()
        await api.change(REQUEST_PASSWORD_RESET, email=ADA_EMAIL)
        await email_worker.deliver()
        answer = await api.change(RESET_PASSWORD, token=email_worker.newest_token(ADA_EMAIL), password=NEW_PASSWORD)
        assert (answer["errors"], await sessions_of(user_id)) == ([], [])
        signed_in = await api.change(SIGN_IN, email=ADA_EMAIL, password=NEW_PASSWORD, bearer=True)
        (waiting,) = signed_in["viewer"]["waitingInvitations"]
        answer = await api.change(ACCEPT, signed_in["sessionToken"], invitationId=waiting["invitationId"])
        assert answer["viewer"]["member"]["role"] == "ADMIN"

    async def test_may_accept_what_else_is_sent_to_the_mailbox_with_the_emailed_link(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        first, second = await make_admin(), await make_admin()
        token = await copied(api, first, await make_invitation(first, ADA_EMAIL))
        session = (await api.change(ACCEPT, token=token, **ADA_BEARER))["sessionToken"]
        await make_invitation(second, ADA_EMAIL)
        await email_worker.deliver()
        answer = await api.change(ACCEPT, session, token=email_worker.newest_token(ADA_EMAIL))
        assert answer["viewer"]["organization"]["id"] == global_id("Organization", second.organization_id)
