"""What a message says of emails that were sent."""

from dataclasses import dataclass
from enum import StrEnum

from app.deliveries.bounces import Bounce


class ReadingKind(StrEnum):
    """REPORT: emails came back, or were complained about. Only that changes anything.

    DELAY: they are tried again. SUCCESS: they arrived. AUTO_REPLY: a program answers, such as an out-of-office note.
    NOTHING: whatever else, as what a person writes about a bounce.
    """

    REPORT = "report"
    DELAY = "delay"
    SUCCESS = "success"
    AUTO_REPLY = "auto_reply"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Report:
    """One recipient whom one email did not reach, or who complained, with what the email's own headers say."""

    bounce: Bounce
    recipient: str | None
    message_id: str | None
    return_path: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """`reports` is empty for all but REPORT; `message_id` is the message's own, not that of an email that was sent."""

    kind: ReadingKind
    reports: tuple[Report, ...] = ()
    message_id: str | None = None
