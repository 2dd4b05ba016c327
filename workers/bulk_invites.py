"""What the bulk worker runs; the work itself is in app.bulk_invites."""

import asyncio
from typing import Any

from app.bulk_invites.worker.email_progress import count_next
from app.bulk_invites.worker.loop import work_on_due
from app.bulk_invites.worker.purge import purge_next
from workers.context import WorkerContext


async def work_on_bulk_invites(context: dict[str, Any]) -> None:
    """The job: wakes the worker. What is to be done are rows, so the job has no arguments."""
    wake: asyncio.Event = context["wake"]
    wake.set()


async def work(context: WorkerContext) -> None:
    lease_seconds = context.settings.bulk_lease_seconds
    await work_on_due(context.worker, lease_seconds, context.stopping, running=context.running)


async def count_emails(_: WorkerContext) -> None:
    while await count_next():
        pass


async def purge(_: WorkerContext) -> None:
    while await purge_next():
        pass
