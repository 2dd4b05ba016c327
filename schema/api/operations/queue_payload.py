"""What mutations about queues return."""

import strawberry

from app.queues.names import QueueName
from schema.api.operations.acts import ActPayload
from schema.api.operations.queues import Queue, read_queues


@strawberry.type
class QueuePayload(ActPayload):
    queue: Queue | None = strawberry.field(default=None, description="As it is now; null where refused.")


async def find_queue(name: QueueName) -> Queue:
    (found,) = [queue for queue in await read_queues() if queue.name is name]
    return found
