"""Whom a mail server's refusal is about: this email, the connection, the rate, or this service.

Servers say the same thing at different stages (Postfix keeps what it thinks of a client until RCPT, SES and Exchange
until the message has been sent), so a refusal is read by what it says first, and by where it was said second.
"""

from enum import StrEnum

from app.mail.reply_phrases import ends_connection, exceeds_rate, is_about_recipient, refused_of_service
from app.mail.reply_words import read_reply

TRANSIENT, PERMANENT = 4, 5  # RFC 5321 section 4.2.1
CLOSING = 421
TOO_MUCH_STORAGE = 552
# "Other address status": at RCPT it can be of no other address but the recipient's.
OTHER_ADDRESS_STATUS = "1.0"
# About this email even at MAIL FROM: its size, or letters that the server cannot send.
EMAIL_STATUSES_AT_MAIL = {"3.4", "6.7"}


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


class Cause(StrEnum):
    """Whom a refusal is about. Only EMAIL is the email's own; the others would meet every email in its place."""

    EMAIL = "email"  # its recipient or its content
    CONNECTION = "connection"  # the server takes no conversation at the moment
    RATE = "rate"  # too many emails in a second, an hour or a day
    SERVICE = "service"  # our credentials, sender, host or account


BEFORE_MAIL = frozenset({Stage.CONNECT, Stage.EHLO, Stage.STARTTLS, Stage.AUTH})
UP_TO_MAIL = BEFORE_MAIL | {Stage.MAIL}


def cause_of(stage: Stage, code: int, text: str) -> tuple[Cause, str | None]:
    """Whom this refusal at `stage` is about, and what of this service is refused where it is that.

    `code` is a reply code that is no success; below 400, the server did not follow the protocol.
    """
    is_permanent = code // 100 == PERMANENT
    if not is_permanent and code // 100 != TRANSIENT:
        return (Cause.CONNECTION if stage in BEFORE_MAIL else Cause.EMAIL), None
    status, words = read_reply(text)
    is_other_address = stage is Stage.RCPT and status == OTHER_ADDRESS_STATUS
    if stage not in UP_TO_MAIL and (is_other_address or is_about_recipient(status, words)):
        return Cause.EMAIL, None
    if ends_connection(words):
        return Cause.CONNECTION, None
    # Asking again soon whether a password is right can lock an account.
    if exceeds_rate(status, words) and not (stage is Stage.AUTH and is_permanent):
        return (Cause.CONNECTION if stage in BEFORE_MAIL else Cause.RATE), None
    if refused := refused_of_service(code, status, words):
        return Cause.SERVICE, refused
    return _by_stage(stage, code, status)


def _by_stage(stage: Stage, code: int, status: str) -> tuple[Cause, str | None]:
    """Where the words say nothing: whoever comes is refused before MAIL, and so is our sender at MAIL."""
    if stage not in UP_TO_MAIL:
        return Cause.EMAIL, None
    if code // 100 == PERMANENT:
        is_this_email = stage is Stage.MAIL and (code == TOO_MUCH_STORAGE or status in EMAIL_STATUSES_AT_MAIL)
        return (Cause.EMAIL, None) if is_this_email else (Cause.SERVICE, str(stage))
    return (Cause.CONNECTION if stage in BEFORE_MAIL or code == CLOSING else Cause.EMAIL), None
