"""The email with a password-reset link: its content, and whether it is still wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.deliveries.emails import EmailContext
from app.links import Purpose
from app.mail.message import Email, compose_email
from app.mail.names import one_line, unlinked
from app.pubsub.events import Event

TEMPLATES = Path(__file__).parent / "templates" / "password_reset"
PAGE = "reset-password"


@dataclass(frozen=True)
class PasswordResetEmailData:
    """A requested password reset as its email shows it. `is_open`: the link has neither been used nor expired."""

    id: UUID
    email: str
    name: str
    nonce: bytes
    generation: int
    is_open: bool
    valid_minutes: int

    def is_wanted(self, generation: int) -> bool:
        """Whether the link still works and has not been replaced by a newer one."""
        return self.is_open and self.generation == generation

    def compose(self, context: EmailContext) -> Email:
        """The email with the link. `name` may hold anything: no part of it becomes a link."""
        product = one_line(context.settings.product_name)
        return compose_email(
            TEMPLATES,
            {
                "product": product,
                "name": unlinked(self.name),
                "recipient": one_line(self.email),
                "link": context.link(PAGE, Purpose.PASSWORD_RESET, self.id, self.nonce),
                "valid": f"{self.valid_minutes} minutes",
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
