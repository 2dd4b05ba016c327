"""What members have pending and stops working with their removal or demotion is sent again by whoever does that.

Theirs are the invitations that rest on their rights, whoever made them. One that cannot be sent again undoes nothing.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from app.batches import MAX_AT_ONCE, BatchResult, Matching
from app.database.sql import Row, rows
from app.errors import NotPermitted, NotSignedIn, OthersNotResent, Refusal
from app.invitations.bulk import count_again_for
from app.invitations.lifecycle import PENDING_SQL
from app.invitations.resend import resend_each
from app.members.locks import Chosen
from app.members.queries import matching_rows
from app.organizations import roles
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import POLICIES, Role, Scope
from app.rate_limits.actions import invitations_in_advance
from app.rate_limits.advances import Advance

FIELD = "resendPendingInvitations"
LEAVING_SENTENCE = "You leave yourself: somebody who stays has to send these invitations again."


@dataclass
class ResendResult:
    """How many were sent again, and why others were not."""

    count: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@asynccontextmanager
async def pending_in_advance(actor: Actor, chosen: Chosen, role: Role | None) -> AsyncIterator[Advance]:
    """Put it around the transaction in which these members get the role; None: are removed."""
    if not roles.may_manage_anybody(actor.role):
        yield Advance()
        return
    if isinstance(chosen, Matching):
        membership_ids = await matching_rows(actor.organization_id, chosen.filter).find_ids()
    else:
        membership_ids = list(chosen.values() if isinstance(chosen, Mapping) else chosen)[:MAX_AT_ONCE]
    found = await rows(
        "SELECT user_id FROM memberships WHERE organization_id = $1 AND id = ANY($2)",
        actor.organization_id,
        membership_ids,
    )
    stopping = await _find_stopping(actor.organization_id, [each["user_id"] for each in found], role)
    email_keys: dict[UUID | str, str] = {each["id"]: each["email_key"] for each in stopping[:MAX_AT_ONCE]}
    async with invitations_in_advance(actor.organization_id, actor.user_id, email_keys) as advance:
        yield advance
    # By itself: its worker locks a bulk invite before members, and members lock themselves before a bulk invite.
    await count_again_for(actor.organization_id, [each for each in advance.used if isinstance(each, UUID)])


async def resend_stopped(actor: Actor, user_ids: Collection[UUID], role: Role | None, advance: Advance) -> ResendResult:
    """Call it inside that transaction, after these users got the role or were removed."""
    stopped = await _find_stopping(actor.organization_id, user_ids, role, lock=True)
    if not stopped:
        return ResendResult()
    batch = BatchResult(FIELD)
    refusals: list[Refusal] = []
    try:
        actor = await lock_actor(actor)
        ids = [each["id"] for each in stopped[:MAX_AT_ONCE]]
        await resend_each(actor, ids, batch, advance)
    except NotSignedIn:
        refusals.append(NotPermitted(LEAVING_SENTENCE))
    except Refusal as refusal:
        refusals.append(refusal)
    refusals += [refusal for _, refusal in sorted(batch.refused.items())]
    if len(stopped) > MAX_AT_ONCE:
        refusals.append(OthersNotResent(MAX_AT_ONCE))
    return ResendResult(len(batch.done), [refusal.at(FIELD) for refusal in refusals])


async def _find_stopping(
    organization_id: UUID, user_ids: Collection[UUID], role: Role | None, *, lock: bool = False
) -> Sequence[Row]:
    """What is pending by the rights of these users, and is not theirs to offer with the role. At most one too many."""
    return await rows(
        f"""
        SELECT i.id, i.email_key FROM invitations i
          LEFT JOIN memberships m ON m.organization_id = i.organization_id AND m.user_id = i.authorized_by_user_id
         WHERE i.organization_id = $1 AND i.authorized_by_user_id = ANY($2) AND {PENDING_SQL}
           AND (m.id IS NULL OR i.role <> ALL($3)
                OR NOT ($4 OR (i.group_ids <> '{{}}' AND i.group_ids <@ m.group_ids)))
         ORDER BY i.id LIMIT {MAX_AT_ONCE + 1} {"FOR UPDATE OF i" if lock else ""}
        """,
        organization_id,
        list(user_ids),
        roles.assignable(role) if role else [],
        role is not None and POLICIES[role].manages is Scope.ORGANIZATION,
    )
