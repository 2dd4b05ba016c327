"""Commands about the workers, and what they do again and again."""

import argparse
from datetime import datetime

from app.cli.arguments import Commands, add_command, add_group
from app.cli.connection import database_connection
from app.cli.output import CommandOutput, table
from app.cli.times import ago, duration, in_json
from app.operations.queries import read_time
from app.operations.schedules import ScheduleRecord, list_schedules
from app.operations.workers import WorkerRecord, list_workers

NO_WORKERS = "No worker was seen within a day. Nothing is sent and no file is read until one is started."
NO_SCHEDULES = "No worker has reported a schedule yet."


def add_commands(commands: Commands) -> None:
    workers = add_group(commands, "worker", "list")
    add_command(workers, "list", "list the workers that were seen within a day, and what they run", list_all_workers)
    schedules = add_group(commands, "schedule", "list")
    add_command(schedules, "list", "list what workers do again and again", list_all_schedules)


async def list_all_workers(_: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        now = await read_time()
        found = await list_workers()
    headings = ("WORKER", "VERSION", "STARTED", "SEEN", "ALIVE", "RUNS")
    cells = [
        (
            each.worker,
            each.version or "-",
            ago(now, each.started_at),
            ago(now, each.seen_at),
            "yes" if each.is_alive else "NO",
            each.running_count,
        )
        for each in found
    ]
    return CommandOutput(table(headings, cells) if found else NO_WORKERS, [_worker_data(each) for each in found])


async def list_all_schedules(_: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        now = await read_time()
        found = await list_schedules()
    headings = ("QUEUE", "SCHEDULE", "LAST RUN", "TOOK", "NEXT RUN", "LAST ERROR")
    cells = [
        (
            each.queue,
            each.name,
            ago(now, each.started_at),
            f"{each.duration_ms:,} ms",
            _next_run(now, each),
            f"{each.last_error} ({ago(now, each.last_error_at)})" if each.last_error and each.last_error_at else "-",
        )
        for each in found
    ]
    return CommandOutput(table(headings, cells) if found else NO_SCHEDULES, [_schedule_data(each) for each in found])


def _next_run(now: datetime, each: ScheduleRecord) -> str:
    seconds = (each.next_run_at - now).total_seconds()
    if each.is_late:
        return f"LATE by {duration(-seconds)}: {each.worker}"
    return f"in {duration(seconds)}" if seconds >= 1 else "now"


def _worker_data(each: WorkerRecord) -> dict[str, object]:
    return {
        "name": each.worker,
        "queue": each.queue and each.queue.upper(),
        "host": each.host,
        "version": each.version,
        "startedAt": in_json(each.started_at),
        "seenAt": in_json(each.seen_at),
        "isAlive": each.is_alive,
        "runningCount": each.running_count,
        "running": [
            {"name": task.name, "subjectId": str(task.subject_id), "startedAt": in_json(task.started_at)}
            for task in each.running
        ],
    }


def _schedule_data(each: ScheduleRecord) -> dict[str, object]:
    return {
        "name": each.name,
        "queue": each.queue.upper(),
        "intervalSeconds": each.interval_seconds,
        "worker": each.worker,
        "lastRunAt": in_json(each.started_at),
        "lastDurationMs": each.duration_ms,
        "nextRunAt": in_json(each.next_run_at),
        "isLate": each.is_late,
        "lastError": each.last_error,
        "lastErrorAt": in_json(each.last_error_at),
    }
