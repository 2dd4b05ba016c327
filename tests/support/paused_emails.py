"""Emails that operators pause, and which of them a worker gets."""

from uuid import UUID

from app.database.sql import rows
from app.deliveries.claims import Claim, claim_due
from app.queues.names import QueueName
from app.queues.pauses import pause, resume


async def claim(worker: str = "a", limit: int = 10) -> list[Claim]:
    return await claim_due(worker, limit, 30)


async def claimed_ids(limit: int = 10) -> set[UUID]:
    return {each.delivery_id for each in await claim(limit=limit)}


async def pause_emails(domain: str | None = None, reason: str = "their servers are down") -> None:
    await pause(QueueName.EMAIL, domain, reason, "Ada")


async def resume_emails(domain: str | None = None) -> None:
    await resume(QueueName.EMAIL, domain)


async def make_canary(delivery_id: UUID) -> None:
    await rows("UPDATE deliveries SET is_canary = true, due_at = now() WHERE id = $1", delivery_id)
