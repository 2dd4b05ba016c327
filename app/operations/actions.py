"""The heartbeats of worker processes."""

from app.database.sql import rows


async def record_heartbeat(worker: str, kind: str, host: str) -> None:
    """Records that the worker runs; deletes heartbeats of workers that have been silent for a day."""
    await rows(
        """
        WITH silent AS (DELETE FROM worker_heartbeats WHERE seen_at < now() - interval '1 day' AND worker <> $1)
        INSERT INTO worker_heartbeats (worker, kind, host) VALUES ($1, $2, $3)
        ON CONFLICT (worker) DO UPDATE SET seen_at = now()
        """,
        worker,
        kind,
        host,
    )


async def remove_heartbeat(worker: str) -> None:
    """The worker has stopped in order, so that its silence is no fault."""
    await rows("DELETE FROM worker_heartbeats WHERE worker = $1", worker)
