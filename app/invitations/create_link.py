"""The link of an invitation for somebody to hand over, where emails do not arrive."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.sql import value
from app.database.transaction import transaction
from app.errors import NotFound
from app.invitations.email import PAGE
from app.invitations.lifecycle import require_pending
from app.invitations.locks import lock_invitation
from app.links import Purpose, make_token
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed
from app.rate_limits.actions import invitation_link_in_advance
from app.settings import get_settings


async def create_link(actor: Actor, invitation_id: UUID) -> str:
    """Returns the address of the page on which the invited person accepts. It is a secret, and stored nowhere.

    It works for the invited address alone and as long as the link in the newest email, which goes on working too. From
    now on the invitation depends on the actor's rights, as after a resend. Raises NotFound, NotPermitted,
    InvitationNotPending, RateLimited.
    """
    in_advance = invitation_link_in_advance(actor.organization_id, actor.user_id, invitation_id)
    async with in_advance as advance, transaction():
        actor = await lock_actor(actor)
        actor.require_manager()
        invitation = await lock_invitation(actor.organization_id, invitation_id)
        if invitation is None:
            raise NotFound("invitation", "invitationId")
        actor.require_management(Role(invitation["role"]), invitation["group_ids"], "invitation")
        require_pending(invitation["status"])
        advance.use(invitation_id)
        nonce: bytes = await value(
            "UPDATE invitations SET authorized_by_user_id = $2 WHERE id = $1 AND status = 'pending' RETURNING nonce",
            invitation_id,
            actor.user_id,
        )
        await record(actor, AuditAction.INVITATION_LINK_CREATED, invitation_id)
        publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.UPDATED, invitation_id))
    settings = get_settings()
    keys = settings.secret_keys
    token = make_token(keys, Purpose.COPIED_INVITATION, invitation_id, invitation["generation"], nonce)
    return f"{settings.public_url}/{PAGE}#{token}"
