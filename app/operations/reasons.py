"""Why operators do what they do, in their words: one line, which others read in the console and on a terminal."""

from app.errors import Required, TooLong
from app.names import visible_line

MAX_REASON = 500


def parse_reason(text: str | None) -> str | None:
    """Returns the reason without invisible characters, None for none. Raises TooLong."""
    reason = visible_line(text or "")
    if len(reason) > MAX_REASON:
        raise TooLong("reason", "A reason", MAX_REASON)
    return reason or None


def require_reason(text: str, what: str = "a reason") -> str:
    """The same where there has to be one. Raises Required, with `what` to enter."""
    reason = parse_reason(text)
    if reason is None:
        raise Required("reason", what)
    return reason
