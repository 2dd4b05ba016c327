"""What operators set for queues while their workers run, in place of what these were started with."""

from dataclasses import dataclass
from datetime import datetime

from app.database.sql import row
from app.queues.names import QueueName

# How many jobs one worker may be told to run at once.
MAX_CONCURRENCY = {QueueName.EMAIL: 100, QueueName.BULK: 10}
MAX_EMAILS_PER_MINUTE = 100_000
# How many bulk invites one worker works on at once unless told otherwise: a large one delays no small one.
BULK_CONCURRENCY = 3
# A worker's heartbeat comes every 5 seconds; one that has missed three shares no rate any more.
ALIVE_SECONDS = 15


@dataclass(frozen=True)
class LimitsRow:
    """None: as configured, or unlimited. `set_by_name` and `set_at` of who last set any; None for nobody."""

    concurrency: int | None = None
    emails_per_minute: int | None = None
    set_by_name: str | None = None
    set_at: datetime | None = None


@dataclass(frozen=True)
class EmailLimits:
    """What holds for one email worker: `emails_per_minute` is its share of what all may begin together."""

    concurrency: int | None
    emails_per_minute: float | None


async def read_limits(queue: QueueName) -> LimitsRow:
    found = await row(
        "SELECT concurrency, emails_per_minute, set_by_name, set_at FROM queue_limits WHERE queue = $1", queue
    )
    return LimitsRow(**found) if found else LimitsRow()


async def read_email_limits(worker: str) -> EmailLimits:
    """The limits of this worker. Each that lives has an even share of the rate, this one also before its heartbeat."""
    found = await row(
        """
        SELECT concurrency, emails_per_minute::float8
               / (SELECT count(*) + 1 FROM worker_heartbeats
                   WHERE kind = 'email' AND worker <> $1 AND seen_at > now() - make_interval(secs => $2))
               AS emails_per_minute
          FROM queue_limits WHERE queue = 'email'
        """,
        worker,
        float(ALIVE_SECONDS),
    )
    return EmailLimits(**found) if found else EmailLimits(None, None)


async def set_limits(
    queue: QueueName, concurrency: int | None, emails_per_minute: int | None, by_name: str
) -> LimitsRow:
    """Sets both, None for what is configured. Returns what held before; who set the same before stays named."""
    before = await row(
        """
        INSERT INTO queue_limits (queue, set_by_name) VALUES ($1, $2)
        ON CONFLICT (queue) DO UPDATE SET queue = excluded.queue
        RETURNING concurrency, emails_per_minute, set_by_name, set_at
        """,
        queue,
        by_name,
    )
    assert before is not None
    await row(
        """
        UPDATE queue_limits SET concurrency = $2, emails_per_minute = $3, set_by_name = $4, set_at = now()
         WHERE queue = $1 AND (concurrency, emails_per_minute) IS DISTINCT FROM ($2::int, $3::int)
        """,
        queue,
        concurrency,
        emails_per_minute,
        by_name,
    )
    return LimitsRow(**before)
