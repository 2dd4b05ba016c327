"""A bounce or complaint about an email that was sent, whichever way it came in."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.deliveries.bounces import Bounce


class Source(StrEnum):
    """The way in."""

    PIPE = "pipe"
    LMTP = "lmtp"
    IMAP = "imap"
    SES = "ses"
    POSTMARK = "postmark"
    SENDGRID = "sendgrid"
    MAILGUN = "mailgun"


class Result(StrEnum):
    """What became of it.

    IGNORED: it changes nothing, such as a delay. UNMATCHED: about no email of ours. FORGED: its
    signature is wrong. MALFORMED: it cannot be read. DUPLICATE: it had come before.
    """

    RECORDED = "recorded"
    IGNORED = "ignored"
    UNMATCHED = "unmatched"
    FORGED = "forged"
    MALFORMED = "malformed"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class MailEvent:
    """A bounce or complaint about one email to one recipient, from somebody who may say so.

    The email is that of `delivery_id`, by a signed return path or by a provider's metadata, else of `message_id`, with
    or without its brackets. `key` tells it from every other event of its source: the same one again changes nothing.
    `recipient` is the address it names, if any.
    """

    source: Source
    key: str
    bounce: Bounce
    delivery_id: UUID | None = None
    message_id: str | None = None
    recipient: str | None = None
