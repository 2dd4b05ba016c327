"""A worker's heartbeat, for health checks and for operators. It also says how the schedules do."""

import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from app.database.connection import CONNECTION_ERRORS
from app.operations import actions
from app.operations.workers import write_running
from app.version import VERSION
from workers.context import WorkerContext

SECONDS = 5


def heartbeat_of(kind: str) -> Callable[[WorkerContext], Awaitable[None]]:
    """Returns the task that records that a worker of this kind runs on this host."""

    async def record_heartbeat(context: WorkerContext) -> None:
        await actions.record_heartbeat(
            context.worker,
            kind,
            socket.gethostname(),
            version=VERSION,
            running=write_running(context.running),
            schedules=context.schedule_runs.reports(is_working=bool(context.running)),
        )
        context.heartbeat_at = time.monotonic()

    return record_heartbeat


async def remove_heartbeat(worker: str) -> None:
    """Best effort: without a database, the last heartbeat stays for a day."""
    with suppress(*CONNECTION_ERRORS):
        await actions.remove_heartbeat(worker)
