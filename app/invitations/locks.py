"""Locks invitations for a change, one or many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.database.sql import Row, row
from app.errors import NotFound, Refusal, TooLong
from app.invitations.lifecycle import Status, status_at
from app.organizations.actor import Actor
from app.organizations.roles import Role

MAX_AT_ONCE = 500
_COLUMNS = """
    id, organization_id, email, email_key, role, group_ids, status, generation, oldest_valid_generation, created_at,
    expires_at, accepted_by_user_id, authorized_by_user_id, now() AS now
"""


@dataclass
class BatchResult:
    """The result of a change of several invitations; `refused` is by the position of the id in the request."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)

    @property
    def refusals(self) -> list[Refusal]:
        """In the order of the request; each one's path names the position of its id."""
        return [refusal.at("invitationIds", str(position)) for position, refusal in sorted(self.refused.items())]


async def load_invitation(invitation_id: UUID, *, lock: bool = False) -> Row | None:
    """The invitation with its status as of now; `lock`: nobody else changes it before this transaction ends."""
    found = await row(f"SELECT {_COLUMNS} FROM invitations WHERE id = $1 {'FOR UPDATE' if lock else ''}", invitation_id)
    return _with_status(found)


async def lock_invitation(organization_id: UUID, invitation_id: UUID) -> Row | None:
    """The organization's invitation as of now, which nobody else changes before this transaction ends."""
    found = await row(
        f"SELECT {_COLUMNS} FROM invitations WHERE id = $1 AND organization_id = $2 FOR UPDATE",
        invitation_id,
        organization_id,
    )
    return _with_status(found)


async def lock_each(actor: Actor, invitation_ids: Sequence[UUID], result: BatchResult) -> list[tuple[int, Row]]:
    """Locks what the actor may act on, in the order of ids so that transactions cannot deadlock.

    Returns the locked rows with their positions in the request; the others are refused in `result`.
    Raises NotPermitted, TooLong.
    """
    actor.require_manager()
    if len(invitation_ids) > MAX_AT_ONCE:
        raise TooLong("invitationIds", "One request", MAX_AT_ONCE, "invitations")
    positions: dict[UUID, list[int]] = {}
    for position, invitation_id in enumerate(invitation_ids):
        positions.setdefault(invitation_id, []).append(position)
    locked: list[tuple[int, Row]] = []
    for invitation_id, requested_at in sorted(positions.items()):
        invitation = await lock_invitation(actor.organization_id, invitation_id)
        if invitation is None:
            result.refused |= {position: NotFound("invitation") for position in requested_at}
            continue
        try:
            actor.require_management(Role(invitation["role"]), invitation["group_ids"], "invitation")
        except Refusal as refusal:
            result.refused[requested_at[0]] = refusal
        else:
            locked.append((requested_at[0], invitation))
    return sorted(locked, key=lambda each: each[0])


def _with_status(found: Row | None) -> Row | None:
    if found is not None:
        found["status"] = status_at(Status(found["status"]), found["expires_at"], found["now"])
    return found
