"""What an email needs on its way so that a bounce finds its delivery."""

from uuid import UUID

from app.mail.message import Email
from app.mail.return_paths import make_return_path
from app.settings import Settings

# Postmark gives another Message-ID to each email; its webhooks return this as `Metadata["delivery-id"]`.
POSTMARK_HEADER = b"X-PM-Metadata-delivery-id: %b\r\n"


def addressed(email: Email, delivery_id: UUID, settings: Settings) -> Email:
    """Returns the email with what the settings want: a return path of its own, and metadata for Postmark's webhooks.

    Without them it is the same email. The From header stays.
    """
    sender, content = email.sender, email.content
    if settings.bounce_address is not None:
        sender = make_return_path(settings.secret_keys, settings.bounce_address, delivery_id)
    if settings.mail_events_postmark_credentials is not None:
        content = POSTMARK_HEADER % str(delivery_id).encode() + content
    return email if sender is email.sender and content is email.content else Email(sender, email.recipient, content)
