"""The queue of emails as tests fill it, look at it, and let time pass in it."""

from typing import Any
from uuid import UUID, uuid4

from app.database.sql import row, rows, value
from app.deliveries.actions import SINGLE, queue_delivery


async def queue_one(priority: int = SINGLE, domain: str = "acme.example") -> UUID:
    """An email of a kind that nobody knows, due now; answers the delivery's id."""
    return await queue_delivery("letter", uuid4(), 1, "acme.example", priority, recipient_domain=domain)


async def delivery(delivery_id: UUID) -> dict[str, Any]:
    """The row, and in how many seconds it is due again."""
    found = await row(
        "SELECT *, extract(epoch FROM due_at - now())::float AS due_in FROM deliveries WHERE id = $1", delivery_id
    )
    assert found is not None
    return found


async def delivery_of(invitation_id: UUID, generation: int = 1) -> dict[str, Any]:
    """The delivery of an invitation's email."""
    delivery_id = await value(
        "SELECT id FROM deliveries WHERE subject_id = $1 AND generation = $2", invitation_id, generation
    )
    return await delivery(delivery_id)


async def outcomes(delivery_id: UUID) -> list[str | None]:
    """What came of each attempt, first to last."""
    found = await rows("SELECT outcome FROM delivery_attempts WHERE delivery_id = $1 ORDER BY number", delivery_id)
    return [each["outcome"] for each in found]


async def make_due(delivery_id: UUID) -> None:
    """Lets the wait for the next attempt pass."""
    await rows("UPDATE deliveries SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL", delivery_id)


async def let_leases_lapse() -> None:
    """As if no worker had renewed its leases in time."""
    await rows("UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE status = 'sending'")


async def let_pause_pass() -> None:
    """To its end, when one email may probe; what had waited for it is due."""
    await rows("UPDATE email_pauses SET resume_at = now()")
    await rows("UPDATE deliveries SET due_at = now() WHERE status = 'deferred' AND is_held_back")
