"""Operators' pauses: of a queue, or of the emails to one domain. Every claim of work reads them anew."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.ids import uuid7
from app.database.sql import row, rows, value
from app.errors import OutOfRange
from app.queues.names import QueueName

MAX_PAUSED_DOMAINS = 200
BULK_PAUSED_SQL = "EXISTS (SELECT FROM queue_pauses WHERE queue = 'bulk')"
EMAIL_PAUSED_SQL = "EXISTS (SELECT FROM queue_pauses WHERE queue = 'email' AND recipient_domain IS NULL)"
_COLUMNS = "id, queue, recipient_domain, reason, paused_by_name, paused_at"


@dataclass(frozen=True)
class PauseRow:
    """`recipient_domain`: of the emails that are paused, in lower case and ASCII; None for all of the queue."""

    id: UUID
    queue: QueueName
    recipient_domain: str | None
    reason: str
    paused_by_name: str
    paused_at: datetime


async def pause(queue: QueueName, recipient_domain: str | None, reason: str, by_name: str) -> tuple[PauseRow, bool]:
    """Pauses; returns the pause and whether it is new. What is paused already keeps its pause and its reason.

    Whatever is under way is finished. Raises OutOfRange where too many domains are paused.
    """
    if recipient_domain is not None and await _count_other_domains(recipient_domain) >= MAX_PAUSED_DOMAINS:
        raise OutOfRange("recipientDomain", "The number of paused domains", f"at most {MAX_PAUSED_DOMAINS}")
    pause_id = uuid7()
    (found,) = await rows(
        f"""
        INSERT INTO queue_pauses (id, queue, recipient_domain, reason, paused_by_name)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT queue_pauses_once DO UPDATE SET reason = queue_pauses.reason
        RETURNING {_COLUMNS}
        """,
        pause_id,
        queue,
        recipient_domain,
        reason,
        by_name,
    )
    return PauseRow(**found | {"queue": queue}), found["id"] == pause_id


async def resume(queue: QueueName, recipient_domain: str | None) -> PauseRow | None:
    """Ends a pause; returns it, None where there was none. Other pauses stay."""
    found = await row(
        f"""
        DELETE FROM queue_pauses WHERE queue = $1 AND recipient_domain IS NOT DISTINCT FROM $2 RETURNING {_COLUMNS}
        """,
        queue,
        recipient_domain,
    )
    return PauseRow(**found | {"queue": queue}) if found else None


async def list_pauses(queue: QueueName) -> list[PauseRow]:
    """The pauses of a queue: that of all of it first, then by domain."""
    found = await rows(
        f"SELECT {_COLUMNS} FROM queue_pauses WHERE queue = $1 ORDER BY recipient_domain NULLS FIRST", queue
    )
    return [PauseRow(**each | {"queue": queue}) for each in found]


async def _count_other_domains(recipient_domain: str) -> int:
    return int(await value("SELECT count(*) FROM queue_pauses WHERE recipient_domain <> $1", recipient_domain))
