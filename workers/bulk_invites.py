"""What the bulk worker runs; the work itself is in app.bulk_invites."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.bulk_invites.worker.email_progress import count_next
from app.bulk_invites.worker.loop import work_on_due
from app.bulk_invites.worker.purge import purge_next
from app.queues.limits import BULK_CONCURRENCY, read_limits
from app.queues.names import QueueName
from workers.context import WorkerContext


async def work_on_bulk_invites(context: dict[str, Any]) -> None:
    """The job: wakes the worker. What is to be done are rows, so the job has no arguments."""
    wake: asyncio.Event = context["wake"]
    wake.set()


@dataclass(frozen=True)
class _SlotEnd:
    """Set once the worker is to stop, or works on no more than `slot` bulk invites at once."""

    context: WorkerContext
    slot: int

    def is_set(self) -> bool:
        return self.context.stopping.is_set() or self.slot >= self.context.bulk_concurrency


def work_in_slot(slot: int) -> Callable[[WorkerContext], Awaitable[None]]:
    """Returns the task that works on one bulk invite after the other, beside those of the slots below."""

    async def work(context: WorkerContext) -> None:
        lease_seconds = context.settings.bulk_lease_seconds
        await work_on_due(context.worker, lease_seconds, _SlotEnd(context, slot), running=context.running)

    return work


async def follow_limits(context: WorkerContext) -> None:
    """Reads what an operator allows: slots that are too many stop after their chunk, and others go on with it."""
    limits = await read_limits(QueueName.BULK)
    concurrency = limits.concurrency or BULK_CONCURRENCY
    if concurrency != context.bulk_concurrency:
        context.bulk_concurrency = concurrency
        context.wake.set()


async def count_emails(_: WorkerContext) -> None:
    while await count_next():
        pass


async def purge(_: WorkerContext) -> None:
    while await purge_next():
        pass
