"""Locks invitations for a change, one or many."""

from typing import TypeAlias
from uuid import UUID

from app.batches import BatchResult, Ids, Matching, positions_of
from app.database.sql import Row, row, rows
from app.errors import NotFound
from app.invitations.lifecycle import Status, status_at
from app.invitations.queries import InvitationFilter, matching_rows
from app.organizations.actor import Actor
from app.organizations.roles import Role

# Which invitations a request is about.
Chosen: TypeAlias = Ids | Matching[InvitationFilter]
_COLUMNS = """
    i.id, i.organization_id, i.email, i.email_key, i.role, i.group_ids, i.status, i.generation,
    i.oldest_valid_generation, i.created_at, i.expires_at, i.accepted_by_user_id, i.authorized_by_user_id, now() AS now
"""


async def load_invitation(invitation_id: UUID, *, lock: bool = False) -> Row | None:
    """The invitation with its status as of now; `lock`: nobody else changes it before this transaction ends."""
    found = await row(
        f"SELECT {_COLUMNS} FROM invitations i WHERE id = $1 {'FOR UPDATE' if lock else ''}", invitation_id
    )
    return _with_status(found) if found else None


async def lock_invitation(organization_id: UUID, invitation_id: UUID) -> Row | None:
    """The organization's invitation as of now, which nobody else changes before this transaction ends."""
    found = await row(
        f"SELECT {_COLUMNS} FROM invitations i WHERE id = $1 AND organization_id = $2 FOR UPDATE",
        invitation_id,
        organization_id,
    )
    return _with_status(found) if found else None


async def lock_for_address(organization_id: UUID, invitation_id: UUID, email_key: str) -> Row | None:
    """The same, before it is given an address: what is pending for that one is locked with it, in the order of ids."""
    found = await rows(
        f"""
        SELECT {_COLUMNS} FROM invitations i
         WHERE i.organization_id = $1 AND (i.id = $2 OR (i.email_key = $3 AND i.status = 'pending'))
         ORDER BY i.id FOR UPDATE
        """,
        organization_id,
        invitation_id,
        email_key,
    )
    return next((_with_status(each) for each in found if each["id"] == invitation_id), None)


async def lock_each(actor: Actor, chosen: Chosen, result: BatchResult) -> list[tuple[int, Row]]:
    """Locks what the actor may act on, in the order of ids so that transactions cannot deadlock.

    Returns the locked rows with their positions in the request; the others are refused in `result`. What a filter
    chooses is chosen here, once. Raises NotPermitted, TooLong, OutOfRange, CountChanged.
    """
    actor.require_manager()
    if isinstance(chosen, Matching):
        found = await matching_rows(actor.organization_id, chosen.filter).lock(_COLUMNS, chosen)
        locked = list(enumerate(map(_with_status, found)))
    else:
        locked = await _lock_ids(actor.organization_id, chosen, result)
    managed = result.try_each(
        locked, lambda each: actor.require_management(Role(each["role"]), each["group_ids"], "invitation")
    )
    return sorted(managed, key=lambda each: each[0])


async def _lock_ids(organization_id: UUID, ids: Ids, result: BatchResult) -> list[tuple[int, Row]]:
    positions = positions_of(ids, result.source, "invitations")
    found = await rows(
        f"SELECT {_COLUMNS} FROM invitations i WHERE organization_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE",
        organization_id,
        list(positions),
    )
    locked = {each["id"]: _with_status(each) for each in found}
    unknown = [position for each, own in positions.items() if each not in locked for position in own]
    result.refused |= {position: NotFound("invitation") for position in unknown}
    return [(positions[each][0], invitation) for each, invitation in locked.items()]


def _with_status(found: Row) -> Row:
    found["status"] = status_at(Status(found["status"]), found["expires_at"], found["now"])
    return found
