"""Takes pending invitations back."""

from collections.abc import Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record_each
from app.batches import MAX_AT_ONCE, BatchResult, Matching, result_for
from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.actions import cancel_waiting
from app.invitations.bulk import count_again_for
from app.invitations.email_queue import EMAIL_KIND
from app.invitations.lifecycle import require_pending
from app.invitations.locks import lock_each
from app.invitations.queries import InvitationFilter, matching_rows
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, coalesce, invitations_changed


async def revoke(actor: Actor, chosen: Sequence[UUID] | Matching[InvitationFilter]) -> BatchResult:
    """Revokes pending invitations: their links stop working, emails still queued are not sent.

    Raises NotPermitted, TooLong, OutOfRange, CountChanged.
    """
    if isinstance(chosen, Matching):
        likely_ids = await matching_rows(actor.organization_id, chosen.filter).find_ids()
    else:
        likely_ids = list(chosen[:MAX_AT_ONCE])
    async with transaction():
        actor = await lock_actor(actor)
        await count_again_for(actor.organization_id, likely_ids)
        result = result_for(chosen, "invitationIds")
        locked = await lock_each(actor, chosen, result)
        pending = result.try_each(locked, lambda each: require_pending(each["status"]))
        result.done = [each["id"] for _, each in pending]
        await rows("UPDATE invitations SET status = 'revoked', revoked_at = now() WHERE id = ANY($1)", result.done)
        changes = {each: {"status": ["pending", "revoked"]} for each in result.done}
        await record_each(actor, AuditAction.INVITATION_REVOKED, changes)
        await cancel_waiting(EMAIL_KIND, result.done)
        changed = [invitations_changed(actor.organization_id, ChangeKind.UPDATED, each) for each in result.done]
        publish_after_commit(*coalesce(changed))
    return result
