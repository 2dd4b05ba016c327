"""`extensions.changesSince` of a subscription: when the client began to read what it shows.

Where something changed between then and the subscription, the client is told at once to read it again.
"""

import time
from datetime import UTC, datetime

from schema.execution.errors import Code, RequestError
from schema.execution.request_context import RequestContext

NAME = "changesSince"


def changes_since(context: RequestContext) -> float | None:
    """Returns the time as `time.monotonic()` has it, never later than the request, and None without one.

    Raises RequestError for what is no time.
    """
    text = context.extensions.get(NAME)
    if text is None:
        return None
    since = _parse(text)
    if since is None:
        sentence = f"`extensions.{NAME}` must be a time of the server, such as 2026-01-31T12:00:00Z."
        raise RequestError(Code.BAD_REQUEST, sentence)
    seconds_ago = (datetime.now(UTC) - since).total_seconds()
    return min(context.received_at, time.monotonic() - seconds_ago)


def _parse(text: object) -> datetime | None:
    """Returns a time with its time zone."""
    if not isinstance(text, str):
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else None
