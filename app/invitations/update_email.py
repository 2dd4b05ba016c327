"""Gives an invitation that went to a wrong address the right one."""

import os
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.ids import uuid7
from app.database.sql import Row, row, rows, value
from app.database.transaction import transaction
from app.deliveries.actions import NewDelivery, cancel_waiting, note_former_recipient
from app.errors import AlreadyInvited, AlreadyMember, NotFound
from app.idempotency.actions import claim_key, keep_result
from app.invitations.bulk import count_again_for
from app.invitations.declines import require_not_declined
from app.invitations.email_queue import EMAIL_KIND, queue_emails
from app.invitations.expire import expire_lapsed_of
from app.invitations.lifecycle import require_resendable
from app.invitations.locks import lock_for_address
from app.invitations.queries import find_pending
from app.links import NONCE_BYTES
from app.members.queries import is_member
from app.organizations.actor import Actor
from app.organizations.queries import get_organization, lock_actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed
from app.rate_limits.actions import invitations_in_advance
from app.rate_limits.advances import Advance
from app.suppressions.queries import require_not_suppressed
from app.users.addresses import Address, domain_of, parse_address


async def update_email(
    actor: Actor,
    invitation_id: UUID,
    email: str,
    idempotency_key: str | None = None,
    *,
    confirm_declined: bool = False,
) -> UUID:
    """Moves a pending or expired invitation to another address and sends it there. Returns the invitation's id.

    Role, groups and history stay. Whatever link is out stops working at once: it is in somebody else's hands. From now
    on the invitation depends on the actor's rights. Another spelling of its own address is kept, and nothing is sent.
    `confirm_declined`: also to a person who declined lately. Raises InvalidEmail, Required, TooLong, NotFound,
    NotPermitted, InvitationNotPending, AlreadyInvited, AlreadyMember, Suppressed, InvitationDeclined,
    IdempotencyKeyReused, RateLimited.
    """
    address = parse_address(email)
    in_advance = invitations_in_advance(actor.organization_id, actor.user_id, {address.key: address.key})
    async with in_advance as advance, transaction():
        actor = await lock_actor(actor)
        actor.require_manager()
        request = None
        if idempotency_key is not None:
            confirmations = ["confirmDeclined"] if confirm_declined else []
            request_input = [str(invitation_id), address.typed, *confirmations]
            request = await claim_key(
                actor.organization_id, actor.user_id, "update_invitation_email", idempotency_key, request_input
            )
            if request.result is not None:
                return UUID(request.result)
        await count_again_for(actor.organization_id, [invitation_id])
        invitation = await lock_for_address(actor.organization_id, invitation_id, address.key)
        if invitation is None:
            raise NotFound("invitation", "invitationId")
        actor.require_management(Role(invitation["role"]), invitation["group_ids"], "invitation")
        require_resendable(invitation["status"])
        if address.key == invitation["email_key"]:
            await _respell(actor, invitation, address)
        else:
            await _move(actor, invitation, address, advance, confirm_declined=confirm_declined)
        if request is not None:
            await keep_result(request, str(invitation_id))
    return invitation_id


async def _respell(actor: Actor, invitation: Row, address: Address) -> None:
    if address.typed == invitation["email"]:
        return
    await rows("UPDATE invitations SET email = $2 WHERE id = $1", invitation["id"], address.typed)
    await _record(actor, invitation, {"email": address.typed})


async def _move(actor: Actor, invitation: Row, address: Address, advance: Advance, *, confirm_declined: bool) -> None:
    """The invitation is locked. A refusal rolls back what was written before it."""
    organization_id, invitation_id = actor.organization_id, invitation["id"]
    await _take_address(invitation, address)
    # As in `invite`, checks come after what waits for uncommitted acceptances and declines of this address.
    if await is_member(organization_id, address.key):
        raise AlreadyMember(address.typed)
    await require_not_suppressed(organization_id, address.typed, address.key)
    if not confirm_declined:
        await require_not_declined(organization_id, address.typed, address.key)
    advance.use(address.key)
    organization = await get_organization(organization_id)
    after = await row(
        """
        UPDATE invitations SET email = $2, email_key = $3, nonce = $4, status = 'pending', generation = generation + 1,
               oldest_valid_generation = generation + 1, authorized_by_user_id = $5,
               expires_at = now() + make_interval(days => $6)
         WHERE id = $1 RETURNING email, status, generation, expires_at
        """,
        invitation_id,
        address.typed,
        address.key,
        os.urandom(NONCE_BYTES),
        actor.user_id,
        organization.invitation_ttl_days,
    )
    assert after is not None
    await note_former_recipient(EMAIL_KIND, invitation_id, invitation["email"])
    await cancel_waiting(EMAIL_KIND, [invitation_id])
    await queue_emails(organization_id, [NewDelivery(invitation_id, after["generation"], domain_of(address.key))])
    await _record(actor, invitation, after)


async def _take_address(invitation: Row, address: Address) -> None:
    """Nobody else invites the address from here on until the transaction ends. Raises AlreadyInvited.

    A row that is deleted at once holds it. An UPDATE of the invitation would, while it waits for who is inviting the
    new address, have others wait who invite the old one: a bulk invite with both of them waited in a circle. So whoever
    waits here has given up nothing yet.
    """
    organization_id = invitation["organization_id"]
    while True:
        await expire_lapsed_of(organization_id, [address.key])
        taken = await value(
            """
            INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                                     oldest_valid_generation)
            VALUES ($1, $2, $3, $4, $5, '{}', 'pending', $6, 1, 1)
            ON CONFLICT (organization_id, email_key) WHERE status = 'pending' DO NOTHING RETURNING id
            """,
            uuid7(),
            organization_id,
            address.typed,
            address.key,
            invitation["role"],
            os.urandom(NONCE_BYTES),
        )
        if taken is not None:
            await rows("DELETE FROM invitations WHERE id = $1", taken)
            return
        pending = await find_pending(organization_id, address.key)
        if pending is not None:
            raise AlreadyInvited(address.typed, pending)


async def _record(actor: Actor, before: Row, after: Row) -> None:
    changes = {key: [before[key], new] for key, new in after.items() if before[key] != new}
    await record(actor, AuditAction.INVITATION_EMAIL_CHANGED, before["id"], **changes)
    publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.UPDATED, before["id"]))
