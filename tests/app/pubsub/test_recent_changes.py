from datetime import UTC, datetime

import pytest

from app.audit.action_names import AuditAction
from app.database.sql import rows
from app.deliveries.claims import claim_due
from app.deliveries.outcomes import record_failure
from app.group_deletion import delete_group
from app.groups.actions import create_group, rename_group
from app.invitations.accept import Proof, accept
from app.invitations.revoke import revoke
from app.mail import AttemptOutcome, AttemptResult
from app.main import CHANGED_SINCE
from app.members.actions import update_member_role
from app.organizations.actions import update_organization
from app.organizations.roles import Role
from app.pubsub.events import (
    ChangeKind,
    Event,
    invitations_changed,
    invitations_channel,
    many,
    members_changed,
    members_channel,
)
from app.pubsub.missed_events import database_time, find_changes
from tests.support.bounces import bounce_invitation, make_sent
from tests.support.factories import make_admin, make_invitation, make_member

pytestmark = pytest.mark.usefixtures("database")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def changes(channel: str, since: datetime = LONG_AGO) -> list[Event]:
    return [change.event for change in await find_changes(CHANGED_SINCE, {channel: since})]


async def test_invitations_made_and_changed_are_found_in_their_order() -> None:
    admin = await make_admin()
    invitation_id = await make_invitation(admin)
    await revoke(admin, [invitation_id])
    assert await changes(invitations_channel(admin.organization_id)) == [
        invitations_changed(admin.organization_id, ChangeKind.CREATED, invitation_id),
        invitations_changed(admin.organization_id, ChangeKind.UPDATED, invitation_id),
    ]


async def test_what_became_of_an_email_is_found() -> None:
    admin = await make_admin()
    invitation_id = await make_invitation(admin)
    since = await database_time()
    (claim,) = await claim_due("a worker", 1, 30)
    assert await changes(invitations_channel(admin.organization_id), since) == []
    await record_failure(claim, AttemptResult(AttemptOutcome.REJECTED, 550, "no such user"))
    assert await changes(invitations_channel(admin.organization_id), since) == [
        invitations_changed(admin.organization_id, ChangeKind.UPDATED, invitation_id)
    ]


async def test_what_came_back_of_an_email_is_found() -> None:
    admin = await make_admin()
    invitation_id = await make_invitation(admin)
    await make_sent(invitation_id)
    since = await database_time()
    await bounce_invitation(invitation_id)
    assert await changes(invitations_channel(admin.organization_id), since) == [
        invitations_changed(admin.organization_id, ChangeKind.UPDATED, invitation_id)
    ]


async def test_members_who_join_or_change_are_found() -> None:
    admin = await make_admin()
    member = await make_member(admin.organization_id, Role.ANALYST)
    await update_member_role(admin, member.membership_id, Role.REMOTE)
    await accept(None, Proof(await make_invitation(admin), 1), "Ada Lovelace", "correct horse battery staple 7")
    changed, joined = await changes(members_channel(admin.organization_id))
    assert changed == members_changed(admin.organization_id, ChangeKind.UPDATED, member.membership_id)
    assert joined.kind is ChangeKind.CREATED


@pytest.mark.parametrize(
    ("action", "is_many"),
    [
        (AuditAction.BULK_INVITE_CREATED, False),
        (AuditAction.BULK_INVITE_SENT, False),
        (AuditAction.BULK_INVITE_ROWS_INVITED, True),
        (AuditAction.BULK_INVITE_INVITATIONS_REVOKED, True),
        (AuditAction.MEMBER_JOINED, False),
        (AuditAction.MEMBER_ROLE_CHANGED, True),
        (AuditAction.MEMBER_GROUPS_CHANGED, True),
        (AuditAction.MEMBER_REMOVED, True),
    ],
)
async def test_what_changes_many_invitations_is_many(action: AuditAction, is_many: bool) -> None:
    admin = await make_admin()
    await rows(
        """
        INSERT INTO audit_entries (id, organization_id, actor_name, action, subject_type, subject_id, changes)
        VALUES (uuidv7(), $1, 'Ada', $2, $3, uuidv7(), '{}')
        """,
        admin.organization_id,
        action,
        action.subject_type,
    )
    channel = invitations_channel(admin.organization_id)
    assert await changes(channel) == ([many(channel)] if is_many else [])


async def test_a_group_that_every_row_may_show_is_many_for_both_lists() -> None:
    admin = await make_admin()
    group_id = await create_group(admin, "Kiosk")
    since = await database_time()
    channels = [members_channel(admin.organization_id), invitations_channel(admin.organization_id)]
    for channel in channels:
        assert await changes(channel, since) == []
    await rename_group(admin, group_id, "Kiosk 2")
    for channel in channels:
        assert await changes(channel, since) == [many(channel)]
    await delete_group(admin, group_id)
    for channel in channels:
        assert await changes(channel, since) == [many(channel)] * 2


async def test_a_new_group_and_another_name_of_the_organization_are_many_for_members_alone() -> None:
    admin = await make_admin()
    members, invitations = members_channel(admin.organization_id), invitations_channel(admin.organization_id)
    await create_group(admin, "Kiosk")
    assert await changes(members) == [many(members)]
    await update_organization(admin, "Acme Field Devices")
    assert await changes(members) == [many(members)] * 2
    assert await changes(invitations) == []


async def test_other_organizations_and_older_changes_are_left_out() -> None:
    admin, stranger = await make_admin(), await make_admin()
    await make_invitation(stranger)
    await make_invitation(admin)
    assert await changes(invitations_channel(admin.organization_id), await database_time()) == []
    assert len(await changes(invitations_channel(admin.organization_id))) == 1
