"""Invites one person."""

import os
from collections.abc import Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.ids import uuid7
from app.database.sql import value
from app.database.transaction import transaction
from app.errors import AlreadyInvited, AlreadyMember
from app.groups.queries import require_groups
from app.idempotency.actions import claim_key, keep_result
from app.invitations.declines import require_not_declined
from app.invitations.email_queue import queue_first_email
from app.invitations.expire import expire_lapsed_of
from app.invitations.queries import find_pending
from app.links import NONCE_BYTES
from app.members.queries import is_member
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed
from app.rate_limits.actions import invitations_in_advance
from app.suppressions.queries import require_not_suppressed
from app.users.addresses import Address, parse_address


async def invite(
    actor: Actor,
    email: str,
    role: Role,
    group_ids: Sequence[UUID],
    idempotency_key: str | None = None,
    *,
    confirm_declined: bool = False,
) -> UUID:
    """Offers a role to an address and queues the email. Returns the invitation's id.

    `confirm_declined`: also to a person who declined lately. Raises InvalidEmail, Required, TooLong, RoleNotAllowed,
    GroupNotAllowed, UnknownGroup, NotPermitted, AlreadyInvited, AlreadyMember, Suppressed,
    InvitationDeclined, IdempotencyKeyReused, RateLimited.
    """
    address = parse_address(email)
    unique_ids = list(dict.fromkeys(group_ids))
    in_advance = invitations_in_advance(actor.organization_id, actor.user_id, {address.key: address.key})
    async with in_advance as advance, transaction():
        actor = await lock_actor(actor)
        request = None
        if idempotency_key is not None:
            confirmations = ["confirmDeclined"] if confirm_declined else []
            request_input = [address.key, role, sorted(map(str, unique_ids)), *confirmations]
            request = await claim_key(actor.organization_id, actor.user_id, "invite", idempotency_key, request_input)
            if request.result is not None:
                return UUID(request.result)
        actor.require_grant(role)
        await require_groups(actor.organization_id, unique_ids)
        actor.require_groups(unique_ids)
        invitation_id = await insert_invitation(actor.organization_id, actor, address, role, unique_ids)
        # The INSERT has to come first: it waits for an uncommitted acceptance of this address, which a check of
        # memberships before it would miss, and for a decline. A refusal rolls it back. A suppressed address comes
        # before a decline: nobody is asked to confirm what would be refused then.
        if await is_member(actor.organization_id, address.key):
            raise AlreadyMember(address.typed)
        await require_not_suppressed(actor.organization_id, address.typed, address.key)
        if not confirm_declined:
            await require_not_declined(actor.organization_id, address.typed, address.key)
        advance.use(address.key)
        await queue_first_email(actor.organization_id, invitation_id, address.key)
        await record(
            actor,
            AuditAction.INVITATION_CREATED,
            invitation_id,
            email=[None, address.typed],
            role=[None, role],
            groups=[[], unique_ids],
        )
        publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.CREATED, invitation_id))
        if request is not None:
            await keep_result(request, str(invitation_id))
    return invitation_id


async def insert_invitation(
    organization_id: UUID, inviter: Actor | None, address: Address, role: Role, group_ids: list[UUID]
) -> UUID:
    """One pending invitation per organization and address: the second is refused with the id of the first.

    Without an inviter it is the service itself that invites. Raises AlreadyInvited.
    """
    while True:
        invitation_id = await value(
            """
            INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                                     oldest_valid_generation, invited_by_user_id, invited_by_name,
                                     authorized_by_user_id, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, 1, 1, $8, $9, $8,
                    now() + make_interval(days => (SELECT invitation_ttl_days FROM organizations WHERE id = $2)))
            ON CONFLICT (organization_id, email_key) WHERE status = 'pending' DO NOTHING RETURNING id
            """,
            uuid7(),
            organization_id,
            address.typed,
            address.key,
            role,
            group_ids,
            os.urandom(NONCE_BYTES),
            inviter.user_id if inviter else None,
            inviter.name if inviter else None,
        )
        if invitation_id is not None:
            return UUID(str(invitation_id))
        await expire_lapsed_of(organization_id, [address.key])
        pending = await find_pending(organization_id, address.key)
        if pending is not None:
            raise AlreadyInvited(address.typed, pending)
