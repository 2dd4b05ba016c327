"""Event types: past-tense facts that subscribers hear of, and their JSON form.

An event carries ids and numbers only; whoever hears it reads fresh rows, so a lost or doubled event does no harm.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ChangeKind(StrEnum):
    """What happened to a row of a list. MANY: too much to tell one by one, read the list again."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REMOVED = "REMOVED"
    MANY = "MANY"


@dataclass(frozen=True)
class Event:
    """A change of one thing, told to everybody who listens to `topic`."""

    topic: str
    kind: ChangeKind
    subject_id: UUID | None

    def to_json(self) -> dict[str, str | None]:
        return {"kind": self.kind, "id": str(self.subject_id) if self.subject_id else None}


def members_changed(organization_id: UUID, kind: ChangeKind, membership_id: UUID | None) -> Event:
    return Event(f"members:{organization_id}", kind, membership_id)


def invitations_changed(organization_id: UUID, kind: ChangeKind, invitation_id: UUID | None) -> Event:
    return Event(f"invitations:{organization_id}", kind, invitation_id)
