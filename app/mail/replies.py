"""What the mail server's replies mean for the one email they are about."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_TEXT = 500


class Outcome(StrEnum):
    """The fate of one email after one SMTP conversation."""

    ACCEPTED = "accepted"  # the server took responsibility for it (RFC 5321 section 4.2.5)
    DEFERRED = "deferred"  # not taken; trying again later may work
    REJECTED = "rejected"  # not taken; trying again with this recipient or content will not work
    UNKNOWN = "unknown"  # handed over, but the server's answer was never heard: it may have it or not
    MISCONFIGURED = "misconfigured"  # not taken, through a fault of ours that every email would meet


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of one email.

    `code` is the SMTP reply code, None where the server gave none. `text` is one line of at most
    LONGEST_TEXT printable characters: the server's own words, or ours where it said nothing.
    """

    outcome: Outcome
    code: int | None = None
    text: str | None = None


class Stage(StrEnum):
    """The steps of a conversation, each named as in `No answer to …`."""

    CONNECT = "the connection"
    HELLO = "EHLO"
    SECURE = "STARTTLS"
    SIGN_IN = "AUTH"
    SENDER = "MAIL FROM"
    RECIPIENT = "RCPT TO"
    DATA = "DATA"
    CONTENT = "the message"
    RESET = "RSET"


# RFC 4954 section 6 (530, 534, 535, 538) and RFC 5321 section 4.2.3 (502, 503): the server wants
# another conversation from us, whomever the email is for.
OUR_FAULT_CODES = {502, 503, 530, 534, 535, 538}
# The registry of RFC 5248. 5.1.7, 5.1.8, 5.7.27: bad sender address. 5.7.8, 5.7.9, 5.7.11: signing in.
# 5.7.20 to 5.7.26 (RFC 7372): DKIM, SPF or reverse DNS of our domain. 5.7.54, 5.7.57 and 5.7.60
# (Exchange): may not relay, not signed in, may not send as this sender.
OUR_FAULT_STATUSES = {
    "5.1.7", "5.1.8", "5.7.8", "5.7.9", "5.7.11", "5.7.20", "5.7.21", "5.7.22", "5.7.23", "5.7.24", "5.7.25",
    "5.7.26", "5.7.27", "5.7.54", "5.7.57", "5.7.60",
}  # fmt: skip
STORAGE_EXCEEDED = 552
TOO_BIG = "5.3.4"
QUOTA_USED_UP = "5.4.5"
NEEDS_SMTPUTF8 = "5.6.7"

_status = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_relaying = re.compile(r"\brelay(ing|ed)?\b", re.IGNORECASE)
_base64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


def sort_reply(stage: Stage, code: int, text: str) -> Outcome:
    """What a reply means that ends the conversation at `stage`.

    RFC 5321 section 4.2.1 for the first digit, RFC 3463 for the enhanced status in the text. A code
    that is no SMTP reply at all tells nothing: unknown after the message, deferred before it.
    """
    match code // 100:
        case 2 if stage is Stage.CONTENT:
            return Outcome.ACCEPTED
        case 4:
            return Outcome.DEFERRED
        case 5:
            return _sort_permanent(stage, code, text)
    return Outcome.UNKNOWN if stage is Stage.CONTENT else Outcome.DEFERRED


def _sort_permanent(stage: Stage, code: int, text: str) -> Outcome:
    found = _status.match(text)
    status = found[1] if found else None
    if code in OUR_FAULT_CODES or status in OUR_FAULT_STATUSES:
        return Outcome.MISCONFIGURED
    if status == QUOTA_USED_UP:
        return Outcome.DEFERRED
    if stage is Stage.SENDER:
        about_this_email = code == STORAGE_EXCEEDED or status in {TOO_BIG, NEEDS_SMTPUTF8}
        return Outcome.REJECTED if about_this_email else Outcome.MISCONFIGURED
    if stage is Stage.RECIPIENT:
        if _relaying.search(text):
            return Outcome.MISCONFIGURED
        # RFC 5321 section 4.5.3.1.10: a 552 for a recipient is to be taken as a 452.
        return Outcome.DEFERRED if code == STORAGE_EXCEEDED and status != TOO_BIG else Outcome.REJECTED
    return Outcome.REJECTED if stage in {Stage.DATA, Stage.CONTENT} else Outcome.MISCONFIGURED


def plain_words(text: str, secrets: tuple[str, ...] = ()) -> str | None:
    """A server's text as one printable line of bounded length, without any of `secrets`.

    With secrets, whatever looks like base64 goes too: servers repeat the command they did not like.
    """
    if secrets:
        text = _base64.sub("…", text)
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"{line[: LONGEST_TEXT - 1]}…" if len(line) > LONGEST_TEXT else line or None
