"""Tells an account's owner that the password was changed: whoever did it, the owner hears of it."""

from collections.abc import Sequence
from uuid import UUID

from app.authentication.password_changed_email import PasswordChangedEmailData
from app.database.sql import rows, value
from app.deliveries.actions import queue_delivery
from app.jobs import SEND_EMAILS
from app.pubsub.after_commit import wake_after_commit
from app.settings import get_settings
from app.users.addresses import domain_of

EMAIL_KIND = "password_changed"


async def queue_password_changed_email(account_event_id: UUID) -> None:
    """Queues the email about the change that this account event records. Call it in the change's transaction."""
    email_key = await value(
        "SELECT u.email_key FROM account_events e JOIN users u ON u.id = e.user_id WHERE e.id = $1", account_event_id
    )
    await queue_delivery(
        EMAIL_KIND,
        account_event_id,
        1,
        get_settings().mail_from.rpartition("@")[2],
        recipient_domain=domain_of(email_key),
    )
    wake_after_commit(SEND_EMAILS)


async def load_password_changed_emails(account_event_ids: Sequence[UUID]) -> dict[UUID, PasswordChangedEmailData]:
    """The data of the emails about these changes, by the id of the account event."""
    found = await rows(
        """
        SELECT e.id, u.email, u.name, e.created_at AS changed_at
          FROM account_events e JOIN users u ON u.id = e.user_id WHERE e.id = ANY($1)
        """,
        list(account_event_ids),
    )
    return {each.pop("id"): PasswordChangedEmailData(**each) for each in found}
