"""Event types: past-tense facts that subscribers hear of, and their JSON form.

An event carries ids and numbers only; whoever hears it reads fresh rows, so a lost or doubled event does no harm.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

SINGLES_AT_ONCE = 10


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

    @classmethod
    def from_json(cls, topic: str, told: object) -> Self:
        """Raises ValueError for what is no event's JSON form."""
        match told:
            case {"kind": ChangeKind.MANY}:
                return cls(topic, ChangeKind.MANY, None)
            case {"kind": str(kind), "id": str(subject_id)}:
                return cls(topic, ChangeKind(kind), UUID(subject_id))
        raise ValueError("not an event")


def many(topic: str) -> Event:
    return Event(topic, ChangeKind.MANY, None)


def members_topic(organization_id: UUID) -> str:
    return f"members:{organization_id}"


def invitations_topic(organization_id: UUID) -> str:
    return f"invitations:{organization_id}"


def members_changed(organization_id: UUID, kind: ChangeKind, membership_id: UUID | None) -> Event:
    return Event(members_topic(organization_id), kind, membership_id)


def invitations_changed(organization_id: UUID, kind: ChangeKind, invitation_id: UUID | None) -> Event:
    return Event(invitations_topic(organization_id), kind, invitation_id)


def bulk_invite_topic(bulk_invite_id: UUID) -> str:
    return f"bulk_invites:{bulk_invite_id}"


def bulk_invite_changed(bulk_invite_id: UUID) -> Event:
    return Event(bulk_invite_topic(bulk_invite_id), ChangeKind.UPDATED, bulk_invite_id)


def coalesce(events: Iterable[Event]) -> list[Event]:
    """What is worth telling of events that come together: each once, and more than a few of one topic as MANY."""
    singles = dict.fromkeys(events)
    counts = Counter(event.topic for event in singles)
    return list(dict.fromkeys(many(each.topic) if counts[each.topic] > SINGLES_AT_ONCE else each for each in singles))
