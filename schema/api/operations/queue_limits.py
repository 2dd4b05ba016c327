"""Changing how much of a queue runs at once, and how fast."""

import strawberry

from app.operations.queue_acts import update_queue_limits
from app.queues.limits import MAX_CONCURRENCY, MAX_EMAILS_PER_MINUTE
from app.queues.names import QueueName
from schema.api.context import Info
from schema.api.operations.access import require_operator
from schema.api.operations.acts import KEY, OperatorAct
from schema.api.operations.queue_payload import QueuePayload, find_queue
from schema.api.user_errors import RefusalsAsErrors


@strawberry.input(description="What holds from now on; what is null or left out is as it is configured.")
class UpdateQueueLimitsInput:
    queue: QueueName = strawberry.field(description="Which queue.")
    concurrency: int | None = strawberry.field(
        default=None,
        description="How many jobs each worker runs at once, at most: emails"
        f" 1 to {MAX_CONCURRENCY[QueueName.EMAIL]}, bulk invites 1 to {MAX_CONCURRENCY[QueueName.BULK]}.",
    )
    emails_per_minute: int | None = strawberry.field(
        default=None,
        description=f"How many emails all workers together begin in a minute, 1 to {MAX_EMAILS_PER_MINUTE}. For EMAIL"
        " alone; null: as many as the mail server takes.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The limits as they are now, or why they are not.")
class UpdateQueueLimitsPayload(QueuePayload):
    pass


@strawberry.type
class QueueLimitMutations:
    @strawberry.mutation(
        description="Changes how much of a queue runs at once, and how fast. Workers follow within five"
        " seconds. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def update_queue_limits(
        self,
        info: Info,
        input: UpdateQueueLimitsInput,  # noqa: A002
    ) -> UpdateQueueLimitsPayload:
        act = await update_queue_limits(
            require_operator(info), input.queue, input.concurrency, input.emails_per_minute, input.idempotency_key
        )
        return UpdateQueueLimitsPayload(act=OperatorAct.of(act), queue=await find_queue(input.queue))
