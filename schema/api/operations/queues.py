"""The queues in figures, and what was done by the minute."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from app.operations.overview import (
    MAX_MINUTES,
    MAX_POINTS,
    QueueFigures,
    find_queues,
    find_throughput,
)
from app.operations.overview import ThroughputPoint as PointRow
from app.queues.names import QueueName
from schema.api.operations.queue_limit_fields import QueueLimitFields
from schema.api.operations.queue_pause_fields import QueuePauseFields

DEFAULT_POINTS = 96


@strawberry.type(description="What was done within some minutes: one bar of a plot.")
class ThroughputPoint:
    from_: datetime = strawberry.field(name="from", description="When these minutes began.")
    sent_count: int = strawberry.field(
        description="Emails that a mail server accepted. Of bulk invites: rows that were validated, and rows that were"
        " invited."
    )
    deferred_count: int = strawberry.field(description="Attempts that a mail server deferred; 0 of BULK.")
    failed_count: int = strawberry.field(
        description="Emails that failed, were returned, or that a mail server may have or not; or bulk invites that"
        " failed."
    )

    @classmethod
    def of(cls, row: PointRow) -> Self:
        return cls(
            from_=row.start,
            sent_count=row.sent_count,
            deferred_count=row.deferred_count,
            failed_count=row.failed_count,
        )


@strawberry.type(description="A queue of background work in figures, exact at the moment they are read.")
class Queue(QueuePauseFields, QueueLimitFields):
    name: QueueName = strawberry.field(description="Which queue.")
    waiting_count: int = strawberry.field(
        description="Jobs that wait for a worker, due or not, without emails that are tried again: see `deferredCount`."
    )
    oldest_waiting_at: datetime | None = strawberry.field(
        description="When the job that has been due longest became due; null where none is due, or an operator paused"
        " the whole queue."
    )
    running_count: int = strawberry.field(description="Jobs that a worker works on.")
    deferred_count: int = strawberry.field(description="Emails that were deferred and are tried again; 0 of BULK.")
    failed_count: int = strawberry.field(description="Jobs that failed for good.")
    unknown_count: int = strawberry.field(
        description="Emails that a mail server may have or not, as it never answered; 0 of BULK."
    )
    bounced_count: int = strawberry.field(description="Emails that were accepted, then returned; 0 of BULK.")
    sent_last_hour_count: int = strawberry.field(
        description="Emails that a mail server accepted, or bulk invites that were completed, in the last 60 minutes."
    )

    @strawberry.field(
        description="What was done in the last `minutes`, oldest first, a point for each stretch of equal length."
        " Stretches are whole minutes and begin where multiples of their length do; the last one is not over yet."
    )
    async def throughput(
        self,
        minutes: Annotated[int | None, strawberry.argument(description=f"1 to {MAX_MINUTES}.")] = MAX_MINUTES,
        points: Annotated[
            int | None,
            strawberry.argument(description=f"How many at most, 1 to {MAX_POINTS}; none is shorter than a minute."),
        ] = DEFAULT_POINTS,
    ) -> list[ThroughputPoint]:
        minutes = MAX_MINUTES if minutes is None else minutes
        points = DEFAULT_POINTS if points is None else points
        return [ThroughputPoint.of(row) for row in await find_throughput(self.name, minutes, points)]

    @classmethod
    def of(cls, figures: QueueFigures) -> Self:
        return cls(
            name=figures.name,
            waiting_count=figures.waiting_count,
            oldest_waiting_at=figures.oldest_waiting_at,
            running_count=figures.running_count,
            deferred_count=figures.deferred_count,
            failed_count=figures.failed_count,
            unknown_count=figures.unknown_count,
            bounced_count=figures.bounced_count,
            sent_last_hour_count=figures.sent_last_hour_count,
        )


async def read_queues() -> list[Queue]:
    return [Queue.of(figures) for figures in await find_queues()]


@strawberry.type
class QueueFields:
    @strawberry.field(description="Every queue: EMAIL, then BULK.")
    async def queues(self) -> list[Queue]:
        return await read_queues()
