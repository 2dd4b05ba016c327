"""What an organization does with invitations: invite, resend, revoke."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.audit.actions import record
from app.database.ids import uuid7
from app.database.sql import Row, row, rows, value
from app.database.transaction import savepoint, transaction
from app.deliveries.actions import cancel_waiting, queue_delivery
from app.errors import AlreadyInvited, AlreadyMember, NotFound, Refusal, TooLong
from app.groups.queries import require_groups
from app.idempotency.actions import claim_key, keep_answer
from app.invitations.lifecycle import Status, require_pending, require_resendable, status_at
from app.jobs import SEND_EMAILS
from app.links import NONCE_BYTES
from app.members.queries import is_member
from app.organizations.actor import Actor
from app.organizations.queries import get_organization, lock_actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import ChangeKind, invitations_changed
from app.rate_limits.actions import count_invitation
from app.settings import get_settings
from app.users.addresses import Address, parse_address

KIND = "invitation"
MAX_AT_ONCE = 500


@dataclass
class Outcome:
    """What became of each of several invitations; `refused` is by the position of the id in the request."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)

    @property
    def refusals(self) -> list[Refusal]:
        """In the order of the request; each one's path names the position of its id."""
        return [refusal.at("invitationIds", str(position)) for position, refusal in sorted(self.refused.items())]


async def invite(
    actor: Actor, email: str, role: Role, group_ids: Sequence[UUID], idempotency_key: str | None = None
) -> UUID:
    """Offers a role to an address and queues the email; answers the invitation's id.

    Raises InvalidEmail, Required, TooLong, RoleNotAllowed, GroupNotAllowed, UnknownGroup, NotPermitted,
    AlreadyInvited, AlreadyMember, IdempotencyKeyReused, RateLimited.
    """
    address = parse_address(email)
    wanted = list(dict.fromkeys(group_ids))
    async with transaction():
        actor = await lock_actor(actor)
        request = None
        if idempotency_key is not None:
            asked = [address.key, role, sorted(map(str, wanted))]
            request = await claim_key(actor.organization_id, actor.user_id, "invite", idempotency_key, asked)
            if request.answer is not None:
                return UUID(request.answer)
        actor.require_grant(role)
        await require_groups(actor.organization_id, wanted)
        actor.require_groups(wanted)
        invitation_id = await insert_invitation(actor.organization_id, actor, address, role, wanted)
        if await is_member(actor.organization_id, address.key):
            raise AlreadyMember(address.typed)
        await count_invitation(actor.organization_id, actor.user_id, address.key)
        await queue_email(invitation_id, 1)
        await record(
            actor,
            "invitation.created",
            invitation_id,
            email=[None, address.typed],
            role=[None, role],
            groups=[[], wanted],
        )
        publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.CREATED, invitation_id))
        if request is not None:
            await keep_answer(request, str(invitation_id))
    return invitation_id


async def resend(actor: Actor, invitation_ids: Sequence[UUID], idempotency_key: str | None = None) -> Outcome:
    """Sends pending and expired invitations again, with a new link and, where there is one, a new time limit.

    The old link works until a mail server has accepted the new email. The actor now answers for the offer.
    """
    async with transaction():
        actor = await lock_actor(actor)
        request = None
        if idempotency_key is not None:
            asked = [str(each) for each in invitation_ids]
            request = await claim_key(actor.organization_id, actor.user_id, "resend", idempotency_key, asked)
            if request.answer is not None:
                return Outcome([UUID(each) for each in request.answer])
        outcome = Outcome()
        for position, invitation in await _lock_each(actor, invitation_ids, outcome):
            try:
                await _resend_one(actor, invitation)
            except Refusal as refusal:
                outcome.refused[position] = refusal
            else:
                outcome.done.append(invitation["id"])
        if request is not None and not outcome.refused:
            await keep_answer(request, [str(each) for each in outcome.done])
        elif request is not None:
            await rows("DELETE FROM idempotency_keys WHERE id = $1", request.id)
    return outcome


async def revoke(actor: Actor, invitation_ids: Sequence[UUID]) -> Outcome:
    """Takes pending invitations back: their links stop working, emails still waiting are not sent."""
    async with transaction():
        actor = await lock_actor(actor)
        outcome = Outcome()
        for position, invitation in await _lock_each(actor, invitation_ids, outcome):
            try:
                require_pending(invitation["status"])
            except Refusal as refusal:
                outcome.refused[position] = refusal
                continue
            await rows(
                "UPDATE invitations SET status = 'revoked', revoked_at = now() WHERE id = $1 AND status = 'pending'",
                invitation["id"],
            )
            await record(actor, "invitation.revoked", invitation["id"], status=["pending", "revoked"])
            publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.UPDATED, invitation["id"]))
            outcome.done.append(invitation["id"])
        await cancel_waiting(KIND, outcome.done)
    return outcome


async def expire_lapsed() -> int:
    """Turns pending invitations whose time is up into expired ones, some at a time; answers how many."""
    async with transaction():
        lapsed = await _expire("expires_at <= now() ORDER BY expires_at LIMIT 1000", ())
        publish_after_commit(
            *(invitations_changed(each["organization_id"], ChangeKind.UPDATED, each["id"]) for each in lapsed)
        )
    return len(lapsed)


async def expire_lapsed_of(organization_id: UUID, email_keys: Sequence[str]) -> None:
    """Makes room for new invitations to these addresses where the time of the old ones is up."""
    await _expire(
        "organization_id = $1 AND email_key = ANY($2) AND expires_at <= now()", (organization_id, list(email_keys))
    )


async def lock_invitation(organization_id: UUID, invitation_id: UUID) -> Row | None:
    """The invitation as of now, which nobody else changes before this transaction ends."""
    found = await row(
        """
        SELECT id, email, email_key, role, group_ids, generation, status, expires_at, now() AS now
          FROM invitations WHERE id = $1 AND organization_id = $2 FOR UPDATE
        """,
        invitation_id,
        organization_id,
    )
    if found is not None:
        found["status"] = status_at(Status(found["status"]), found["expires_at"], found["now"])
    return found


async def insert_invitation(
    organization_id: UUID, inviter: Actor | None, address: Address, role: Role, group_ids: list[UUID]
) -> UUID:
    """One live invitation per organization and address: whoever comes second is told of the first.

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
        pending = await _find_pending(organization_id, address.key)
        if pending is not None:
            raise AlreadyInvited(address.typed, pending)


async def queue_email(invitation_id: UUID, generation: int) -> None:
    """Sends the invitation's email of this generation, as soon as a worker comes to it."""
    await queue_delivery(KIND, invitation_id, generation, get_settings().mail_from.rpartition("@")[2])
    wake_after_commit(SEND_EMAILS)


async def _resend_one(actor: Actor, invitation: Row) -> None:
    status = invitation["status"]
    require_resendable(status)
    organization = await get_organization(actor.organization_id)
    try:
        async with savepoint():
            after = await row(
                """
                UPDATE invitations SET status = 'pending', generation = generation + 1, authorized_by_user_id = $2,
                       expires_at = now() + make_interval(days => $3)
                 WHERE id = $1 RETURNING status, generation, expires_at
                """,
                invitation["id"],
                actor.user_id,
                organization.invitation_ttl_days,
            )
            if status is Status.EXPIRED and await is_member(actor.organization_id, invitation["email_key"]):
                raise AlreadyMember(invitation["email"])  # by an acceptance, say, that the UPDATE has waited for
            await count_invitation(actor.organization_id, actor.user_id, invitation["email_key"])
    except IntegrityError:
        pending = await _find_pending(actor.organization_id, invitation["email_key"])
        assert pending is not None
        raise AlreadyInvited(invitation["email"], pending) from None
    assert after is not None
    await cancel_waiting(KIND, [invitation["id"]])
    await queue_email(invitation["id"], after["generation"])
    changes = {key: [invitation[key], new] for key, new in after.items() if invitation[key] != new}
    await record(actor, "invitation.resent", invitation["id"], **changes)
    publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.UPDATED, invitation["id"]))


async def _lock_each(actor: Actor, invitation_ids: Sequence[UUID], outcome: Outcome) -> list[tuple[int, Row]]:
    """Locks what the actor may act on, in the order of ids so that nobody waits in a circle; refuses the others."""
    actor.require_manager()
    if len(invitation_ids) > MAX_AT_ONCE:
        raise TooLong("invitationIds", "One request", MAX_AT_ONCE, "invitations")
    positions: dict[UUID, list[int]] = {}
    for position, invitation_id in enumerate(invitation_ids):
        positions.setdefault(invitation_id, []).append(position)
    locked: list[tuple[int, Row]] = []
    for invitation_id, asked_at in sorted(positions.items()):
        invitation = await lock_invitation(actor.organization_id, invitation_id)
        if invitation is None:
            outcome.refused |= {position: NotFound(KIND) for position in asked_at}
            continue
        try:
            actor.require_management(Role(invitation["role"]), invitation["group_ids"], KIND)
        except Refusal as refusal:
            outcome.refused[asked_at[0]] = refusal
        else:
            locked.append((asked_at[0], invitation))
    return sorted(locked, key=lambda each: each[0])


async def _find_pending(organization_id: UUID, email_key: str) -> UUID | None:
    found: UUID | None = await value(
        "SELECT id FROM invitations WHERE organization_id = $1 AND email_key = $2 AND status = 'pending'",
        organization_id,
        email_key,
    )
    return found


async def _expire(condition: str, parameters: tuple[object, ...]) -> list[Row]:
    lapsed = await rows(
        f"""
        WITH lapsed AS (SELECT id FROM invitations WHERE status = 'pending' AND {condition} FOR UPDATE SKIP LOCKED),
        expired AS (
            UPDATE invitations i SET status = 'expired' FROM lapsed WHERE i.id = lapsed.id
            RETURNING i.id, i.organization_id
        ), audited AS (
            INSERT INTO audit_entries (id, organization_id, actor_name, action, subject_type, subject_id, changes)
            SELECT uuidv7(), organization_id, 'time limit', 'invitation.expired', 'invitation', id,
                   '{{"status": ["pending", "expired"]}}' FROM expired
        )
        SELECT id, organization_id FROM expired
        """,
        *parameters,
    )
    if lapsed:
        await cancel_waiting(KIND, [each["id"] for each in lapsed])
    return lapsed
