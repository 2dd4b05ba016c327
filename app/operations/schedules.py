"""Schedules: what workers do again and again, as they report it, and as operators see it."""

from dataclasses import dataclass
from datetime import datetime

from app.database.sql import rows
from app.queues.names import QueueName

# A report is as old as a heartbeat, and no run is expected to the second.
LATE_SECONDS = 30


@dataclass(frozen=True)
class ScheduleReport:
    """A schedule of one process; times are in seconds from now, negative ones have passed.

    `started_in` is when the last run that has ended began, or the first one. `error`: see `describe_error`.
    """

    name: str
    interval_seconds: float
    started_in: float
    duration_ms: int
    next_in: float
    error: str | None = None
    error_in: float | None = None


@dataclass(frozen=True)
class ScheduleRecord:
    """Of all workers of the queue, that of the one which is latest, else of the one that reported last: `worker`.

    `is_late`: the next run should have begun LATE_SECONDS ago. Its worker hangs in a run, or is gone.
    """

    name: str
    queue: QueueName
    worker: str
    interval_seconds: float
    started_at: datetime
    duration_ms: int
    next_run_at: datetime
    is_late: bool
    last_error: str | None
    last_error_at: datetime | None


async def list_schedules() -> list[ScheduleRecord]:
    """All schedules that workers have, by queue and name; late ones where no worker is left."""
    found = await rows(
        f"""
        SELECT name, kind AS queue, worker, interval_seconds, started_at, duration_ms, next_run_at,
               next_run_at < now() - interval '{LATE_SECONDS} seconds' AS is_late, last_error, last_error_at
          FROM schedule_runs WHERE kind = ANY($1) ORDER BY kind DESC, name COLLATE "C"
        """,
        list(QueueName),
    )
    return [ScheduleRecord(**each | {"queue": QueueName(each["queue"])}) for each in found]
