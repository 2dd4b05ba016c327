"""Points in time as emails say them: nobody knows where they are read, so they name their zone."""

from datetime import UTC, datetime


def in_utc(moment: datetime) -> str:
    """Returns `Sunday, 31 May 2026, 23:05 UTC`."""
    moment = moment.astimezone(UTC)
    return f"{moment:%A}, {moment.day} {moment:%B %Y}, {moment:%H:%M} UTC"
