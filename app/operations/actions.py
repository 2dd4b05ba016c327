"""The heartbeats of worker processes, and with them what their schedules do: one statement for all."""

from collections.abc import Sequence

from app.database.sql import rows
from app.operations.schedules import LATE_SECONDS, ScheduleReport
from app.operations.workers import ALIVE_SECONDS

# The same error is dated a little differently by each heartbeat.
IS_NEW_ERROR = "excluded.last_error_at > coalesce(s.last_error_at + interval '1 second', '-infinity')"


async def record_heartbeat(
    worker: str,
    kind: str,
    host: str,
    *,
    version: str | None = None,
    running: str | None = None,
    schedules: Sequence[ScheduleReport] = (),
) -> None:
    """Records that the worker runs, what it runs, as `write_running` has it, and how its schedules do.

    Deletes heartbeats of workers that have been silent for a day, and schedules of the kind that the worker does not
    have and that have not run for a day. Where several workers have a schedule, the one that is late stays to be seen
    while it lives: what another one does in time says nothing about it.
    """
    reports = sorted(schedules, key=lambda each: each.name)
    await rows(
        f"""
        WITH silent AS (DELETE FROM worker_heartbeats WHERE seen_at < now() - interval '1 day' AND worker <> $1),
        former AS (
            DELETE FROM schedule_runs
             WHERE kind = $2 AND name <> ALL($6::text[]) AND next_run_at < now() - interval '1 day'
        ), reported AS (
            INSERT INTO schedule_runs AS s (id, kind, name, worker, interval_seconds, started_at, duration_ms,
                                            next_run_at, last_error, last_error_at)
            SELECT uuidv7(), $2, r.name, $1, r.interval_seconds, now() + make_interval(secs => r.started_in),
                   r.duration_ms, now() + make_interval(secs => r.next_in), r.error,
                   now() + make_interval(secs => r.error_in)
              FROM unnest($6::text[], $7::float8[], $8::float8[], $9::int[], $10::float8[], $11::text[], $12::float8[])
                AS r (name, interval_seconds, started_in, duration_ms, next_in, error, error_in)
            ON CONFLICT (kind, name) DO UPDATE
               SET worker = excluded.worker, interval_seconds = excluded.interval_seconds,
                   started_at = excluded.started_at, duration_ms = excluded.duration_ms,
                   next_run_at = excluded.next_run_at,
                   last_error = CASE WHEN {IS_NEW_ERROR} THEN excluded.last_error ELSE s.last_error END,
                   last_error_at = CASE WHEN {IS_NEW_ERROR} THEN excluded.last_error_at ELSE s.last_error_at END
             WHERE s.worker = excluded.worker OR excluded.next_run_at < s.next_run_at
                OR s.next_run_at > now() - interval '{LATE_SECONDS} seconds'
                OR NOT EXISTS (SELECT FROM worker_heartbeats w
                                WHERE w.worker = s.worker AND w.seen_at > now() - interval '{ALIVE_SECONDS} seconds')
        )
        INSERT INTO worker_heartbeats (worker, kind, host, version, running) VALUES ($1, $2, $3, $4, $5::jsonb)
        ON CONFLICT (worker) DO UPDATE SET seen_at = now(), version = excluded.version, running = excluded.running
        """,
        worker,
        kind,
        host,
        version,
        running,
        [each.name for each in reports],
        [each.interval_seconds for each in reports],
        [each.started_in for each in reports],
        [each.duration_ms for each in reports],
        [each.next_in for each in reports],
        [each.error for each in reports],
        [each.error_in for each in reports],
    )


async def remove_heartbeat(worker: str) -> None:
    """The worker has stopped in order, so that its silence is no fault."""
    await rows("DELETE FROM worker_heartbeats WHERE worker = $1", worker)
