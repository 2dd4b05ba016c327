"""The one path of messages that come back, whichever way they come in."""

from collections.abc import Sequence

from app.mail_events.event import Result, Source

MAX_BYTES = 1024 * 1024


async def receive_message(source: Source, content: bytes, recipients: Sequence[str]) -> Result:
    """Stands in until messages are read. Raises NotImplementedError."""
    raise NotImplementedError
