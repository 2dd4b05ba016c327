"""The status of deliveries, their attempts, and pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.database.sql import row, rows
from app.mail import AttemptOutcome

MAX_EARLIER_MESSAGE_IDS = 10


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
    """One SMTP conversation of a worker process. `outcome` is None while it lasts.

    `reply_code` and `reply`: see AttemptResult.
    """

    number: int
    worker: str
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
               worker, started_at, finished_at, outcome, reply_code, reply
          FROM delivery_attempts WHERE delivery_id = ANY($1) ORDER BY number
        """,
        list(delivery_ids),
    )
    attempts: dict[UUID, list[AttemptRow]] = {}
    for each in found:
        outcome = AttemptOutcome(each["outcome"]) if each["outcome"] else None
        attempts.setdefault(each.pop("delivery_id"), []).append(AttemptRow(**each | {"outcome": outcome}))
    return attempts


async def find_last_sent(kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When a mail server last accepted an email about each subject; those of which none was are left out."""
    found = await rows(
        """
        SELECT subject_id, max(sent_at) AS sent_at FROM deliveries
         WHERE kind = $1 AND subject_id = ANY($2) AND sent_at IS NOT NULL GROUP BY subject_id
        """,
        kind,
        list(subject_ids),
    )
    return {each["subject_id"]: each["sent_at"] for each in found}


async def load_earlier_message_ids(
    kind: str, subject_ids: Sequence[UUID], generations: Sequence[int]
) -> dict[UUID, list[str]]:
    """The Message-IDs of emails about each subject before its generation, oldest first; at most the newest ten.

    Only of emails that somebody may have: a mail server accepted them, or may have done so. None of those that were
    for a former address, whose owner has them.
    """
    found = await rows(
        """
        SELECT subject.id, earlier.message_id
          FROM unnest($2::uuid[], $3::int[]) AS subject (id, generation)
         CROSS JOIN LATERAL (
            SELECT d.message_id, d.generation FROM deliveries d
             WHERE d.kind = $1 AND d.subject_id = subject.id AND d.generation < subject.generation
               AND d.status <> 'bounced' AND d.former_recipient IS NULL
               AND EXISTS (SELECT FROM delivery_attempts a WHERE a.delivery_id = d.id
                              AND (a.outcome IS NULL OR a.outcome IN ('accepted', 'unknown')))
             ORDER BY d.generation DESC LIMIT $4) AS earlier
         ORDER BY earlier.generation
        """,
        kind,
        list(subject_ids),
        list(generations),
        MAX_EARLIER_MESSAGE_IDS,
    )
    message_ids: dict[UUID, list[str]] = {}
    for each in found:
        message_ids.setdefault(each["id"], []).append(each["message_id"])
    return message_ids


async def find_pause() -> Pause | None:
    """The pause that has not ended, also while a probe is awaited."""
    found = await row("SELECT paused_at, resume_at, reason FROM email_pauses")
    return Pause(**found) if found else None
