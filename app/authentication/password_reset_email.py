"""The email with a password-reset link: its content, and whether it is still wanted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.authentication.account_email import AccountEmailData
from app.deliveries.emails import EmailContext
from app.links import Purpose
from app.mail.message import Email
from app.mail.times import in_utc

TEMPLATES = Path(__file__).parent / "templates" / "password_reset"
PAGE = "reset-password"


@dataclass(frozen=True)
class PasswordResetEmailData(AccountEmailData):
    """A requested password reset as its email shows it. `is_open`: the link has neither been used nor expired."""

    id: UUID
    nonce: bytes
    generation: int
    is_open: bool
    valid_minutes: int
    expires_at: datetime

    def is_wanted(self, generation: int) -> bool:
        """Whether the link still works and has not been replaced by a newer one."""
        return self.is_open and self.generation == generation

    def compose(self, context: EmailContext) -> Email:
        """The email with the link."""
        return self.compose_from(
            TEMPLATES,
            context,
            link=context.link(PAGE, Purpose.PASSWORD_RESET, self.id, self.nonce),
            valid=f"{self.valid_minutes} minutes",
            expires=in_utc(self.expires_at),
        )
