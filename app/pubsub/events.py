"""Event types: past-tense facts that are published on channels, and their JSON form.

An event carries ids and numbers only; its receiver reads fresh rows, so a lost or doubled event does no harm.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

SINGLES_AT_ONCE = 10
# Received by every process, and by no subscriber: it makes a process look at the sessions of its own subscribers.
SESSIONS_CHANNEL = "sessions"

# Received by nobody either: each process looks at the background work by itself, while somebody subscribes to it.
OPERATIONS_CHANNEL = "operations"


class ChangeKind(StrEnum):
    """What happened to a row of a list. MANY: too much to publish one by one, read the list again."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REMOVED = "REMOVED"
    MANY = "MANY"


@dataclass(frozen=True)
class Event:
    """A change of one row, for everybody who subscribes to `channel`. `subject_id` is the row's; None for MANY."""

    channel: str
    kind: ChangeKind
    subject_id: UUID | None

    def to_json(self) -> dict[str, str | None]:
        return {"kind": self.kind, "id": str(self.subject_id) if self.subject_id else None}

    @classmethod
    def from_json(cls, channel: str, data: object) -> Self:
        """Raises ValueError for what is no event's JSON form."""
        match data:
            case {"kind": ChangeKind.MANY}:
                return cls(channel, ChangeKind.MANY, None)
            case {"kind": str(kind), "id": str(subject_id)}:
                return cls(channel, ChangeKind(kind), UUID(subject_id))
        raise ValueError("not an event")


def many(channel: str) -> Event:
    return Event(channel, ChangeKind.MANY, None)


def members_channel(organization_id: UUID) -> str:
    return f"members:{organization_id}"


def invitations_channel(organization_id: UUID) -> str:
    return f"invitations:{organization_id}"


def bulk_invite_channel(bulk_invite_id: UUID) -> str:
    return f"bulk_invites:{bulk_invite_id}"


def members_changed(organization_id: UUID, kind: ChangeKind, membership_id: UUID | None) -> Event:
    return Event(members_channel(organization_id), kind, membership_id)


def invitations_changed(organization_id: UUID, kind: ChangeKind, invitation_id: UUID | None) -> Event:
    return Event(invitations_channel(organization_id), kind, invitation_id)


def bulk_invite_changed(bulk_invite_id: UUID) -> Event:
    return Event(bulk_invite_channel(bulk_invite_id), ChangeKind.UPDATED, bulk_invite_id)


def sessions_changed(user_id: UUID) -> Event:
    """Sessions of a user ended, or went to another organization."""
    return Event(SESSIONS_CHANNEL, ChangeKind.UPDATED, user_id)


def coalesce(events: Iterable[Event]) -> list[Event]:
    """Events that are published together: each once, and more than a few of one channel as MANY."""
    singles = dict.fromkeys(events)
    counts = Counter(event.channel for event in singles)
    return list(
        dict.fromkeys(many(each.channel) if counts[each.channel] > SINGLES_AT_ONCE else each for each in singles)
    )
