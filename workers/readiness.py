"""Whether a worker does its work: its heartbeat was committed lately, and its loops turn."""

import time

from app.database.probe import Readiness
from app.turns import STUCK_SECONDS, Turns
from workers.context import WorkerContext
from workers.heartbeat import SECONDS

LATE_SECONDS = 4 * SECONDS


def readiness_of(context: WorkerContext, turns: Turns) -> Readiness:
    """Why the worker does no work at the moment; no problem where it does."""
    if context.stopping.is_set():
        return Readiness("stopping")
    if context.heartbeat_at is None:
        return Readiness("no heartbeat written yet")
    silent = time.monotonic() - context.heartbeat_at
    if silent > LATE_SECONDS:
        return Readiness(f"no heartbeat written for {silent:.0f} seconds")
    # A statement may take that long before the loop goes on.
    if stuck := turns.stuck(STUCK_SECONDS + context.settings.database_worker_statement_seconds):
        return Readiness(f"does not get on: {', '.join(stuck)}")
    return Readiness(context.trouble)
