"""What the mail server's replies mean for the email of the conversation."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

MAX_REPLY_LENGTH = 500
PERMANENT = 5  # RFC 5321 section 4.2.1


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
    MAX_REPLY_LENGTH printable characters: the server's text, or our reason where it sent none. `refuses_service`:
    DEFERRED because the server refuses this service (its credentials, sender or host), for every recipient.
    """

    outcome: AttemptOutcome
    reply_code: int | None = None
    reply: str | None = None
    refuses_service: bool = False

    @classmethod
    def service_refused(cls, reply: str | None, reply_code: int | None = None) -> Self:
        """The server would refuse every email of this service in the same way."""
        return cls(AttemptOutcome.DEFERRED, reply_code, reply, refuses_service=True)


class Stage(StrEnum):
    """The steps of an SMTP conversation, each named as in `No answer to …`."""

    CONNECT = "the connection"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"
    CONTENT = "the message"
    RSET = "RSET"


# RFC 4954 section 6 (530, 534, 535, 538) and RFC 5321 section 4.2.3 (502, 503): the server requires
# another conversation, for every recipient.
SERVICE_REFUSED_CODES = {502, 503, 530, 534, 535, 538}
# The registry of RFC 5248. 5.1.7, 5.1.8, 5.7.27: bad sender address. 5.7.8, 5.7.9, 5.7.11: authentication.
# 5.7.20 to 5.7.26 (RFC 7372): DKIM, SPF or reverse DNS of our domain. 5.7.54, 5.7.57 and 5.7.60
# (Exchange): may not relay, not signed in, may not send as this sender.
SERVICE_REFUSED_STATUSES = {
    "5.1.7", "5.1.8", "5.7.8", "5.7.9", "5.7.11", "5.7.20", "5.7.21", "5.7.22", "5.7.23", "5.7.24", "5.7.25",
    "5.7.26", "5.7.27", "5.7.54", "5.7.57", "5.7.60",
}  # fmt: skip
STORAGE_EXCEEDED = 552
TOO_BIG = "5.3.4"
QUOTA_EXCEEDED = "5.4.5"
NEEDS_SMTPUTF8 = "5.6.7"

_status = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_relaying = re.compile(r"\brelay(ing|ed)?\b", re.IGNORECASE)
_base64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


def classify_reply(stage: Stage, code: int, text: str, secrets: tuple[str, ...] = ()) -> AttemptResult:
    """The result of an attempt that this reply ends at `stage`. None of `secrets` is kept of its text.

    RFC 5321 section 4.2.1 for the first digit, RFC 3463 for the enhanced status in the text. A code
    that is no SMTP reply at all is unknown after the message, deferred before it.
    """
    reply_code = code if code > 0 else None
    reply = printable_line(text, secrets)
    if code // 100 == PERMANENT and _refuses_service(stage, code, text):
        return AttemptResult.service_refused(reply, reply_code)
    return AttemptResult(_outcome(stage, code, text), reply_code, reply)


def _outcome(stage: Stage, code: int, text: str) -> AttemptOutcome:
    match code // 100:
        case 2 if stage is Stage.CONTENT:
            return AttemptOutcome.ACCEPTED
        case 4:
            return AttemptOutcome.DEFERRED
        case 5:
            return AttemptOutcome.DEFERRED if _is_temporary(stage, code, text) else AttemptOutcome.REJECTED
    return AttemptOutcome.UNKNOWN if stage is Stage.CONTENT else AttemptOutcome.DEFERRED


def _refuses_service(stage: Stage, code: int, text: str) -> bool:
    """Whether a permanent refusal is about this service, and neither about the recipient nor the content."""
    status = _enhanced_status(text)
    if code in SERVICE_REFUSED_CODES or status in SERVICE_REFUSED_STATUSES:
        return True
    if status == QUOTA_EXCEEDED:
        return False
    match stage:
        case Stage.MAIL:
            return code != STORAGE_EXCEEDED and status not in {TOO_BIG, NEEDS_SMTPUTF8}
        case Stage.RCPT:
            return _relaying.search(text) is not None
    return stage not in {Stage.DATA, Stage.CONTENT}


def _is_temporary(stage: Stage, code: int, text: str) -> bool:
    """RFC 5321 section 4.5.3.1.10: a 552 for a recipient is to be treated as a 452."""
    status = _enhanced_status(text)
    return status == QUOTA_EXCEEDED or (stage is Stage.RCPT and code == STORAGE_EXCEEDED and status != TOO_BIG)


def _enhanced_status(text: str) -> str | None:
    found = _status.match(text)
    return found[1] if found else None


def printable_line(text: str, secrets: tuple[str, ...] = ()) -> str | None:
    """A server's text as one printable line of bounded length, without any of `secrets`.

    With secrets, whatever looks like base64 is removed too: servers repeat the command that they refuse.
    """
    if secrets:
        text = _base64.sub("…", text)
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"{line[: MAX_REPLY_LENGTH - 1]}…" if len(line) > MAX_REPLY_LENGTH else line or None
