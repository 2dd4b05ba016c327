"""What machines read of the background work, in two statements that read no more of it the more there is."""

from collections.abc import Sequence

from app.bulk_invites.lifecycle import Status
from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.actions import BULK, SINGLE
from app.deliveries.queries import DeliveryStatus
from app.metrics.catalog import (
    OLDEST_WAITING,
    PAUSED_BY,
    PAUSED_DOMAINS,
    QUEUE_JOBS,
    QUEUE_PAUSED,
    QUEUES,
    WORKERS,
)
from app.metrics.exposition import Reading
from app.queues.names import QueueName

ALIVE_SECONDS = 30.0
STATES = {QueueName.EMAIL: tuple(DeliveryStatus), QueueName.BULK: tuple(Status)}
COUNTS = """
    SELECT queue, state, sum(count)::float8 AS count
      FROM (SELECT queue, state, count FROM queue_counts UNION ALL SELECT queue, state, delta FROM queue_count_changes)
     GROUP BY queue, state"""
PRIORITIES = (SINGLE, BULK)
# The priorities are named, so that the index finds the first of each.
OTHERS = f"""
    SELECT 'oldest' AS figure, 'email' AS queue, NULL AS by, extract(epoch FROM now() - min(due_at))::float8 AS number
      FROM unnest(ARRAY[{", ".join(map(str, PRIORITIES))}]) AS of (priority) CROSS JOIN LATERAL (
        SELECT due_at FROM deliveries d
         WHERE d.priority = of.priority AND status IN ('queued', 'deferred', 'unknown') AND due_at <= now()
         ORDER BY due_at LIMIT 1) AS first
    UNION ALL
    SELECT 'oldest', 'bulk', NULL, extract(epoch FROM now() - min(greatest(changed_at, lease_until)))
      FROM bulk_invites
     WHERE (status IN ('validating', 'sending') OR revoked_by_user_id IS NOT NULL OR edit IS NOT NULL)
       AND (lease_until IS NULL OR lease_until < now())
    UNION ALL
    SELECT 'paused', 'email', 'mail_server', count(*) FROM email_pauses
    UNION ALL
    SELECT 'paused', queue, 'operator', 1 FROM queue_pauses WHERE recipient_domain IS NULL
    UNION ALL
    SELECT 'domains', queue, NULL, count(*) FROM queue_pauses WHERE recipient_domain IS NOT NULL GROUP BY queue
    UNION ALL
    SELECT 'workers', kind, NULL, count(*) FROM worker_heartbeats
     WHERE seen_at > now() - make_interval(secs => $1) GROUP BY kind"""


async def read_gauges() -> Sequence[Reading]:
    """Returns every figure of every queue, also those that are 0. Raises DatabaseUnavailable."""
    async with transaction():
        counts = {(each["queue"], each["state"]): each["count"] for each in await rows(COUNTS)}
        found = await rows(OTHERS, ALIVE_SECONDS)
    others = {(each["figure"], each["queue"], each["by"]): float(each["number"] or 0) for each in found}
    readings = [
        Reading(QUEUE_JOBS, (queue, state), counts.get((queue, state), 0.0))
        for queue, states in STATES.items()
        for state in states
    ]
    for queue in QUEUES:
        readings += [
            Reading(OLDEST_WAITING, (queue,), others.get(("oldest", queue, None), 0.0)),
            Reading(PAUSED_DOMAINS, (queue,), others.get(("domains", queue, None), 0.0)),
            Reading(WORKERS, (queue,), others.get(("workers", queue, None), 0.0)),
            *(Reading(QUEUE_PAUSED, (queue, by), others.get(("paused", queue, by), 0.0)) for by in PAUSED_BY),
        ]
    return readings
