"""The email about a changed password: its content."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.authentication.account_email import AccountEmailData
from app.deliveries.emails import EmailContext
from app.mail.message import Email
from app.mail.times import in_utc

TEMPLATES = Path(__file__).parent / "templates" / "password_changed"
PAGE = "forgot-password"


@dataclass(frozen=True)
class PasswordChangedEmailData(AccountEmailData):
    """A changed password as its email shows it."""

    changed_at: datetime

    def is_wanted(self, generation: int) -> bool:
        """Always: it is about what has happened."""
        return generation > 0

    def compose(self, context: EmailContext) -> Email:
        """The email, with a link to the page that sends a new link."""
        return self.compose_from(
            TEMPLATES,
            context,
            link=f"{context.settings.public_url}/{PAGE}",
            changed=in_utc(self.changed_at),
        )
