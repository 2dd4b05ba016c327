"""The figures of the queues; what they are is in app.queues."""

from app.queues import counts
from workers.context import WorkerContext

SECONDS = 3


async def add_up_counts(_: WorkerContext) -> None:
    while await counts.add_up_changes():
        pass


async def delete_old_counts(_: WorkerContext) -> None:
    await counts.forget_old_counts()
