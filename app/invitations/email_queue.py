"""The deliveries of invitations' emails."""

from uuid import UUID

from app.database.sql import rows
from app.deliveries.actions import queue_delivery
from app.jobs import SEND_EMAILS
from app.pubsub.after_commit import wake_after_commit
from app.settings import get_settings

EMAIL_KIND = "invitation"


async def queue_email(invitation_id: UUID, generation: int) -> None:
    """Queues the invitation's email of this generation and wakes the email workers."""
    await queue_delivery(EMAIL_KIND, invitation_id, generation, get_settings().mail_from.rpartition("@")[2])
    wake_after_commit(SEND_EMAILS)


async def email_accepted(invitation_id: UUID, generation: int) -> None:
    """A mail server has accepted the email of this generation: links of older ones stop working."""
    if generation == 1:
        return
    await rows(
        "UPDATE invitations SET oldest_valid_generation = $2 WHERE id = $1 AND oldest_valid_generation < $2",
        invitation_id,
        generation,
    )
