"""What becomes of news about an email."""

from app.mail_events.event import Result, Source


def count(source: Source, result: Result) -> None:
    """Stands in until news are counted."""
