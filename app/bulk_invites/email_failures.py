"""Why emails of a bulk invite failed or came back: what was said, without what differs from one email to the next."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson

MAX_REASONS = 10
# Addresses; then whatever has a digit and is longer than a status such as 5.1.1: ids, hosts, times.
VARYING_PARTS = (r"""[^\s<>"'(]*@[^\s<>"')]+""", r"\m(?=\S*\d)[[:alnum:]_][[:alnum:]._:/+=-]{7,}")
NO_REPLY = "The mail server gave no reason."


@dataclass(frozen=True)
class EmailFailure:
    """`count` invitations whose newest email failed, or came back, for this `reason`."""

    reason: str
    count: int


def reason_sql(code: str, reply: str) -> str:
    """Returns the SQL for the reason of a failure, whose reply code and text are these expressions.

    Equal for emails that failed alike; without any address.
    """
    text = f"coalesce({reply}, '{NO_REPLY}')"
    for part in VARYING_PARTS:
        quoted = part.replace("'", "''")
        text = f"regexp_replace({text}, '{quoted}', '…', 'g')"
    return f"concat_ws(' ', {code}, {text})"


def write_failures(failures: Sequence[EmailFailure]) -> str | None:
    """Returns them as JSON, or None where there are none."""
    return orjson.dumps([asdict(failure) for failure in failures]).decode() if failures else None


def read_failures(text: str | None) -> tuple[EmailFailure, ...]:
    """Returns what `write_failures` wrote."""
    return tuple(EmailFailure(**each) for each in orjson.loads(text or "[]"))
