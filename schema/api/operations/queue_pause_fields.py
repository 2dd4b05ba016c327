"""What of a queue is paused."""

from datetime import datetime
from typing import Protocol, Self

import strawberry

from app.operations.queue_pauses import QueuePause as PauseRow
from app.operations.queue_pauses import find_queue_pauses
from app.queues.names import QueueName


class Named(Protocol):
    name: QueueName


@strawberry.type(description="A pause of a queue, or of the emails to one domain: nothing more of it is begun.")
class QueuePause:
    recipient_domain: str | None = strawberry.field(
        description="Of the emails that wait, in lower case and ASCII; null: the whole queue."
    )
    reason: str = strawberry.field(description="Why, in the operator's words or the mail server's.")
    paused_at: datetime = strawberry.field(description="Since when.")
    paused_by: str | None = strawberry.field(
        description="The operator, as they were called then; null: the mail server refuses this service."
    )
    probes_at: datetime | None = strawberry.field(
        description="When the next email tests whether the mail server still refuses this service; else null."
    )

    @classmethod
    def of(cls, row: PauseRow) -> Self:
        return cls(
            recipient_domain=row.recipient_domain,
            reason=row.reason,
            paused_at=row.paused_at,
            paused_by=row.paused_by,
            probes_at=row.probes_at,
        )


@strawberry.type
class QueuePauseFields:
    @strawberry.field(
        description="Its pauses: the mail server's refusal of this service, the whole queue's, those of domains."
    )
    async def pauses(self: Named) -> list[QueuePause]:
        return [QueuePause.of(row) for row in await find_queue_pauses(self.name)]
