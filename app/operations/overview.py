"""The queues in figures that cost the same however much is in them: counts, the first in line, and counts by minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.bulk_invites.lifecycle import WORK_SQL
from app.bulk_invites.lifecycle import Status as BulkStatus
from app.database.sql import row, rows
from app.deliveries.actions import BULK, SINGLE
from app.deliveries.claims import DUE_SQL
from app.deliveries.queries import DeliveryStatus
from app.errors import OutOfRange
from app.queues.counts import MINUTES_SQL, find_counts
from app.queues.names import QueueName, RowsDone

MAX_MINUTES: Final = 1440
MAX_POINTS: Final = 288
SENT: Final[Mapping[QueueName, tuple[str, ...]]] = {
    QueueName.EMAIL: (DeliveryStatus.SENT,),
    QueueName.BULK: (RowsDone.VALIDATED, RowsDone.INVITED),
}
FAILED: Final[Mapping[QueueName, tuple[str, ...]]] = {
    QueueName.EMAIL: (DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN, DeliveryStatus.BOUNCED),
    QueueName.BULK: (BulkStatus.FAILED,),
}


@dataclass(frozen=True)
class QueueFigures:
    """How many of a queue's jobs are where, at one moment.

    `waiting_count` are those that no worker has and that have not failed yet, due or not. `oldest_waiting_at` is since
    when the one that is due longest is due; None where none is, or an operator has paused the queue.
    """

    name: QueueName
    waiting_count: int
    oldest_waiting_at: datetime | None
    running_count: int
    deferred_count: int
    failed_count: int
    unknown_count: int
    bounced_count: int
    sent_last_hour_count: int


@dataclass(frozen=True)
class ThroughputPoint:
    """What was done within some minutes from `start` on."""

    start: datetime
    sent_count: int
    deferred_count: int
    failed_count: int


async def find_queues() -> list[QueueFigures]:
    """Every queue, emails first."""
    counts = await find_counts()
    others = await _find_others()
    email, bulk = counts[QueueName.EMAIL], counts[QueueName.BULK]
    return [
        QueueFigures(
            QueueName.EMAIL,
            waiting_count=email[DeliveryStatus.QUEUED],
            oldest_waiting_at=others["oldest_email"],
            running_count=email[DeliveryStatus.SENDING],
            deferred_count=email[DeliveryStatus.DEFERRED],
            failed_count=email[DeliveryStatus.FAILED],
            unknown_count=email[DeliveryStatus.UNKNOWN],
            bounced_count=email[DeliveryStatus.BOUNCED],
            sent_last_hour_count=others["sent_emails"],
        ),
        QueueFigures(
            QueueName.BULK,
            waiting_count=others["waiting_bulk"],
            oldest_waiting_at=others["oldest_bulk"],
            running_count=others["running_bulk"],
            deferred_count=0,
            failed_count=bulk[BulkStatus.FAILED],
            unknown_count=0,
            bounced_count=0,
            sent_last_hour_count=others["completed_bulk"],
        ),
    ]


async def _find_others() -> Mapping[str, Any]:
    """What counts do not say. Of each priority the index has the first that is due; what is parked is not due."""
    found = await row(
        f"""
        WITH paused AS MATERIALIZED (
            SELECT queue FROM queue_pauses WHERE recipient_domain IS NULL
        ), oldest_email AS (
            SELECT min(first.due_at) AS due_at FROM unnest($1::int[]) AS of (priority) CROSS JOIN LATERAL (
                SELECT due_at FROM deliveries d
                 WHERE d.priority = of.priority AND {DUE_SQL}
                 ORDER BY due_at LIMIT 1) AS first
        ), bulk AS (
            SELECT count(*) FILTER (WHERE lease_owner IS NOT NULL AND lease_until >= now()) AS running,
                   count(*) FILTER (WHERE lease_owner IS NULL OR lease_until < now()) AS waiting,
                   min(greatest(changed_at, lease_until)) FILTER (WHERE lease_until IS NULL OR lease_until < now())
                       AS oldest
              FROM bulk_invites WHERE {WORK_SQL}
        ), hour AS (
            SELECT queue, state, sum(count)::bigint AS count FROM {MINUTES_SQL} AS minutes
             WHERE minute > date_trunc('minute', now()) - interval '1 hour' GROUP BY queue, state
        )
        SELECT (SELECT due_at FROM oldest_email WHERE NOT EXISTS (SELECT FROM paused WHERE queue = 'email'))
                   AS oldest_email,
               (SELECT oldest FROM bulk WHERE NOT EXISTS (SELECT FROM paused WHERE queue = 'bulk')) AS oldest_bulk,
               (SELECT waiting FROM bulk) AS waiting_bulk, (SELECT running FROM bulk) AS running_bulk,
               coalesce((SELECT count FROM hour WHERE queue = 'email' AND state = 'sent'), 0) AS sent_emails,
               coalesce((SELECT count FROM hour WHERE queue = 'bulk' AND state = 'completed'), 0) AS completed_bulk
        """,
        [SINGLE, BULK],
    )
    assert found is not None
    return found


async def find_throughput(queue: QueueName, minutes: int, points: int) -> list[ThroughputPoint]:
    """What was done in the last `minutes`, in at most `points` stretches of equal length, oldest first.

    A stretch is whole minutes, and begins where multiples of its length do, so that it says the same in each reading;
    the last is not over yet. Raises OutOfRange.
    """
    if not 1 <= minutes <= MAX_MINUTES:
        raise OutOfRange("minutes", "`minutes`", f"1 to {MAX_MINUTES}")
    if not 1 <= points <= MAX_POINTS:
        raise OutOfRange("points", "`points`", f"1 to {MAX_POINTS}")
    length = -(-minutes // points)
    found = await rows(
        f"""
        WITH stretches AS (
            SELECT date_bin(make_interval(mins => $2), now(), 'epoch') - make_interval(mins => $2 * number) AS start
              FROM generate_series(0, $3 - 1) AS number
        ), done AS (
            SELECT date_bin(make_interval(mins => $2), minute, 'epoch') AS start, state, count
              FROM {MINUTES_SQL} AS minutes
             WHERE queue = $1 AND minute >= (SELECT min(start) FROM stretches)
               AND state = ANY ($4::text[] || $5::text[] || $6::text[])
        )
        SELECT start, coalesce(sum(count) FILTER (WHERE state = ANY ($4::text[])), 0)::bigint AS sent_count,
               coalesce(sum(count) FILTER (WHERE state = ANY ($6::text[])), 0)::bigint AS deferred_count,
               coalesce(sum(count) FILTER (WHERE state = ANY ($5::text[])), 0)::bigint AS failed_count
          FROM stretches LEFT JOIN done USING (start) GROUP BY start ORDER BY start
        """,
        queue,
        length,
        -(-minutes // length),
        list(SENT[queue]),
        list(FAILED[queue]),
        [DeliveryStatus.DEFERRED],
    )
    return [ThroughputPoint(**each) for each in found]
