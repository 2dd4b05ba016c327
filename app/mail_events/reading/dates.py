"""When something came back, as far as whoever sends it back can be believed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Mail servers give an email up after five days or so, and some write their dates in a wrong year.
MAX_AGE = timedelta(days=30)
_LONGEST = 100  # characters


def moment(values: Iterable[str], now: datetime) -> datetime:
    """The first of these dates (RFC 5322, section 3.3) that can be read; `now` instead of the future or long ago."""
    for value in values:
        try:
            found = parsedate_to_datetime(value[:_LONGEST])
            at = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        return at if now - MAX_AGE <= at <= now else now
    return now
