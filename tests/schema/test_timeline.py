"""What happened to an invitation: `Invitation.timeline`."""

import asyncio
from uuid import UUID

import pytest

from app.activity import timeline
from app.bulk_invites.actions import Upload, cancel_bulk_invite, create_bulk_invite, send_bulk_invite
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import rows, value
from app.invitations.accept import Proof, decline
from app.invitations.change import update_invitation_groups, update_invitation_role
from app.invitations.expire import expire_lapsed
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.invitations.update_email import update_email
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import lines, work
from tests.support.delivery_queue import delivery_of, make_due
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    global_id,
    lapse,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, nodes
from tests.support.graphql_operations import ACCEPT
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA
from tests.support.smtp_script import reply

TIMELINE = "query ($id: ID!) { node(id: $id) { ... on Invitation { timeline { at kind actorName text } } } }"
LISTED = """
{ invitedUsers(first: 50, filter: {statuses: []}) { edges { node { email timeline { kind text } } } } }
"""


async def told(api: Api, reader: Actor, invitation_id: UUID) -> list[tuple[str, str | None, str]]:
    found = await api.ask(TIMELINE, await token_of(reader), id=global_id("Invitation", invitation_id))
    times = [each["at"] for each in found["timeline"]]
    assert times == sorted(times)
    return [(each["kind"], each["actorName"], each["text"]) for each in found["timeline"]]


async def invite_from_file(admin: Actor) -> None:
    upload = Upload(BytesContent(lines(["ada@example.com,Analyst,"]).encode()), is_csv=True, filename="people.csv")
    bulk_invite_id = await create_bulk_invite(admin, upload, is_reviewed=True)
    await work()
    await send_bulk_invite(admin, bulk_invite_id)
    await work()


class TestTimeline:
    async def test_it_tells_from_the_invitation_to_the_acceptance(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        invitation_id = await make_invitation(admin, "ada@example.com")
        await email_worker.deliver()
        await update_invitation_role(admin, invitation_id, Role.REMOTE)
        await update_invitation_groups(admin, invitation_id, [paris])
        await resend(admin, [invitation_id])
        await email_worker.deliver()
        await api.change(ACCEPT, token=await link_token(invitation_id), **ADA)
        assert await told(api, admin, invitation_id) == [
            ("CREATED", "Grace Hopper", "Invited as Analyst"),
            ("EMAILED", None, "The mail server took the email: 250 2.0.0 taken"),
            ("ROLE_CHANGED", "Grace Hopper", "Role changed from Analyst to Remote"),
            ("GROUPS_CHANGED", "Grace Hopper", "Groups changed from none to Paris"),
            ("RESENT", "Grace Hopper", "Sent again"),
            ("EMAILED", None, "The mail server took the email: 250 2.0.0 taken"),
            ("ACCEPTED", "ada@example.com", "Accepted"),
        ]

    async def test_a_corrected_address_stands_between_the_emails_to_the_old_one_and_the_new(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@exmaple.com")
        email_worker.server.on("rcpt", reply(550, "5.1.1 No such user"), times=1)
        await email_worker.deliver()
        await update_email(admin, invitation_id, "ada@example.com")
        await email_worker.deliver()
        await update_email(admin, invitation_id, "Ada@example.com")
        assert (await told(api, admin, invitation_id))[1:] == [
            ("EMAIL_FAILED", None, "The email could not be sent: 550 5.1.1 No such user"),
            ("EMAIL_CHANGED", "Grace Hopper", "Address changed from ada@exmaple.com to ada@example.com"),
            ("EMAILED", None, "The mail server took the email: 250 2.0.0 taken"),
            ("EMAIL_CHANGED", "Grace Hopper", "Address changed from ada@example.com to Ada@example.com"),
        ]

    async def test_each_attempt_has_the_servers_words(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com")
        email_worker.server.on("rcpt", reply(451, "4.7.1 Greylisted, come back"), times=1)
        await email_worker.deliver()
        email_worker.server.on("rcpt", reply(550, "5.1.1 No such user"))
        await make_due((await delivery_of(invitation_id))["id"])
        await email_worker.deliver()
        assert (await told(api, admin, invitation_id))[1:] == [
            ("EMAIL_DEFERRED", None, "The email could not be sent yet: 451 4.7.1 Greylisted, come back"),
            ("EMAIL_FAILED", None, "The email could not be sent: 550 5.1.1 No such user"),
        ]

    async def test_an_attempt_under_way_is_there(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        assert (await told(api, admin, invitation_id))[1:] == [("EMAIL_SENDING", None, "The email is being sent")]
        email_worker.server.release("dot")
        await sending

    async def test_what_became_of_the_email_in_the_end_is_said(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await email_worker.deliver()
        await rows("UPDATE deliveries SET status = 'failed'")
        await rows("UPDATE delivery_attempts SET outcome = 'deferred'")
        assert (await told(api, admin, invitation_id))[-1][0] == "EMAIL_FAILED"

    async def test_declined_revoked_and_expired(self, api: Api) -> None:
        admin = await make_admin()
        declined, revoked, lapsed, expired = [await make_invitation(admin) for _ in range(4)]
        await decline(Proof(declined, None))
        await revoke(admin, [revoked])
        await lapse(expired)
        await expire_lapsed()
        await lapse(lapsed)
        email = await value("SELECT email FROM invitations WHERE id = $1", declined)
        assert (await told(api, admin, declined))[-1] == ("DECLINED", email, "Declined")
        assert (await told(api, admin, revoked))[-1] == ("REVOKED", "Grace Hopper", "Revoked")
        assert ("EXPIRED", None, "Expired") in await told(api, admin, expired)
        assert ("EXPIRED", None, "Expired") in await told(api, admin, lapsed)

    async def test_an_action_of_another_version_is_said_with_its_own_words(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await rows("UPDATE audit_entries SET action = 'invitation.link_created'")
        assert await told(api, admin, invitation_id) == [("LINK_CREATED", "Grace Hopper", "A link was handed out")]
        await rows("UPDATE audit_entries SET action = 'invitation.held_back'")
        assert await told(api, admin, invitation_id) == [("CHANGED", "Grace Hopper", "Invitation held back")]

    async def test_a_person_of_a_file_was_invited_and_revoked_by_somebody_all_the_same(self, api: Api) -> None:
        admin = await make_admin()
        await invite_from_file(admin)
        (invited,) = await rows("SELECT id, bulk_invite_id FROM invitations")
        assert await told(api, admin, invited["id"]) == [("CREATED", "Grace Hopper", "Invited from people.csv")]
        other = await make_member(admin.organization_id, name="Pat")
        await cancel_bulk_invite(other, invited["bulk_invite_id"], revoke_pending=True)
        assert (await told(api, admin, invited["id"]))[1:] == [("REVOKED", "Pat", "Revoked")]

    async def test_a_list_loads_all_timelines_together(
        self, api: Api, email_worker: EmailWorker, executed: ExecutedStatements
    ) -> None:
        admin = await make_admin()
        for number in range(3):
            await make_invitation(admin, f"{number}@example.com")
        await email_worker.deliver()
        token = await token_of(admin)
        executed.clear()
        found = nodes(await api.ask(LISTED, token))
        assert [[each["kind"] for each in node["timeline"]] for node in found] == [["CREATED", "EMAILED"]] * 3
        assert len(executed.matching("JOIN delivery_attempts")) == 1
        assert len(executed.matching("delivery_bounces")) == 1
        assert len(executed.matching("FROM audit_entries")) == 2  # of its own, and of the bulk invites

    async def test_it_is_bounded_to_the_newest(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await rows(
            """
            INSERT INTO audit_entries (id, organization_id, actor_name, action, subject_type, subject_id, changes,
                                       created_at)
            SELECT uuidv7(), organization_id, n::text, 'invitation.resent', 'invitation', subject_id, '{}',
                   now() + make_interval(secs => n)
              FROM audit_entries, generate_series(1, 300) AS n
            """
        )
        actors = [actor for _, actor, _ in await told(api, admin, invitation_id)]
        assert actors == [str(number) for number in range(301 - timeline.MAX_ENTRIES, 301)]

    async def test_who_reads_the_list_reads_it_and_nobody_else(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        reader = await make_member(admin.organization_id, Role.REMOTE)
        assert len(await told(api, reader, invitation_id)) == 1
        other = await token_of(await make_admin())
        assert await api.ask(TIMELINE, other, id=global_id("Invitation", invitation_id)) is None
