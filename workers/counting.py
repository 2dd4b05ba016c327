"""The figures of the queues and failure groups; what they are is in app.queues and app.deliveries."""

from app.deliveries import earlier_failures, old_failure_groups
from app.queues import counts
from workers.context import WorkerContext

SECONDS = 3


async def add_up_counts(_: WorkerContext) -> None:
    while await counts.add_up_changes():
        pass


async def delete_old_counts(_: WorkerContext) -> None:
    await counts.forget_old_counts()


async def delete_empty_failure_groups(context: WorkerContext) -> None:
    while not context.stopping.is_set() and await old_failure_groups.merge_old_groups():
        pass
    await old_failure_groups.forget_empty_groups()


async def group_earlier_failures(context: WorkerContext) -> None:
    """What failed in an earlier version, or fails in one while a release is rolled out."""
    while not context.stopping.is_set() and await earlier_failures.group_earlier_failures(context.email_kinds):
        pass
