"""The email about a changed password: its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.deliveries.emails import EmailContext
from app.mail.message import Email, compose_email
from app.mail.names import one_line, unlinked
from app.pubsub.events import Event

TEMPLATES = Path(__file__).parent / "templates" / "password_changed"
PAGE = "forgot-password"


@dataclass(frozen=True)
class PasswordChangedEmailData:
    """A changed password as its email shows it."""

    email: str
    name: str
    changed_at: datetime

    def is_wanted(self, generation: int) -> bool:
        """Always: it is about what has happened."""
        return generation > 0

    def compose(self, context: EmailContext) -> Email:
        """The email, with a link to the page that sends a new link. `name` may hold anything: none of it is a link."""
        product = one_line(context.settings.product_name)
        changed_at = self.changed_at.astimezone(UTC)
        return compose_email(
            TEMPLATES,
            {
                "product": product,
                "name": unlinked(self.name),
                "recipient": one_line(self.email),
                "link": f"{context.settings.public_url}/{PAGE}",
                "changed": f"{changed_at.day} {changed_at:%B %Y} at {changed_at:%H:%M} UTC",
            },
            sender=context.settings.mail_from,
            sender_name=product,
            recipient=self.email,
            message_id=context.message_id,
            date=context.date,
        )

    def events(self) -> Sequence[Event]:
        """None: this email is between one person and the service."""
        return ()
