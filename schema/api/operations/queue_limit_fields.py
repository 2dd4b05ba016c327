"""How much of a queue runs at once, and how fast."""

from datetime import datetime

import strawberry

from app.queues.limits import BULK_CONCURRENCY, read_limits
from app.queues.names import QueueName
from app.settings import get_settings
from schema.api.operations.queue_pause_fields import Named


@strawberry.type(description="How much of a queue runs at once, and how fast. Workers follow within five seconds.")
class QueueLimits:
    concurrency: int = strawberry.field(description="How many jobs each worker runs at once, at most.")
    configured_concurrency: int = strawberry.field(description="The same where no operator has set it.")
    emails_per_minute: int | None = strawberry.field(
        description="How many emails all workers together begin in a minute; null: as many as the mail server takes."
    )
    set_by: str | None = strawberry.field(description="Who set this, as they were called then; null: nobody.")
    set_at: datetime | None = strawberry.field(description="When it was set last; null: never.")


@strawberry.type
class QueueLimitFields:
    @strawberry.field(description="The limits that operators have set, else the configured ones.")
    async def limits(self: Named) -> QueueLimits:
        row = await read_limits(self.name)
        is_email = self.name is QueueName.EMAIL
        configured = get_settings().email_concurrency if is_email else BULK_CONCURRENCY
        return QueueLimits(
            concurrency=row.concurrency or configured,
            configured_concurrency=configured,
            emails_per_minute=row.emails_per_minute,
            set_by=row.set_by_name,
            set_at=row.set_at,
        )
