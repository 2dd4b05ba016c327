"""Sends invitations again."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.audit.action_names import AuditAction
from app.audit.actions import record_each
from app.batches import MAX_AT_ONCE, BatchResult, Matching, result_for
from app.database.sql import Row, rows
from app.database.transaction import savepoint, transaction
from app.deliveries.actions import NewDelivery, cancel_waiting
from app.errors import AlreadyInvited, AlreadyMember, Refusal
from app.idempotency.actions import claim_key, keep_result, release_key
from app.invitations.bulk import count_again_for
from app.invitations.declines import find_declined, require_no_later_decline
from app.invitations.email_queue import EMAIL_KIND, queue_emails
from app.invitations.lifecycle import Status, require_resendable
from app.invitations.locks import Chosen, lock_each
from app.invitations.queries import InvitationFilter, find_pending, matching_rows
from app.members.queries import is_member
from app.organizations.actor import Actor
from app.organizations.queries import get_organization, lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, coalesce, invitations_changed
from app.rate_limits.actions import invitations_in_advance
from app.rate_limits.advances import Advance
from app.suppressions.queries import SuppressionRow, find_suppressed
from app.users.addresses import domain_of


async def resend(
    actor: Actor,
    chosen: Sequence[UUID] | Matching[InvitationFilter],
    idempotency_key: str | None = None,
    *,
    confirm_declined: bool = False,
) -> BatchResult:
    """Sends pending and expired invitations again, with a new link and, where there is one, a new time limit.

    The old link works until a mail server has accepted the new email. From now on the invitation depends on the
    actor's rights. A person who has declined another one since it was made is refused, unless `confirm_declined`;
    a suppressed address always.
    Raises NotPermitted, TooLong, OutOfRange, CountChanged, IdempotencyKeyReused.
    """
    if isinstance(chosen, Matching):
        likely_ids = await matching_rows(actor.organization_id, chosen.filter).find_ids()
    else:
        likely_ids = list(chosen[:MAX_AT_ONCE])
    email_keys = await load_email_keys(actor.organization_id, likely_ids)
    in_advance = invitations_in_advance(actor.organization_id, actor.user_id, email_keys)
    async with in_advance as advance, transaction():
        actor = await lock_actor(actor)
        request = None
        if idempotency_key is not None:
            request_input = _request_input(chosen, confirm_declined=confirm_declined)
            request = await claim_key(actor.organization_id, actor.user_id, "resend", idempotency_key, request_input)
            if request.result is not None:
                return BatchResult("invitationIds", [UUID(each) for each in request.result])
        await count_again_for(actor.organization_id, likely_ids)
        result = result_for(chosen, "invitationIds")
        await resend_each(actor, chosen, result, advance, confirm_declined=confirm_declined)
        if request is not None and not result.refused:
            await keep_result(request, [str(each) for each in result.done])
        elif request is not None:
            await release_key(request)
    return result


async def resend_each(
    actor: Actor, chosen: Chosen, result: BatchResult, advance: Advance, *, confirm_declined: bool = False
) -> None:
    """The same inside of a transaction that has locked the actor. `advance` is what may be sent, taken before it."""
    locked = await lock_each(actor, chosen, result)
    resendable = result.try_each(locked, lambda each: require_resendable(each["status"]))
    email_keys = [each["email_key"] for _, each in resendable]
    # Under their locks: an email of one of them that comes back now waits for what is done here.
    suppressed = await find_suppressed(actor.organization_id, email_keys) if email_keys else {}
    is_asked = email_keys and not confirm_declined
    declined = await find_declined(actor.organization_id, email_keys) if is_asked else {}
    resent: list[Row] = []
    for position, invitation in resendable:
        suppression = suppressed.get(invitation["email_key"])
        try:
            if invitation["status"] is Status.EXPIRED:
                await _revive(invitation, suppression, advance, confirm_declined=confirm_declined)
            elif suppression is not None:
                raise suppression.refusal(invitation["email"])
            else:
                require_no_later_decline(invitation, declined.get(invitation["email_key"]))
                advance.use(invitation["id"])
        except Refusal as refusal:
            result.refused[position] = refusal
        else:
            resent.append(invitation)
    await _queue_again(actor, resent)
    result.done = [each["id"] for each in resent]


def _request_input(chosen: Sequence[UUID] | Matching[InvitationFilter], *, confirm_declined: bool) -> list[object]:
    """What a second request under the key must ask as well."""
    confirmations = ["confirmDeclined"] if confirm_declined else []
    if isinstance(chosen, Matching):
        return [{"matching": asdict(chosen)}, *confirmations]
    return [*map(str, chosen), *confirmations]


async def load_email_keys(organization_id: UUID, invitation_ids: Sequence[UUID]) -> dict[UUID | str, str]:
    """Of those that can be sent again, as it looks without a lock."""
    found = await rows(
        """
        SELECT id, email_key FROM invitations
         WHERE organization_id = $1 AND id = ANY($2) AND status IN ('pending', 'expired')
        """,
        organization_id,
        list(invitation_ids),
    )
    return {each["id"]: each["email_key"] for each in found}


async def _revive(
    invitation: Row, suppression: SuppressionRow | None, advance: Advance, *, confirm_declined: bool
) -> None:
    """Makes an expired invitation pending.

    Raises AlreadyMember, AlreadyInvited, Suppressed, InvitationDeclined, RateLimited.
    """
    organization_id, email, email_key = invitation["organization_id"], invitation["email"], invitation["email_key"]
    try:
        async with savepoint():
            await rows("UPDATE invitations SET status = 'pending' WHERE id = $1", invitation["id"])
            if await is_member(organization_id, email_key):
                raise AlreadyMember(email)  # by an acceptance, say, that the UPDATE has waited for
            if suppression is not None:
                raise suppression.refusal(email)
            if not confirm_declined:
                declined = await find_declined(organization_id, [email_key])
                require_no_later_decline(invitation, declined.get(email_key))
            advance.use(invitation["id"])
    except IntegrityError:
        pending = await find_pending(organization_id, email_key)
        assert pending is not None
        raise AlreadyInvited(email, pending) from None


async def _queue_again(actor: Actor, invitations: Sequence[Row]) -> None:
    """Queues the next email of each. All are locked, and no other row has to be waited for."""
    organization = await get_organization(actor.organization_id)
    updated = await rows(
        """
        UPDATE invitations SET status = 'pending', generation = generation + 1, authorized_by_user_id = $2,
               expires_at = now() + make_interval(days => $3)
         WHERE id = ANY($1) RETURNING id, status, generation, expires_at
        """,
        [each["id"] for each in invitations],
        actor.user_id,
        organization.invitation_ttl_days,
    )
    after = {each.pop("id"): each for each in updated}
    await cancel_waiting(EMAIL_KIND, list(after))
    await queue_emails(
        actor.organization_id,
        [
            NewDelivery(each["id"], after[each["id"]]["generation"], domain_of(each["email_key"]))
            for each in invitations
        ],
    )
    changes = {
        before["id"]: {key: [before[key], new] for key, new in after[before["id"]].items() if before[key] != new}
        for before in invitations
    }
    await record_each(actor, AuditAction.INVITATION_RESENT, changes)
    changed = [invitations_changed(actor.organization_id, ChangeKind.UPDATED, each) for each in changes]
    publish_after_commit(*coalesce(changed))
