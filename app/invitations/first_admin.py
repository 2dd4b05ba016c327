"""A new organization and its first Admin, whom the service itself invites."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.deliveries.actions import cancel_waiting
from app.errors import HasAdmin
from app.invitations.email_queue import EMAIL_KIND, queue_first_email
from app.invitations.invite import insert_invitation
from app.organizations.administration import ADMINISTRATOR, NewOrganization, create_organization
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed
from app.suppressions.actions import release_address
from app.users.addresses import parse_address


async def create_organization_with_admin(new: NewOrganization, admin_email: str) -> UUID:
    """Makes an organization and invites its first Admin: both or neither. Returns the organization's id.

    Raises what create_organization and invite_first_admin raise.
    """
    async with transaction():
        organization_id = await create_organization(new)
        await invite_first_admin(organization_id, admin_email)
    return organization_id


async def invite_first_admin(organization_id: UUID, email: str) -> UUID:
    """Offers the role of Admin by the email that every invitation has, in which nobody invites.

    Revokes what was offered so before: the address was wrong, or the email is lost. A suppressed address is released:
    without an Admin there is nobody else who could. Raises InvalidEmail, Required, TooLong, HasAdmin.
    """
    address = parse_address(email)
    author = AuditAuthor(organization_id, None, ADMINISTRATOR)
    async with transaction():
        # Not FOR UPDATE: an acceptance under way refers to the organization while it holds the invitation's lock.
        await rows("SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE", organization_id)
        revoked_ids = await _revoke_previous(organization_id)
        if await value(
            "SELECT EXISTS (SELECT FROM memberships WHERE organization_id = $1 AND role = $2)",
            organization_id,
            Role.ADMIN,
        ):
            raise HasAdmin
        for revoked in revoked_ids:
            await record(author, AuditAction.INVITATION_REVOKED, revoked, status=["pending", "revoked"])
            publish_after_commit(invitations_changed(organization_id, ChangeKind.UPDATED, revoked))
        invitation_id = await insert_invitation(organization_id, None, address, Role.ADMIN, [])
        # After what waits for an acceptance, which goes on from the invitation to the suppression.
        await release_address(author, organization_id, address.key)
        await queue_first_email(organization_id, invitation_id, address.key)
        await record(
            author, AuditAction.INVITATION_CREATED, invitation_id, email=[None, address.typed], role=[None, Role.ADMIN]
        )
        publish_after_commit(invitations_changed(organization_id, ChangeKind.CREATED, invitation_id))
    return invitation_id


async def _revoke_previous(organization_id: UUID) -> list[UUID]:
    found = await rows(
        """
        UPDATE invitations SET status = 'revoked', revoked_at = now()
         WHERE organization_id = $1 AND status = 'pending' AND authorized_by_user_id IS NULL RETURNING id
        """,
        organization_id,
    )
    revoked: list[UUID] = [each["id"] for each in found]
    await cancel_waiting(EMAIL_KIND, revoked)
    return revoked
