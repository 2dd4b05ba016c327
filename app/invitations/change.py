"""Changes the role or the groups of a pending invitation, which from then on depends on the rights of that actor."""

from collections.abc import Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.sql import Row, rows
from app.database.transaction import transaction
from app.errors import NotFound
from app.groups.queries import require_groups
from app.invitations.lifecycle import require_pending
from app.invitations.locks import lock_invitation
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed


async def update_invitation_role(actor: Actor, invitation_id: UUID, role: Role) -> None:
    """Raises NotFound, NotPermitted, InvitationNotPending, RoleNotAllowed. The same role again changes nothing."""
    async with transaction():
        actor, invitation = await _lock_pending(actor, invitation_id)
        actor.require_grant(role)
        before = Role(invitation["role"])
        if before is role:
            return
        await rows(
            "UPDATE invitations SET role = $2, authorized_by_user_id = $3 WHERE id = $1 AND status = 'pending'",
            invitation_id,
            role,
            actor.user_id,
        )
        await record(actor, AuditAction.INVITATION_ROLE_CHANGED, invitation_id, role=[before, role])
        publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.UPDATED, invitation_id))


async def update_invitation_groups(actor: Actor, invitation_id: UUID, group_ids: Sequence[UUID]) -> None:
    """Raises NotFound, NotPermitted, InvitationNotPending, UnknownGroup, GroupNotAllowed.

    The same groups again change nothing.
    """
    unique_ids = list(dict.fromkeys(group_ids))
    async with transaction():
        actor, invitation = await _lock_pending(actor, invitation_id)
        await require_groups(actor.organization_id, unique_ids)
        actor.require_groups(unique_ids)
        before = list(invitation["group_ids"])
        if set(before) == set(unique_ids):
            return
        await rows(
            "UPDATE invitations SET group_ids = $2, authorized_by_user_id = $3 WHERE id = $1 AND status = 'pending'",
            invitation_id,
            unique_ids,
            actor.user_id,
        )
        await record(actor, AuditAction.INVITATION_GROUPS_CHANGED, invitation_id, groups=[before, unique_ids])
        publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.UPDATED, invitation_id))


async def _lock_pending(actor: Actor, invitation_id: UUID) -> tuple[Actor, Row]:
    """The actor and the invitation as of now. Raises NotFound, NotPermitted, InvitationNotPending."""
    actor = await lock_actor(actor)
    invitation = await lock_invitation(actor.organization_id, invitation_id)
    if invitation is None:
        raise NotFound("invitation")
    actor.require_management(Role(invitation["role"]), invitation["group_ids"], "invitation")
    require_pending(invitation["status"])
    return actor, invitation
