"""Removing members, and what becomes of the invitations that rest on their rights."""

from uuid import UUID

from app.database.transaction import transaction
from app.invitations.resend_pending import ResendResult, pending_in_advance, resend_stopped
from app.members import actions as members
from app.members.actions import MembersResult
from app.members.locks import Chosen
from app.organizations.actor import Actor


async def remove_members(
    actor: Actor, chosen: Chosen, own_session_id: UUID | None = None, *, resend_pending: bool = False
) -> tuple[MembersResult, ResendResult]:
    """Removes people from the organization, as `app.members` does.

    `resend_pending`: what they have pending is sent again by the actor in the same transaction.
    Raises NotPermitted, TooLong, OutOfRange, CountChanged.
    """
    if not resend_pending:
        return await members.remove_members(actor, chosen, own_session_id), ResendResult()
    async with pending_in_advance(actor, chosen, None) as advance, transaction():
        removed = await members.remove_members(actor, chosen, own_session_id)
        return removed, await resend_stopped(actor, removed.user_ids, None, advance)
