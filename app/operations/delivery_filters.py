"""Which deliveries a list shows, or an act is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from app.deliveries.queries import DeliveryStatus
from app.deliveries.recipient_domains import domain_key
from app.errors import TooLong

MAX_FAILURE_GROUPS = 50
MAX_DOMAIN = 255
MAX_MESSAGE_ID = 255
# Ids hold the time by the clock of whichever process queued the email, `created_at` is PostgreSQL's.
MAX_CLOCK_DIFFERENCE = timedelta(minutes=15)


@dataclass(frozen=True)
class DeliveryFilter:
    """What to keep; empty parts keep everything. `created_after` is part of what is kept, `created_before` is not.

    `is_ungrouped` is for acts, and keeps what is in no failure group.
    """

    statuses: Sequence[DeliveryStatus] = ()
    failure_group_ids: Sequence[UUID] = ()
    recipient_domain: str | None = None
    organization_id: UUID | None = None
    bulk_invite_id: UUID | None = None
    message_id: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    is_ungrouped: bool = False

    @property
    def kept_statuses(self) -> Sequence[DeliveryStatus]:
        """Of a failure group, what was sent or canceled since is kept by these statuses alone; empty: any."""
        if self.statuses or not self.failure_group_ids:
            return self.statuses
        return [each for each in DeliveryStatus if each not in {DeliveryStatus.SENT, DeliveryStatus.CANCELED}]

    def require_bounded(self) -> None:
        """Raises TooLong."""
        if len(self.failure_group_ids) > MAX_FAILURE_GROUPS:
            raise TooLong("failureGroupIds", "`failureGroupIds`", MAX_FAILURE_GROUPS, "values").at(
                "filter", "failureGroupIds"
            )
        if len(self.recipient_domain or "") > MAX_DOMAIN:
            raise TooLong("recipientDomain", "A domain", MAX_DOMAIN).at("filter", "recipientDomain")
        if len(self.message_id or "") > MAX_MESSAGE_ID:
            raise TooLong("messageId", "A Message-ID", MAX_MESSAGE_ID).at("filter", "messageId")

    def as_data(self) -> dict[str, object]:
        """As an act stores it: JSON types alone, and the parts alone that keep some."""
        found = {
            "statuses": sorted(set(self.statuses)),
            "failure_group_ids": sorted({str(each) for each in self.failure_group_ids}),
            "recipient_domain": self.recipient_domain,
            "organization_id": self.organization_id and str(self.organization_id),
            "bulk_invite_id": self.bulk_invite_id and str(self.bulk_invite_id),
            "message_id": self.message_id,
            "created_after": self.created_after and self.created_after.isoformat(),
            "created_before": self.created_before and self.created_before.isoformat(),
        }
        return {name: value for name, value in found.items() if value}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Of what `as_data` returned."""
        after, before = data.get("created_after"), data.get("created_before")
        organization_id, bulk_invite_id = data.get("organization_id"), data.get("bulk_invite_id")
        return cls(
            statuses=[DeliveryStatus(each) for each in data.get("statuses", ())],
            failure_group_ids=[UUID(each) for each in data.get("failure_group_ids", ())],
            recipient_domain=data.get("recipient_domain"),
            organization_id=UUID(organization_id) if organization_id else None,
            bulk_invite_id=UUID(bulk_invite_id) if bulk_invite_id else None,
            message_id=data.get("message_id"),
            created_after=datetime.fromisoformat(after) if after else None,
            created_before=datetime.fromisoformat(before) if before else None,
        )


def parse_domain(text: str | None) -> str | None:
    """Returns a recipient's domain as deliveries have it: in lower case and IDNA's ASCII form; None for nothing."""
    domain = _storable(text).strip().removeprefix("@").rstrip(".").lower()
    return (domain if len(domain) > MAX_DOMAIN else domain_key(domain)) or None


def parse_message_id(text: str | None) -> str | None:
    """Returns a Message-ID with its brackets, which logs of mail servers leave out; None for nothing."""
    message_id = _storable(text).strip().removeprefix("<").removesuffix(">")
    return f"<{message_id}>" if message_id else None


def _storable(text: str | None) -> str:
    """PostgreSQL takes no NUL, and so has none to find."""
    return (text or "").replace("\0", "\ufffd")
