"""The status of deliveries, their attempts, and pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.database.sql import row, rows
from app.mail import AttemptOutcome


class DeliveryStatus(StrEnum):
    """SENT: a mail server accepted it; nobody knows more than that. UNKNOWN: it never replied to the content."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    FAILED = "failed"
    BOUNCED = "bounced"
    CANCELED = "canceled"


@dataclass(frozen=True)
class AttemptRow:
    """One SMTP conversation. `outcome` is None while it lasts. `reply_code` and `reply`: see AttemptResult."""

    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: AttemptOutcome | None
    reply_code: int | None
    reply: str | None


@dataclass(frozen=True)
class Pause:
    """Why no email is sent at the moment, and until when."""

    paused_at: datetime
    resume_at: datetime
    reason: str


async def find_attempts(delivery_ids: Sequence[UUID]) -> dict[UUID, list[AttemptRow]]:
    """The attempts of each delivery, by delivery id, first to last; number 1 is the first."""
    found = await rows(
        """
        SELECT delivery_id, row_number() OVER (PARTITION BY delivery_id ORDER BY number) AS number,
               started_at, finished_at, outcome, reply_code, reply
          FROM delivery_attempts WHERE delivery_id = ANY($1) ORDER BY number
        """,
        list(delivery_ids),
    )
    attempts: dict[UUID, list[AttemptRow]] = {}
    for each in found:
        outcome = AttemptOutcome(each["outcome"]) if each["outcome"] else None
        attempts.setdefault(each.pop("delivery_id"), []).append(AttemptRow(**each | {"outcome": outcome}))
    return attempts


async def find_pause() -> Pause | None:
    """The pause that lasts now; None also when it is over and a probe is awaited."""
    found = await row("SELECT paused_at, resume_at, reason FROM email_pauses WHERE resume_at > now()")
    return Pause(**found) if found else None
