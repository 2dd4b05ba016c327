"""Requests that lock the same rows never wait for each other in a circle."""

from app.batches import BatchResult
from app.database.sql import rows, value
from app.errors import HasAdmin, InvitationNotPending, NotPermitted
from app.invitations.accept import Accepted, accept, resolve_token
from app.invitations.first_admin import create_organization_with_admin, invite_first_admin
from app.invitations.resend import resend
from app.members.actions import update_member_role
from app.organizations.actions import TimeLimit, update_organization
from app.organizations.administration import NewOrganization
from app.organizations.roles import Role
from tests.support.factories import PASSWORD, lapse, link_token, make_admin, make_invitation, make_member
from tests.support.row_locks import LockQueue

ORGANIZATION = "SELECT FROM organizations WHERE id = $1 FOR UPDATE"
INVITATION = "SELECT FROM invitations WHERE id = $1 FOR UPDATE"


async def test_an_admin_who_is_demoted_while_changing_settings(lock_queue: LockQueue) -> None:
    admin = await make_admin()
    other = await make_member(admin.organization_id)
    await lock_queue.lock(ORGANIZATION, admin.organization_id)
    await lock_queue.joined_by(update_member_role(admin, other.membership_id, Role.REMOTE))
    await lock_queue.joined_by(update_organization(other, name="Beta Fleet"))
    demoted, renamed = await lock_queue.let_go()
    assert demoted is None
    assert isinstance(renamed, NotPermitted)


async def test_a_first_admin_who_accepts_while_somebody_else_is_invited_as_such(lock_queue: LockQueue) -> None:
    """Whoever comes first: the organization has one Admin, or one invitation for one."""
    new = NewOrganization("Beta Fleet", "beta-fleet", 100, TimeLimit(None))
    organization_id = await create_organization_with_admin(new, "linus@beta.example")
    invitation_id = await value("SELECT id FROM invitations")
    link = await resolve_token(await link_token(invitation_id))
    await lock_queue.lock(INVITATION, invitation_id)
    await lock_queue.joined_by(accept(None, link, "Linus", PASSWORD))
    await lock_queue.joined_by(invite_first_admin(organization_id, "ada@beta.example"))
    refused = [type(each) for each in await lock_queue.let_go() if isinstance(each, Exception)]
    assert refused in ([HasAdmin], [InvitationNotPending])
    found = await rows("SELECT role FROM memberships UNION ALL SELECT role FROM invitations WHERE status = 'pending'")
    assert [each["role"] for each in found] == [Role.ADMIN]


async def test_who_accepts_one_invitation_while_an_older_one_is_sent_again(lock_queue: LockQueue) -> None:
    """The older one cannot be revived for somebody who has just become a member."""
    admin = await make_admin()
    older = await make_invitation(admin, "ada@example.com")
    await lapse(older)
    newer = await make_invitation(admin, "ada@example.com")
    link = await resolve_token(await link_token(newer))
    await lock_queue.lock("SELECT FROM deliveries WHERE subject_id = $1 FOR UPDATE", newer)
    await lock_queue.joined_by(accept(None, link, "Ada", PASSWORD))
    await lock_queue.joined_by(resend(admin, [older]))
    accepted, resent = await lock_queue.let_go()
    assert isinstance(accepted, Accepted)
    assert isinstance(resent, BatchResult)
    assert [refusal.code for refusal in resent.refusals] == ["ALREADY_MEMBER"]
    assert await value("SELECT status FROM invitations WHERE id = $1", older) == "expired"
