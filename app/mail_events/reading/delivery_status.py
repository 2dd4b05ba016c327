"""Delivery status notifications (RFC 3464): what became of each recipient."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice

from app.mail.reply_words import MAX_TEXT
from app.mail_events.reading.addresses import typed_address
from app.mail_events.reading.dates import moment
from app.mail_events.reading.headers import Headers, parse_headers
from app.mail_events.reading.mime import Part
from app.mail_events.reading.text import clean, decode

# With RFC 6533, section 4.
CONTENT_TYPES = {"message/delivery-status", "message/global-delivery-status"}
MAX_RECIPIENTS = 100
MAX_BYTES = 256 * 1024

_empty_line = re.compile(rb"\n[ \t]*\n")
_status = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_type = re.compile(r"\s*[\w.-]{1,40}\s*;")


class Fate(StrEnum):
    """FAILED: nothing is tried any more. DELAYED: it is tried again. DELIVERED: it has arrived, or was handed on."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"


# RFC 3464, section 2.3.3; "error" is OpenSMTPD's.
ACTIONS = {
    "failed": Fate.FAILED,
    "error": Fate.FAILED,
    "delayed": Fate.DELAYED,
    "delivered": Fate.DELIVERED,
    "relayed": Fate.DELIVERED,
    "expanded": Fate.DELIVERED,
}
# Where a server gives a status alone.
CLASSES = {"5": Fate.FAILED, "4": Fate.DELAYED, "2": Fate.DELIVERED}


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """`diagnostic` has the words of whoever refused it, without their type such as `smtp;`."""

    fate: Fate
    recipient: str | None
    status: str | None
    diagnostic: str | None
    at: datetime


def read_delivery_status(parts: Iterable[Part], date: str, now: datetime) -> list[RecipientStatus]:
    """Reads the groups of fields of all recipients, MAX_RECIPIENTS at most.

    `date` is the Date of the report, for a recipient whose last attempt has none.
    """
    contents = (decode(part, MAX_BYTES) for part in parts if part.content_type in CONTENT_TYPES)
    return list(islice(chain.from_iterable(_read(each, date, now) for each in contents), MAX_RECIPIENTS))


def find_delivery_status(text: str, date: str, now: datetime) -> list[RecipientStatus]:
    """Reads the same fields where a mail server writes them into the text for people, as Amazon WorkMail does."""
    if "final-recipient:" not in text.lower():
        return []
    return list(_read(text.encode("utf-8", "replace"), date, now))[:MAX_RECIPIENTS]


def _read(content: bytes, date: str, now: datetime) -> Iterator[RecipientStatus]:
    content = content.replace(b"\r\n", b"\n").strip(b"\n")
    for block in _empty_line.split(content, MAX_RECIPIENTS + 1)[: MAX_RECIPIENTS + 1]:
        fields = parse_headers(block.lstrip(b"\n"))
        if fate := _fate(fields):
            yield RecipientStatus(
                fate,
                typed_address(fields.get("original-recipient")) or typed_address(fields.get("final-recipient")),
                _status_of(fields),
                clean(_type.sub("", fields.get("diagnostic-code"), count=1), MAX_TEXT) or None,
                moment((fields.get("last-attempt-date"), date, fields.get("arrival-date")), now),
            )


def _fate(fields: Headers) -> Fate | None:
    """None for the fields of the message as a whole, and for what is none of these."""
    action = re.match(r"[a-z]*", fields.get("action").lower())
    status = _status_of(fields)
    if action and action[0]:
        return ACTIONS.get(action[0])
    is_of_recipient = "final-recipient" in fields or "original-recipient" in fields
    return CLASSES[status[0]] if status and is_of_recipient else None


def _status_of(fields: Headers) -> str | None:
    found = _status.search(fields.get("status"))
    return found[0] if found else None
