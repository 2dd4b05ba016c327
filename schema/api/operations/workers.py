"""The workers, and what they do again and again."""

from datetime import datetime
from typing import Self

import strawberry

from app.operations.schedules import LATE_SECONDS, ScheduleRecord, list_schedules
from app.operations.workers import ALIVE_SECONDS, MAX_TASKS, MAX_WORKERS, WorkerRecord, WorkerTask, list_workers
from app.queues.names import QueueName
from schema.api.node import global_id

SUBJECTS = {QueueName.EMAIL: "Delivery", QueueName.BULK: "BulkInviteJob"}


@strawberry.type(name="WorkerTask", description="A job that a worker worked on when it was last seen.")
class Task:
    name: str = strawberry.field(
        description="`send` of an email; `validate`, `edit`, `send` or `revoke` of a bulk invite."
    )
    subject_id: strawberry.ID | None = strawberry.field(
        description="The `id` of the Delivery or the BulkInviteJob that it worked on."
    )
    started_at: datetime = strawberry.field(description="Since when.")

    @classmethod
    def of(cls, task: WorkerTask, queue: QueueName) -> Self:
        return cls(name=task.name, subject_id=global_id(SUBJECTS[queue], task.subject_id), started_at=task.started_at)


@strawberry.type(description="A process that does background work.")
class Worker:
    name: str = strawberry.field(description="Unique: kind, host, process id and a random part.")
    queue: QueueName = strawberry.field(description="Whose jobs it does.")
    host: str = strawberry.field(description="Where it runs.")
    version: str | None = strawberry.field(
        description="The version of the product that it runs; null for one before heartbeats named it."
    )
    started_at: datetime = strawberry.field(description="When it was first seen.")
    seen_at: datetime = strawberry.field(description="When its last heartbeat was; there is one every 5 seconds.")
    is_alive: bool = strawberry.field(description=f"Was it seen within {ALIVE_SECONDS} seconds?")
    running: list[Task] = strawberry.field(
        description=f"What it worked on when it was last seen, the longest first; {MAX_TASKS} at most."
    )
    running_count: int = strawberry.field(description="How many jobs it worked on then, in all.")

    @classmethod
    def of(cls, found: WorkerRecord, queue: QueueName) -> Self:
        return cls(
            name=found.worker,
            queue=queue,
            host=found.host,
            version=found.version,
            started_at=found.started_at,
            seen_at=found.seen_at,
            is_alive=found.is_alive,
            running=[Task.of(each, queue) for each in found.running],
            running_count=found.running_count,
        )


@strawberry.type(description="Something that workers do again and again, by themselves.")
class Schedule:
    name: str = strawberry.field(description="What is done.")
    queue: QueueName = strawberry.field(description="Whose workers do it.")
    interval_seconds: float = strawberry.field(description="How long after a run the next one begins.")
    worker: str = strawberry.field(
        description="The worker whose runs these are: the one that is latest, else the one that reported last."
    )
    last_run_at: datetime = strawberry.field(description="When the last run that has ended began.")
    last_duration_ms: int = strawberry.field(description="How long that took, in milliseconds.")
    next_run_at: datetime = strawberry.field(
        description="When the next run begins. In the past while it runs, and as long as a worker hangs in it."
    )
    is_late: bool = strawberry.field(
        description=f"Should the next run have begun {LATE_SECONDS} seconds ago? Then its worker hangs, or is gone."
    )
    last_error: str | None = strawberry.field(
        description="The type of the last error that ended a run, and where it came from; null: none is known."
    )
    last_error_at: datetime | None = strawberry.field(description="When that was.")

    @classmethod
    def of(cls, found: ScheduleRecord) -> Self:
        return cls(
            name=found.name,
            queue=found.queue,
            interval_seconds=found.interval_seconds,
            worker=found.worker,
            last_run_at=found.started_at,
            last_duration_ms=found.duration_ms,
            next_run_at=found.next_run_at,
            is_late=found.is_late,
            last_error=found.last_error,
            last_error_at=found.last_error_at,
        )


@strawberry.type
class WorkerFields:
    @strawberry.field(
        description=f"The workers that were seen within a day: live ones first, then by name; {MAX_WORKERS} at most."
    )
    async def workers(self) -> list[Worker]:
        return [Worker.of(each, each.queue) for each in await list_workers() if each.queue is not None]

    @strawberry.field(description="What workers do again and again, by queue and name.")
    async def schedules(self) -> list[Schedule]:
        return [Schedule.of(each) for each in await list_schedules()]
