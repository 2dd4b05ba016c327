"""What the mail server's replies mean for the email of the conversation."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from app.mail.reply_table import PERMANENT, TOO_MUCH_STORAGE, TRANSIENT, UP_TO_MAIL, Cause, Stage, cause_of

MAX_REPLY_LENGTH = 500
SUCCESS = 2
TOO_BIG = re.compile(r"\s*5\.3\.4\b")

_base64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


class AttemptOutcome(StrEnum):
    """What one SMTP conversation did with one email. The values are stored and shown by the API."""

    ACCEPTED = "accepted"  # the server took responsibility for it (RFC 5321 section 4.2.5)
    DEFERRED = "deferred"  # not accepted; trying again later may work
    REJECTED = "rejected"  # not accepted; trying again with this recipient or content will not work
    UNKNOWN = "unknown"  # the content was sent, but no reply received: the server may have accepted it or not


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """The result of one attempt to send one email.

    `reply_code` is the SMTP reply code, None where the server gave none. `reply` is one line of at most
    MAX_REPLY_LENGTH printable characters: the server's text, or our reason where it sent none. `cause` is whom
    a failure is about; all but EMAIL are DEFERRED. `refused` is what of this service the server refuses, such as
    `sender`, where the cause is SERVICE. `is_before_recipient`: it was said before any recipient was named.
    """

    outcome: AttemptOutcome
    reply_code: int | None = None
    reply: str | None = None
    cause: Cause = Cause.EMAIL
    refused: str | None = None
    is_before_recipient: bool = False

    @classmethod
    def service_refused(cls, reply: str | None, reply_code: int | None = None, refused: str = "connection") -> Self:
        """The server refuses this service before it knows of a recipient."""
        return cls(AttemptOutcome.DEFERRED, reply_code, reply, Cause.SERVICE, refused, is_before_recipient=True)

    @classmethod
    def not_connected(cls, reply: str | None, reply_code: int | None = None) -> Self:
        """The server took no conversation, so that nothing is known about the email."""
        return cls(AttemptOutcome.DEFERRED, reply_code, reply, Cause.CONNECTION, is_before_recipient=True)

    @property
    def refuses_service(self) -> bool:
        return self.cause is Cause.SERVICE

    @property
    def refuses_everybody(self) -> bool:
        """Whether any recipient would have met this refusal."""
        return self.refuses_service and self.is_before_recipient


def classify_reply(stage: Stage, code: int, text: str, secrets: tuple[str, ...] = ()) -> AttemptResult:
    """The result of an attempt that this reply ends at `stage`. None of `secrets` is kept of its text.

    RFC 5321 section 4.2.1 for the first digit, RFC 3463 for the enhanced status in the text. A code
    that is no SMTP reply at all is unknown after the message, deferred before it.
    """
    reply_code = code if code > 0 else None
    reply = printable_line(text, secrets)
    cause, refused = cause_of(stage, code, text)
    if cause is Cause.EMAIL:
        return AttemptResult(_outcome(stage, code, text), reply_code, reply)
    is_before_recipient = stage in UP_TO_MAIL
    return AttemptResult(AttemptOutcome.DEFERRED, reply_code, reply, cause, refused, is_before_recipient)


def _outcome(stage: Stage, code: int, text: str) -> AttemptOutcome:
    if code // 100 == TRANSIENT:
        return AttemptOutcome.DEFERRED
    if code // 100 == PERMANENT:
        # RFC 5321 section 4.5.3.1.10: a 552 for a recipient is to be treated as a 452.
        is_temporary = stage is Stage.RCPT and code == TOO_MUCH_STORAGE and not TOO_BIG.match(text)
        return AttemptOutcome.DEFERRED if is_temporary else AttemptOutcome.REJECTED
    if stage is Stage.CONTENT:
        return AttemptOutcome.ACCEPTED if code // 100 == SUCCESS else AttemptOutcome.UNKNOWN
    return AttemptOutcome.DEFERRED


def printable_line(text: str, secrets: tuple[str, ...] = ()) -> str | None:
    """A server's text as one printable line of bounded length, without any of `secrets`.

    With secrets, whatever looks like base64 is removed too: servers repeat the command that they refuse.
    """
    if secrets:
        text = _base64.sub("…", text)
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(text.split())
    return f"{line[: MAX_REPLY_LENGTH - 1]}…" if len(line) > MAX_REPLY_LENGTH else line or None
