"""Pausing and resuming queues."""

import strawberry

from app.operations.queue_acts import pause_queue, resume_queue
from app.queues.names import QueueName
from schema.api.context import Info
from schema.api.operations.access import require_operator
from schema.api.operations.acts import KEY, REASON, OperatorAct
from schema.api.operations.queue_payload import QueuePayload, find_queue
from schema.api.user_errors import RefusalsAsErrors

DOMAIN = "after the @ of recipients' addresses; left out: the whole queue. For EMAIL alone."


@strawberry.input(description="What is to wait, and why.")
class PauseQueueInput:
    queue: QueueName = strawberry.field(description="Which queue.")
    recipient_domain: str | None = strawberry.field(default=None, description=f"What stands {DOMAIN}")
    reason: str = strawberry.field(description=REASON)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What was paused, or why not.")
class PauseQueuePayload(QueuePayload):
    pass


@strawberry.input(description="What is to go on.")
class ResumeQueueInput:
    queue: QueueName = strawberry.field(description="Which queue.")
    recipient_domain: str | None = strawberry.field(default=None, description=f"What stands {DOMAIN}")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What was resumed, or why not.")
class ResumeQueuePayload(QueuePayload):
    pass


@strawberry.type
class QueuePauseMutations:
    @strawberry.mutation(
        description="Pauses a queue, or the emails to one domain. What is under way is finished: an email is sent, a"
        " bulk invite stops after its next rows. What is paused already stays as it is. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def pause_queue(self, info: Info, input: PauseQueueInput) -> PauseQueuePayload:  # noqa: A002
        act = await pause_queue(
            require_operator(info), input.queue, input.recipient_domain, input.reason, input.idempotency_key
        )
        return PauseQueuePayload(act=OperatorAct.of(act), queue=await find_queue(input.queue))

    @strawberry.mutation(
        description="Ends an operator's pause of a queue or domain. Of EMAIL, also the pause that began because the"
        " mail server refuses this service, without waiting for its next probe. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def resume_queue(self, info: Info, input: ResumeQueueInput) -> ResumeQueuePayload:  # noqa: A002
        act = await resume_queue(require_operator(info), input.queue, input.recipient_domain, input.idempotency_key)
        return ResumeQueuePayload(act=OperatorAct.of(act), queue=await find_queue(input.queue))
