"""What comes back about emails, as a way in hands it on."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from app.database.sql import row, rows
from app.database.transaction import transaction
from app.deliveries.bounce_records import record_bounce
from app.deliveries.bounces import Bounce, BounceKind
from app.email_kinds import EMAIL_KINDS
from app.mail_events.event import MailEvent, Source
from tests.support.delivery_queue import delivery_of

NO_SUCH_USER = "550 5.1.1 <ada@acme.example>: no such user here"
NOBODY_THERE = Bounce(BounceKind.HARD, "5.1.1", NO_SUCH_USER, datetime(2100, 1, 1, tzinfo=UTC))
GIVEN_UP = Bounce(BounceKind.SOFT, "4.2.2", "452 4.2.2 Mailbox full", datetime(2100, 1, 1, tzinfo=UTC))
NO_SUCH_DOMAIN = Bounce(
    BounceKind.HARD, "5.1.2", "Host or domain name not found", datetime(2100, 1, 1, tzinfo=UTC), is_about_domain=True
)
SPAM = Bounce(BounceKind.COMPLAINT, None, None, datetime(2100, 1, 1, tzinfo=UTC))


async def bounce_delivery(delivery_id: UUID, bounce: Bounce = NOBODY_THERE) -> bool:
    """Records it, as now; returns whether it changed anything."""
    async with transaction():
        return await record_bounce(EMAIL_KINDS, delivery_id, bounce)


async def bounce_invitation(invitation_id: UUID, bounce: Bounce = NOBODY_THERE, generation: int = 1) -> bool:
    """The same of an invitation's email."""
    return await bounce_delivery((await delivery_of(invitation_id, generation))["id"], bounce)


async def make_sent(invitation_id: UUID, generation: int = 1) -> UUID:
    """Has a mail server accept the email, without sending it; returns the delivery's id."""
    delivery_id: UUID = (await delivery_of(invitation_id, generation))["id"]
    await rows(
        """
        UPDATE deliveries SET status = 'sent', sent_at = now(), due_at = NULL, attempt_count = attempt_count + 1
         WHERE id = $1
        """,
        delivery_id,
    )
    await rows(
        """
        INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome, reply_code, reply)
        SELECT uuidv7(), id, attempt_count, 'a worker', now(), 'accepted', 250, '2.0.0 taken' FROM deliveries
         WHERE id = $1
        """,
        delivery_id,
    )
    return delivery_id


async def bounce_of(delivery_id: UUID) -> dict[str, Any] | None:
    """The row of what came back."""
    return await row("SELECT * FROM delivery_bounces WHERE delivery_id = $1", delivery_id)


async def suppressed() -> dict[str, str]:
    """The kinds of all suppressions, by address."""
    return {each["email"]: each["kind"] for each in await rows("SELECT email, kind FROM suppressions")}


def event_about(delivery_id: UUID | None, bounce: Bounce = NOBODY_THERE, **changes: Any) -> MailEvent:
    """By the pipe, with a key of its own."""
    given: dict[str, Any] = {"source": Source.PIPE, "key": str(uuid4()), "bounce": bounce, "delivery_id": delivery_id}
    return MailEvent(**given | changes)
