"""What a provider posts to a webhook, and what is read out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.mail_events.event import MailEvent

# Providers repeat for a day at most, whoever sends it again by hand within days. Receipts are kept for longer.
MAX_AGE = timedelta(days=7)
MAX_AHEAD = timedelta(minutes=10)


class ForgedError(Exception):
    """The signature or the credentials are missing or wrong, or too old. Nobody outside is told which."""


class MalformedError(Exception):
    """It is not in the form that the provider documents."""


class UnverifiableError(Exception):
    """What proves the signature cannot be had at the moment: the provider may send it again."""


@dataclass(frozen=True)
class Notice:
    """A request; the names of `headers` are in lower case."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True)
class Batch:
    """What a genuine request holds: notices, and how many entries are none or cannot be read."""

    events: tuple[MailEvent, ...] = ()
    ignored: int = 0
    malformed: int = 0

    def __len__(self) -> int:
        return len(self.events) + self.ignored + self.malformed


IGNORED = Batch(ignored=1)


def require_fresh(signed_at: datetime, now: datetime, max_age: timedelta = MAX_AGE) -> None:
    """Raises ForgedError for what was signed too long ago to be a provider's repetition, or in the future."""
    if not now - max_age <= signed_at <= now + MAX_AHEAD:
        raise ForgedError
