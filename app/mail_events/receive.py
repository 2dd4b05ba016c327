"""Records mail events: what every way in ends in."""

import logging
from uuid import UUID

from app.database.sql import value
from app.database.transaction import transaction
from app.deliveries.bounce_records import record_bounce
from app.email_kinds import EMAIL_KINDS
from app.mail_events.event import MailEvent, Result, Source
from app.mail_events.receipts import keep_receipt
from app.metrics.catalog import MAIL_EVENTS

logger = logging.getLogger(__name__)
LONGEST_MESSAGE_ID = 255


async def receive(event: MailEvent) -> Result:
    """Records what came back about an email, in a transaction of its own, and returns what became of it.

    IGNORED: the email had come back already, for the same reason or a graver one. The `recipient` that the event names
    may be another than the email's, whose server forwarded it: what names the email proves enough. Raises
    CONNECTION_ERRORS while the database is away; the same event may be received again then.
    """
    async with transaction():
        delivery_id = await _find_delivery(event)
        result = await _record(event, delivery_id) if delivery_id else Result.UNMATCHED
    count(event.source, result)
    extra: dict[str, str] = {"source": event.source.value, "result": result.value, "bounce": event.bounce.kind.value}
    if delivery_id is not None:
        extra["delivery_id"] = str(delivery_id)
    logger.info("mail_event_received", extra=extra)
    return result


def count(source: Source, result: Result) -> None:
    """Counts it in the metrics: what never becomes an event, such as a forged one, is counted by its way in."""
    MAIL_EVENTS.add(source, result)


async def _record(event: MailEvent, delivery_id: UUID) -> Result:
    if not await keep_receipt(event.source, event.key):
        return Result.DUPLICATE
    return Result.RECORDED if await record_bounce(EMAIL_KINDS, delivery_id, event.bounce) else Result.IGNORED


async def _find_delivery(event: MailEvent) -> UUID | None:
    found: UUID | None
    if event.delivery_id is not None:
        found = await value("SELECT id FROM deliveries WHERE id = $1", event.delivery_id)
        return found
    message_id = (event.message_id or "").strip().strip("<>")
    if not message_id or len(message_id) > LONGEST_MESSAGE_ID or not message_id.isprintable():
        return None
    found = await value("SELECT id FROM deliveries WHERE message_id = $1", f"<{message_id}>")
    return found
