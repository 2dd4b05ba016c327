"""What the emails about an account have in common: to one person, with no organization."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.deliveries.emails import EmailContext
from app.mail.message import Email, compose_email
from app.mail.names import one_line, unlinked
from app.pubsub.events import Event


@dataclass(frozen=True)
class AccountEmailData:
    """Whom an email about an account is for. `name` may hold anything: no part of it becomes a link."""

    email: str
    name: str

    def compose_from(self, templates: Path, context: EmailContext, **words: str) -> Email:
        """The email of these templates; they know `product`, `name`, `recipient` and the `words`."""
        product = one_line(context.settings.product_name)
        return compose_email(
            templates,
            {"product": product, "name": unlinked(self.name), "recipient": one_line(self.email), **words},
            sender=context.settings.mail_from,
            sender_name=product,
            recipient=self.email,
            message_id=context.message_id,
            date=context.date,
        )

    def events(self) -> Sequence[Event]:
        """None: this email is between one person and the service."""
        return ()
