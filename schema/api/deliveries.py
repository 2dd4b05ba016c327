"""The newest email of an invitation, and its attempts."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from app.deliveries.queries import AttemptRow
from schema.api.context import Info
from schema.api.enums import AttemptOutcome, DeliveryStatus


@strawberry.type(
    description="One SMTP conversation. `replyCode`/`reply` are the server's own words; null when it never answered."
)
class DeliveryAttempt:
    number: int = strawberry.field(description="1 for the first.")
    started_at: datetime = strawberry.field(description="When a worker took the email up.")
    finished_at: datetime | None = strawberry.field(description="Null while the conversation goes on.")
    outcome: AttemptOutcome | None = strawberry.field(description="Null while the conversation goes on.")
    reply_code: int | None = strawberry.field(description="The SMTP reply code, such as 250 or 550.")
    reply: str | None = strawberry.field(description="The server's own words.")

    @classmethod
    def of(cls, row: AttemptRow) -> Self:
        return cls(
            number=row.number,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=row.outcome,
            reply_code=row.reply_code,
            reply=row.reply,
        )


@strawberry.type(description="The newest email of an invitation.")
class Delivery:
    status: DeliveryStatus = strawberry.field(description="What has become of it so far.")
    sent_at: datetime | None = strawberry.field(description="When a mail server accepted it.")
    next_attempt_at: datetime | None = strawberry.field(description="When it is tried next; null: not any more.")
    delivery_id: strawberry.Private[UUID]

    @strawberry.field(description="Every attempt so far, first to last.")
    async def attempts(self, info: Info) -> list[DeliveryAttempt]:
        return [DeliveryAttempt.of(row) for row in await info.context.loaders.attempts.load(self.delivery_id)]
