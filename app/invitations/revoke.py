"""Takes pending invitations back."""

from collections.abc import Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.actions import cancel_waiting
from app.errors import Refusal
from app.invitations.bulk import count_again_for
from app.invitations.email_queue import EMAIL_KIND
from app.invitations.lifecycle import require_pending
from app.invitations.locks import MAX_AT_ONCE, BatchResult, lock_each
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed


async def revoke(actor: Actor, invitation_ids: Sequence[UUID]) -> BatchResult:
    """Revokes pending invitations: their links stop working, emails still queued are not sent."""
    async with transaction():
        actor = await lock_actor(actor)
        await count_again_for(actor.organization_id, invitation_ids[:MAX_AT_ONCE])
        result = BatchResult()
        for position, invitation in await lock_each(actor, invitation_ids, result):
            try:
                require_pending(invitation["status"])
            except Refusal as refusal:
                result.refused[position] = refusal
                continue
            await rows(
                "UPDATE invitations SET status = 'revoked', revoked_at = now() WHERE id = $1 AND status = 'pending'",
                invitation["id"],
            )
            await record(actor, AuditAction.INVITATION_REVOKED, invitation["id"], status=["pending", "revoked"])
            publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.UPDATED, invitation["id"]))
            result.done.append(invitation["id"])
        await cancel_waiting(EMAIL_KIND, result.done)
    return result
