"""The queues of background work."""

import strawberry

from app.queues.names import QueueName
from schema.api.operations.queue_limit_fields import QueueLimitFields
from schema.api.operations.queue_pause_fields import QueuePauseFields


@strawberry.type(description="A queue of background work.")
class Queue(QueuePauseFields, QueueLimitFields):
    name: QueueName = strawberry.field(description="Which one it is.")


async def read_queues() -> list[Queue]:
    return [Queue(name=name) for name in QueueName]


@strawberry.type
class QueueFields:
    @strawberry.field(description="Every queue: emails, then uploads.")
    async def queues(self) -> list[Queue]:
        return await read_queues()
