"""Bounces of mail servers that write no report: flufl.bounce knows whom they name, and the words beside that say why."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from app.mail.reply_words import MAX_TEXT
from app.mail_events.reading.addresses import bare_address
from app.mail_events.reading.headers import Headers
from app.mail_events.reading.mime import Part
from app.mail_events.reading.text import clean, lines_of, text_of

MAX_RECIPIENTS = 100
# Some patterns of flufl.bounce take a time that grows with the cube of a line's length.
MAX_LINE = 200
MAX_CHARACTERS = 16 * 1024  # of a part
MAX_TEXTS = 3
_PARAGRAPHS_AFTER = 3
_MAX_REASON_LINES = 20
_HEADERS = ("From", "Subject", "X-Mailer", "X-Failed-Recipients")
_reply = re.compile(r"(?<![\w.])(?:[45]\d\d[ -]|#?[45]\.\d{1,3}\.\d{1,3}(?!\w|\.\d))")
_permanent_reply = re.compile(r"(?<![\w.])5\d\d[ -]#?5\.\d{1,3}\.\d{1,3}(?!\w|\.\d).*")

# It logs each of its steps, and addresses with what it fails of, which is met here.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a bounce names: those whom the email did not reach, and those whom it is still tried to reach."""

    failed: tuple[str, ...]
    delayed: tuple[str, ...]


def find_named(headers: Headers, content_type: str, parts: Sequence[Part]) -> Named:
    """Whom flufl.bounce finds in what is left of the message: a few headers, and bounded text without encodings."""
    message = Message()
    for name in _HEADERS:
        for value in headers.get_all(name.lower()):
            message[name] = clean(value, len(value))
    if content_type.startswith("multipart/"):
        message["Content-Type"] = "multipart/report" if content_type == "multipart/report" else "multipart/mixed"
        message.set_payload([_text_part(part) for part in parts[:MAX_TEXTS]] or [Message()])
    else:
        message["Content-Type"] = "text/plain"
        message.set_payload(_bounded("\n".join(map(text_of, parts))))
    delayed, failed = all_failures(message)
    return Named(_addresses(failed), _addresses(delayed))


def find_reason(text: str, recipient: str, *, needs_reply: bool = False) -> str | None:
    """The words beside the address, or below it: those with a reply code or a status rather than others.

    None where there are none; with `needs_reply`, none without a code or a status either.
    """
    lines = lines_of(text)
    at = next((number for number, line in enumerate(lines) if recipient.lower() in line.lower()), None)
    if at is None:
        return None
    reasons = [clean(each, MAX_TEXT) for each in _paragraphs(lines, at, recipient)]
    replies = [reason for reason in reasons if _reply.search(reason)]
    others = [] if needs_reply else [reason for reason in reasons if any(map(str.isalpha, reason))]
    return next(iter(replies or others), None)


def find_permanent_reply(text: str) -> str | None:
    """The first reply code of a permanent failure that stands with its status, and the words after it."""
    for line in lines_of(text):
        if found := _permanent_reply.search(line):
            return clean(found[0], MAX_TEXT)
    return None


def _paragraphs(lines: list[str], at: int, recipient: str) -> list[str]:
    """What follows the address up to the next empty line, and the paragraphs after that; not the returned email."""
    start = lines[at].lower().index(recipient.lower()) + len(recipient)
    paragraphs = [lines[at][start:].lstrip(">:;,. )")]
    for line in lines[at + 1 : at + 1 + _MAX_REASON_LINES]:
        if line.startswith(("---", "- --")):
            break
        if line.strip():
            paragraphs[-1] += f" {line.strip()}"
        elif len(paragraphs) > _PARAGRAPHS_AFTER:
            break
        else:
            paragraphs.append("")
    return paragraphs


def _text_part(part: Part) -> Message:
    made = Message()
    made["Content-Type"] = "text/plain"
    if description := part.headers.get("content-description"):
        made["Content-Description"] = clean(description, 100)
    made.set_payload(_bounded(text_of(part)))
    return made


def _bounded(text: str) -> str:
    return "\n".join(line[:MAX_LINE] for line in lines_of(text[:MAX_CHARACTERS])) + "\n"


def _addresses(found: frozenset[bytes]) -> tuple[str, ...]:
    addresses = (bare_address(each.decode("utf-8", "replace")) for each in sorted(found)[:MAX_RECIPIENTS])
    return tuple(address for address in addresses if address)
