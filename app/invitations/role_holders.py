"""Changes the roles and groups of members and of pending invitations together, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from app.batches import BatchResult, Matching, result_for
from app.database.transaction import transaction
from app.errors import NotFound
from app.groups.changes import GroupChange
from app.invitations.change import change_invitation_groups, update_invitation_roles
from app.invitations.resend_pending import ResendResult, pending_in_advance, resend_stopped
from app.members.actions import change_member_groups, update_member_roles
from app.members.locks import Chosen as ChosenMembers
from app.members.queries import MemberFilter
from app.organizations.actor import Actor
from app.organizations.roles import Role

EITHER = "member or invitation"


@dataclass(frozen=True)
class RoleHolders:
    """Members and invitations by their positions in a request; `unknown` are the positions of what is neither."""

    members: dict[int, UUID] = field(default_factory=dict)
    invitations: dict[int, UUID] = field(default_factory=dict)
    unknown: Sequence[int] = ()


Chosen: TypeAlias = RoleHolders | Matching[MemberFilter]


async def update_roles(
    actor: Actor, chosen: Chosen, role: Role, *, resend_pending: bool = False
) -> tuple[BatchResult, ResendResult]:
    """Gives members a role, and has pending invitations offer it.

    `resend_pending`: what members may not offer any more with their new role is sent again by the actor in the same
    transaction. Raises NotPermitted, RoleNotAllowed, TooLong, OutOfRange, CountChanged.
    """
    if not resend_pending:
        result, _ = await _update_roles(actor, chosen, role)
        return result, ResendResult()
    async with pending_in_advance(actor, _members(chosen), role) as advance, transaction():
        result, user_ids = await _update_roles(actor, chosen, role)
        return result, await resend_stopped(actor, user_ids, role, advance)


async def update_groups(actor: Actor, chosen: Chosen, change: GroupChange) -> BatchResult:
    """Changes the groups of members, and those that pending invitations offer.

    Raises NotPermitted, UnknownGroup, TooLong, OutOfRange, CountChanged.
    """
    result = _result(chosen)
    async with transaction():
        if members := _members(chosen):
            _add(result, await change_member_groups(actor, members, change))
        if isinstance(chosen, RoleHolders) and chosen.invitations:
            _add(result, await change_invitation_groups(actor, chosen.invitations, change))
    return result


async def _update_roles(actor: Actor, chosen: Chosen, role: Role) -> tuple[BatchResult, list[UUID]]:
    """Returns the accounts of the members who got the role as well."""
    result = _result(chosen)
    user_ids: list[UUID] = []
    async with transaction():
        if members := _members(chosen):
            changed = await update_member_roles(actor, members, role)
            user_ids = changed.user_ids
            _add(result, changed.batch)
        if isinstance(chosen, RoleHolders) and chosen.invitations:
            _add(result, await update_invitation_roles(actor, chosen.invitations, role))
    return result, user_ids


def _members(chosen: Chosen) -> ChosenMembers:
    return chosen.members if isinstance(chosen, RoleHolders) else chosen


def _result(chosen: Chosen) -> BatchResult:
    if isinstance(chosen, Matching):
        return result_for(chosen, "ids")
    return BatchResult("ids", refused={position: NotFound(EITHER) for position in chosen.unknown})


def _add(result: BatchResult, part: BatchResult) -> None:
    result.done += part.done
    result.refused |= part.refused
