"""Locks members for a change, one or many.

The organization's row is locked first: changes of who is an Admin wait for each other, and two members who act
on each other at once do not deadlock. Then the actor, then those acted upon in the order of ids. Whoever locks
invitations as well does so after that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from app.batches import BatchResult, Ids, Matching, positions_of
from app.database.sql import Row, rows
from app.errors import LastAdmin, NotFound
from app.members.queries import MemberFilter, count_admins, matching_rows
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role, is_last_admin

# Which members a request is about.
Chosen: TypeAlias = Ids | Matching[MemberFilter]
_COLUMNS = "m.id, m.user_id, u.email, m.role, m.group_ids"


@dataclass(frozen=True)
class LockedMember:
    """A member as of now, whom nobody else changes before this transaction ends."""

    id: UUID
    user_id: UUID
    email: str
    role: Role
    group_ids: list[UUID]


async def lock_members(
    actor: Actor, chosen: Chosen, result: BatchResult, *, may_be_oneself: bool = False
) -> tuple[Actor, list[tuple[int, LockedMember]]]:
    """Returns the actor as of now and, with their positions in the request, the members who are the actor's to act on.

    The others are refused in `result`. Whom a filter chooses is chosen here, once: never
    the actor, who is counted though. Raises NotPermitted, TooLong,
    OutOfRange, CountChanged. `may_be_oneself`: everybody may act on themselves, named by their id.
    """
    # Not FOR UPDATE: rows that refer to the organization are made meanwhile, by members locked already.
    await rows("SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE", actor.organization_id)
    actor = await lock_actor(actor)
    if not may_be_oneself or isinstance(chosen, Matching):
        actor.require_manager()
    if isinstance(chosen, Matching):
        found = await matching_rows(actor.organization_id, chosen.filter).lock(_COLUMNS, chosen)
        others = [each for each in found if each["id"] != actor.membership_id]
        locked = list(enumerate(map(_member, others)))
    else:
        locked = await _lock_ids(actor.organization_id, chosen, result)

    def require_management(member: LockedMember) -> None:
        if not (may_be_oneself and member.id == actor.membership_id):
            actor.require_management(member.role, member.group_ids, "member")

    managed = result.try_each(locked, require_management)
    return actor, sorted(managed, key=lambda each: each[0])


async def keep_an_admin(
    actor: Actor, losing: Sequence[tuple[int, LockedMember]], result: BatchResult
) -> list[tuple[int, LockedMember]]:
    """Returns those who may lose their role. Where no Admin were left one is refused: the actor, or else the last."""
    admins = [(position, member) for position, member in losing if member.role is Role.ADMIN]
    if not admins:
        return list(losing)
    left = await count_admins(actor.organization_id) - (len(admins) - 1)
    if not is_last_admin(Role.ADMIN, left):
        return list(losing)
    own = [position for position, member in admins if member.id == actor.membership_id]
    kept = own[0] if own else admins[-1][0]
    result.refused[kept] = LastAdmin()
    return [(position, member) for position, member in losing if position != kept]


async def _lock_ids(organization_id: UUID, ids: Ids, result: BatchResult) -> list[tuple[int, LockedMember]]:
    positions = positions_of(ids, result.source, "members")
    found = await rows(
        f"""
        SELECT {_COLUMNS} FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.id = ANY($2) ORDER BY m.id FOR UPDATE OF m
        """,
        organization_id,
        list(positions),
    )
    locked = {each["id"]: _member(each) for each in found}
    unknown = [position for each, own in positions.items() if each not in locked for position in own]
    field = result.source.removesuffix("s")  # of a request about one
    result.refused |= {position: NotFound("member", field) for position in unknown}
    return [(positions[each][0], member) for each, member in locked.items()]


def _member(found: Row) -> LockedMember:
    return LockedMember(found["id"], found["user_id"], found["email"], Role(found["role"]), list(found["group_ids"]))
