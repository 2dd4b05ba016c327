"""What machines read of the background work, at the same cost however much of it there is."""

from collections.abc import Sequence

from app.bulk_invites.lifecycle import Status
from app.database.sql import rows
from app.deliveries.queries import DeliveryStatus
from app.metrics.catalog import (
    OLDEST_WAITING,
    PAUSED_BY,
    PAUSED_DOMAINS,
    QUEUE_JOBS,
    QUEUE_PAUSED,
    WORKERS,
)
from app.metrics.exposition import Reading
from app.operations.overview import find_queues
from app.operations.queries import read_time
from app.operations.workers import ALIVE_SECONDS
from app.queues.counts import find_counts
from app.queues.names import QueueName

# Bulk invites that are MAPPING are counted as READY.
STATES = {
    QueueName.EMAIL: tuple(DeliveryStatus),
    QueueName.BULK: tuple(each for each in Status if each is not Status.MAPPING),
}
OTHERS = """
    SELECT 'paused' AS figure, 'email' AS queue, 'mail_server' AS by, count(*) AS number FROM email_pauses
    UNION ALL
    SELECT 'paused', queue, 'operator', 1 FROM queue_pauses WHERE recipient_domain IS NULL
    UNION ALL
    SELECT 'domains', queue, NULL, count(*) FROM queue_pauses WHERE recipient_domain IS NOT NULL GROUP BY queue
    UNION ALL
    SELECT 'workers', kind, NULL, count(*) FILTER (WHERE seen_at > now() - make_interval(secs => $1))
      FROM worker_heartbeats GROUP BY kind"""


async def read_gauges() -> Sequence[Reading]:
    """Returns every figure of every queue, also those that are 0. Raises DatabaseUnavailable.

    Where no worker takes bounces there is no figure of them, until one has run and has not been stopped as it should.
    """
    counts = await find_counts()
    now = await read_time()
    waited = {
        each.name: max(0.0, (now - each.oldest_waiting_at).total_seconds()) if each.oldest_waiting_at else 0.0
        for each in await find_queues()
    }
    found = await rows(OTHERS, float(ALIVE_SECONDS))
    others = {(each["figure"], each["queue"], each["by"]): float(each["number"]) for each in found}
    readings = [
        Reading(QUEUE_JOBS, (queue, state), float(counts[queue][state]))
        for queue, states in STATES.items()
        for state in states
    ]
    for queue in QueueName:
        readings += [
            Reading(OLDEST_WAITING, (queue,), waited[queue]),
            Reading(PAUSED_DOMAINS, (queue,), others.get(("domains", queue, None), 0.0)),
            Reading(WORKERS, (queue,), others.get(("workers", queue, None), 0.0)),
            *(Reading(QUEUE_PAUSED, (queue, by), others.get(("paused", queue, by), 0.0)) for by in PAUSED_BY),
        ]
    if (bounces := others.get(("workers", "bounces", None))) is not None:
        readings.append(Reading(WORKERS, ("bounces",), bounces))
    return readings
