"""Which workers are at work."""

from dataclasses import dataclass
from datetime import datetime

from app.database import rows


@dataclass(frozen=True)
class WorkerRow:
    """`silent_seconds` is how long ago its last sign of life was, by the database's clock."""

    worker: str
    kind: str
    host: str
    started_at: datetime
    seen_at: datetime
    silent_seconds: float


async def find_workers(kind: str, host: str) -> list[WorkerRow]:
    """The workers of one kind that were seen on a host within a day, the one seen last first."""
    found = await rows(
        """
        SELECT worker, kind, host, started_at, seen_at, extract(epoch FROM now() - seen_at)::float8 AS silent_seconds
          FROM worker_heartbeats WHERE kind = $1 AND host = $2 ORDER BY seen_at DESC
        """,
        kind,
        host,
    )
    return [WorkerRow(**each) for each in found]
