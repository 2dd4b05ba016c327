"""Worker processes: what each says of itself with its heartbeat, and what operators see of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import orjson

from app.database.sql import rows
from app.queues.names import QueueName
from app.queues.running_jobs import RunningJobs

ALIVE_SECONDS = 30
MAX_TASKS = 20
MAX_WORKERS = 500
QUEUES = frozenset(QueueName)


@dataclass(frozen=True)
class WorkerTask:
    """`name` is what is done to the delivery or the bulk invite with this id."""

    name: str
    subject_id: UUID
    started_at: datetime


@dataclass(frozen=True)
class WorkerRecord:
    """`queue` is None where it takes no jobs of one. `is_alive`: seen within ALIVE_SECONDS.

    `running` are MAX_TASKS of `running_count` at most, the longest first. `version` is None, and nothing runs, where a
    worker of an earlier version says neither.
    """

    worker: str
    queue: QueueName | None
    host: str
    version: str | None
    started_at: datetime
    seen_at: datetime
    is_alive: bool
    running: Sequence[WorkerTask]
    running_count: int


def write_running(jobs: RunningJobs) -> str:
    """Returns what runs as it is stored: ids and seconds, which are of no clock in particular."""
    now = jobs.clock()
    tasks = [
        {"name": each.name, "subject_id": str(each.subject_id), "seconds": round(now - each.started_at, 1)}
        for each in islice(jobs, MAX_TASKS)
    ]
    return orjson.dumps({"count": len(jobs), "tasks": tasks}).decode()


async def list_workers() -> list[WorkerRecord]:
    """Those that were seen within a day, live ones first, then by name; MAX_WORKERS at most."""
    found = await rows(
        f"""
        SELECT worker, kind, host, version, started_at, seen_at, running,
               seen_at > now() - interval '{ALIVE_SECONDS} seconds' AS is_alive
          FROM worker_heartbeats WHERE seen_at > now() - interval '1 day'
         ORDER BY is_alive DESC, worker LIMIT $1
        """,
        MAX_WORKERS,
    )
    return [_worker(each) for each in found]


def _worker(found: Mapping[str, Any]) -> WorkerRecord:
    running = orjson.loads(found["running"] or '{"count": 0, "tasks": []}')
    return WorkerRecord(
        worker=found["worker"],
        queue=QueueName(found["kind"]) if found["kind"] in QUEUES else None,
        host=found["host"],
        version=found["version"],
        started_at=found["started_at"],
        seen_at=found["seen_at"],
        is_alive=found["is_alive"],
        running=[
            WorkerTask(each["name"], UUID(each["subject_id"]), found["seen_at"] - timedelta(seconds=each["seconds"]))
            for each in running["tasks"]
        ],
        running_count=running["count"],
    )
