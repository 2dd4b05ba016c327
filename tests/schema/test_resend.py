"""Sending again: a new link takes the old one's place only once a mail server has the new email."""

import asyncio
from uuid import UUID

import pytest

from app.database.sql import value
from app.invitations.expire import expire_lapsed
from app.invitations.invite import invite
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.factories import (
    global_id,
    invitation_ids,
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes, nodes
from tests.support.graphql_operations import ACCEPT, DECLINE, INVITED_USERS, PREVIEW, RESEND
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA
from tests.support.smtp_script import DROP, Act, reply


async def sent(email_worker: EmailWorker, admin: Actor, email: str = "ada@example.com") -> tuple[UUID, str]:
    """An invitation whose first email is out, and its link's token."""
    invitation_id = await make_invitation(admin, email)
    await email_worker.deliver()
    return invitation_id, email_worker.newest_token(email)


class TestMakeBeforeBreak:
    async def test_the_old_link_works_until_the_new_email_was_accepted(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        admin = await make_admin()
        invitation_id, old = await sent(email_worker, admin)
        answer = await api.change(RESEND, await token_of(admin), invitationIds=invitation_ids(invitation_id))
        (again,) = answer["invitations"]
        assert (answer["errors"], again["status"], again["delivery"]["status"]) == ([], "PENDING", "QUEUED")
        assert await api.ask(PREVIEW, token=old) is not None
        await email_worker.deliver()
        new = email_worker.newest_token("ada@example.com")
        assert await api.ask(PREVIEW, token=old) is None
        assert codes(await api.change(ACCEPT, token=old, **ADA)) == ["INVALID_TOKEN"]
        assert codes(await api.change(ACCEPT, token=new, **ADA)) == []

    @pytest.mark.parametrize("act", [reply(451, "4.3.0 later"), reply(550, "5.1.1 nobody"), DROP])
    async def test_the_old_link_goes_on_working_while_no_server_takes_the_new_email(
        self, api: Api, email_worker: EmailWorker, act: Act
    ) -> None:
        admin = await make_admin()
        invitation_id, old = await sent(email_worker, admin)
        await resend(admin, [invitation_id])
        email_worker.server.on("dot", act)
        await email_worker.deliver()
        assert codes(await api.change(ACCEPT, token=old, **ADA)) == []

    async def test_the_old_link_works_while_the_new_email_is_on_its_way(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        admin = await make_admin()
        invitation_id, old = await sent(email_worker, admin)
        await resend(admin, [invitation_id])
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        assert await api.ask(PREVIEW, token=old) is not None
        email_worker.server.release("dot")
        await sending
        assert await api.ask(PREVIEW, token=old) is None

    async def test_an_email_still_waiting_gives_way_to_the_new_one(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com")
        await resend(admin, [invitation_id])
        await resend(admin, [invitation_id])
        await email_worker.deliver()
        assert email_worker.server.copies == {"ada@example.com": 1}
        assert codes(await api.change(ACCEPT, token=email_worker.newest_token("ada@example.com"), **ADA)) == []

    async def test_of_many_at_once_the_newest_link_wins(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id, _ = await sent(email_worker, admin)
        token = await token_of(admin)
        answers = await asyncio.gather(
            *(api.change(RESEND, token, invitationIds=invitation_ids(invitation_id)) for _ in range(10))
        )
        assert [codes(answer) for answer in answers] == [[]] * 10
        await email_worker.deliver()
        assert email_worker.server.copies == {"ada@example.com": 2}
        assert codes(await api.change(ACCEPT, token=email_worker.newest_token("ada@example.com"), **ADA)) == []


class TestRevokedMeanwhile:
    async def test_the_email_is_not_sent_and_the_link_refused(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id, old = await sent(email_worker, admin)
        await resend(admin, [invitation_id])
        await revoke(admin, [invitation_id])
        assert await email_worker.deliver() == 0
        assert codes(await api.change(ACCEPT, token=old, **ADA)) == ["INVITATION_NOT_PENDING"]

    async def test_while_the_email_is_on_its_way_its_link_is_refused(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com")
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        await revoke(admin, [invitation_id])
        email_worker.server.release("dot")
        await sending
        answer = await api.change(ACCEPT, token=email_worker.newest_token("ada@example.com"), **ADA)
        assert codes(answer) == ["INVITATION_NOT_PENDING"]
        assert await value("SELECT status FROM deliveries") == "sent"


class TestTimeLimit:
    @pytest.mark.parametrize("swept", [False, True])
    async def test_an_expired_invitation_is_revived(self, api: Api, email_worker: EmailWorker, swept: bool) -> None:
        admin = await make_member(await make_organization(ttl_days=7))
        invitation_id, _ = await sent(email_worker, admin)
        await lapse(invitation_id)
        if swept:
            assert await expire_lapsed() == 1
        session = await token_of(admin)
        listed = await api.ask(INVITED_USERS, session, filter={"statuses": ["EXPIRED"]})
        assert [each["viewerCanResend"] for each in nodes(listed)] == [True]
        (revived,) = (await api.change(RESEND, session, invitationIds=invitation_ids(invitation_id)))["invitations"]
        assert revived["status"] == "PENDING"
        assert await value("SELECT expires_at BETWEEN now() + '6 days' AND now() + '7 days' FROM invitations")
        await email_worker.deliver()
        assert codes(await api.change(ACCEPT, token=email_worker.newest_token("ada@example.com"), **ADA)) == []

    async def test_an_expired_one_stays_so_where_there_is_a_newer_invitation(self, api: Api) -> None:
        admin = await make_admin()
        lapsed = await make_invitation(admin, "ada@example.com")
        await lapse(lapsed)
        newer = await make_invitation(admin, "ADA@example.com")
        other = await make_invitation(admin)
        answer = await api.change(RESEND, await token_of(admin), invitationIds=invitation_ids(lapsed, other))
        (error,) = answer["errors"]
        assert (error["code"], error["invitation"]["id"]) == ("ALREADY_INVITED", global_id("Invitation", newer))
        assert error["path"] == ["invitationIds", "0"]
        assert [each["id"] for each in answer["invitations"]] == invitation_ids(other)
        assert await value("SELECT status FROM invitations WHERE id = $1", lapsed) == "expired"

    async def test_an_expired_one_stays_so_once_the_person_is_a_member(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com")
        await lapse(invitation_id)
        await make_member(admin.organization_id, Role.REMOTE, email="ada@example.com")
        answer = await api.change(RESEND, await token_of(admin), invitationIds=invitation_ids(invitation_id))
        assert codes(answer) == ["ALREADY_MEMBER"]

    async def test_lapsed_invitations_are_swept_and_others_left_alone(self, api: Api) -> None:
        admin = await make_admin()
        lapsed, pending = [await make_invitation(admin) for _ in range(2)]
        await lapse(lapsed)
        assert await expire_lapsed() == 1
        assert await expire_lapsed() == 0
        session = await token_of(admin)
        for status, invitation_id in (("EXPIRED", lapsed), ("PENDING", pending)):
            listed = await api.ask(INVITED_USERS, session, filter={"statuses": [status]})
            assert [each["id"] for each in nodes(listed)] == invitation_ids(invitation_id)
        assert await value("SELECT status FROM deliveries WHERE subject_id = $1", lapsed) == "canceled"


class TestDeclinedMeanwhile:
    """The person declined another invitation, to the same mailbox, after this one was made."""

    async def test_it_is_sent_only_once_that_is_confirmed(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        declined, _ = await sent(email_worker, admin)
        _, token = await sent(email_worker, admin, "ada+other@example.com")
        other, _ = await sent(email_worker, admin, "bob@example.com")
        assert codes(await api.change(DECLINE, token=token)) == []
        ids = invitation_ids(other, declined)
        answer = await api.change(RESEND, await token_of(admin), invitationIds=ids)
        assert [each["email"] for each in answer["invitations"]] == ["bob@example.com"]
        (error,) = answer["errors"]
        assert (error["__typename"], error["code"], error["path"]) == (
            "InvitationDeclined",
            "DECLINED",
            ["invitationIds", "1"],
        )
        assert error["message"].startswith("ada@example.com declined your organization's invitation on ")
        token = await token_of(admin)
        again = await api.change(RESEND, token, invitationIds=invitation_ids(declined), confirmDeclined=True)
        assert codes(again) == []
        await email_worker.deliver()
        taken = [each.recipient for each in email_worker.server.taken]
        assert [taken.count(each) for each in ("ada@example.com", "bob@example.com")] == [2, 2]

    async def test_a_decline_from_before_needs_no_confirmation(self, api: Api, email_worker: EmailWorker) -> None:
        """Whoever invited them knew of it."""
        admin = await make_admin()
        _, token = await sent(email_worker, admin)
        assert codes(await api.change(DECLINE, token=token)) == []
        invited = await invite(admin, "ada@example.com", Role.ANALYST, [], confirm_declined=True)
        answer = await api.change(RESEND, await token_of(admin), invitationIds=invitation_ids(invited))
        assert codes(answer) == []


class TestWhoMay:
    async def test_nobody_sends_again_what_is_over(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await revoke(admin, [invitation_id])
        (error,) = (await api.change(RESEND, await token_of(admin), invitationIds=invitation_ids(invitation_id)))[
            "errors"
        ]
        assert (error["code"], error["status"]) == ("INVITATION_NOT_PENDING", "REVOKED")

    async def test_a_group_admin_only_within_own_groups(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [group])
        inside, outside = await make_invitation(admin, group_ids=[group]), await make_invitation(admin)
        answer = await api.change(RESEND, await token_of(actor), invitationIds=invitation_ids(inside, outside))
        assert [each["id"] for each in answer["invitations"]] == invitation_ids(inside)
        assert codes(answer) == ["NOT_PERMITTED"]
