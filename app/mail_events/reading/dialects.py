"""Bounces without a report: flufl.bounce knows whom they name in each dialect, and the words beside say why."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from itertools import takewhile

from flufl.bounce import all_failures

from app.mail.reply_words import MAX_TEXT, without_input
from app.mail_events.classification.phrases import is_passing, names_no_domain, names_no_mailbox
from app.mail_events.reading.addresses import bare_address
from app.mail_events.reading.headers import Headers
from app.mail_events.reading.mime import Part
from app.mail_events.reading.text import clean, lines_of, text_of

MAX_RECIPIENTS = 100
# Some patterns of flufl.bounce take a time that grows with the cube of a line's length.
MAX_LINE = 160
MAX_CHARACTERS = 12 * 1024  # of all parts
_PARAGRAPHS_AFTER = 3
_MAX_REASON_LINES = 20
_HEADERS = ("From", "Subject", "X-Mailer", "X-Failed-Recipients")
_reply = re.compile(r"(?<![\w.])(?:[45]\d\d[ -]|#?[45]\.\d{1,3}\.\d{1,3}(?!\w|\.\d))")
_quoted = re.compile(r"\breturned '([45]\d\d .*)'")
# Of the email that came back: what stands below may be anything, such as the link of an invitation.
_header_line = re.compile(
    r"[> \t]*(return-path|received|from|to|subject|date|message-id|mime-version|content-[a-z-]+|x-[a-z-]+):",
    re.IGNORECASE,
)
_returned = re.compile(
    r"[> \t]*(return-path|received|message-id|mime-version|content-type|user-agent):|[- ]*original message",
    re.IGNORECASE,
)
_reply_with_status = re.compile(r"(?<![\w.])5\d\d[ -]#?5\.\d{1,3}\.\d{1,3}(?!\w|\.\d).*")
_permanent_reply = re.compile(r"(?<![\w.:/@#-])5[0-5]\d[ -] ?[A-Za-z<].*")

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
            # Comments in addresses are read recursively, as deep as they go.
            message[name] = clean(value, len(value)).replace("(", " ")
    if content_type.startswith("multipart/"):
        message["Content-Type"] = "multipart/report" if content_type == "multipart/report" else "multipart/mixed"
        message.set_payload(_text_parts(parts) or [Message()])
    else:
        message["Content-Type"] = "text/plain"
        message.set_payload(_bounded("\n".join(map(text_of, parts)), MAX_CHARACTERS))
    try:
        delayed, failed = all_failures(message)
    except Exception:  # noqa: BLE001 - such as IndexError of a message without From; what we know ourselves goes on
        return Named((), ())
    return Named(_addresses(failed), _addresses(delayed))


def is_of_returned_email(text: str, address: str) -> bool:
    """Whether the address stands only where the email itself does: flufl.bounce takes some of its headers for names."""
    is_in_text, is_above = (
        any(address.lower() in line.lower() for line in lines) for lines in (lines_of(text), _above_returned(text))
    )
    return is_in_text and not is_above


def find_reason(text: str, recipient: str, *, needs_reply: bool = False) -> str | None:
    """The words beside the address, or below it: those with a reply code or a status rather than others.

    None where there are none; with `needs_reply`, none without a code or a status either.
    """
    lines = _above_returned(text)
    at = next((number for number, line in enumerate(lines) if recipient.lower() in line.lower()), None)
    if at is None:
        return None
    reasons = [_own_words(clean(each, MAX_TEXT)) for each in _paragraphs(lines, at, recipient)]
    replies = [reason for reason in reasons if _reply.search(reason)]
    others = [] if needs_reply else [reason for reason in reasons if any(map(str.isalpha, reason))]
    return next(iter(replies or others), None)


def find_telling_line(text: str) -> str | None:
    """The first line with a reply code and status of a permanent failure; else with a code; else with words of one.

    Of what stands above the returned email alone, with the words before a code left out.
    """
    above = _above_returned(text)
    for pattern in (_reply_with_status, _permanent_reply):
        for line in above:
            if found := pattern.search(line):
                return clean(found[0], MAX_TEXT).rstrip("'\"")
    knows = (names_no_mailbox, names_no_domain, is_passing)
    telling = (clean(line, MAX_TEXT) for line in above if any(knows_it(without_input(line, "")) for knows_it in knows))
    return next(telling, None)


def _above_returned(text: str) -> list[str]:
    """The lines above the email that came back."""
    return list(takewhile(lambda line: not _returned.match(line), lines_of(text)))


def _paragraphs(lines: list[str], at: int, recipient: str) -> list[str]:
    """What follows the address up to the next empty line, and the paragraphs after that; not the returned email."""
    start = lines[at].lower().index(recipient.lower()) + len(recipient)
    paragraphs = [lines[at][start:].lstrip(">:;,. )")]
    for line in lines[at + 1 : at + 1 + _MAX_REASON_LINES]:
        if line.startswith(("---", "- --")) or _header_line.match(line):
            break
        if line.strip():
            paragraphs[-1] += f" {line.strip()}"
        elif len(paragraphs) > _PARAGRAPHS_AFTER:
            break
        else:
            paragraphs.append("")
    return paragraphs


def _own_words(reason: str) -> str:
    """Those of the server that refused: Exchange quotes them, and sendmail marks them in a transcript."""
    if found := _quoted.search(reason):
        return found[1]
    return reason.partition("<<< ")[2] or reason


def _text_parts(parts: Sequence[Part]) -> list[Message | str]:
    made: list[Message | str] = []
    left = MAX_CHARACTERS
    for part in parts:
        if left <= 0:
            break
        message = Message()
        message["Content-Type"] = "text/plain"
        if description := part.headers.get("content-description"):
            message["Content-Description"] = clean(description, 100)
        text = _bounded(text_of(part), left)
        message.set_payload(text)
        made.append(message)
        left -= len(text)
    return made


def _bounded(text: str, limit: int) -> str:
    return "\n".join(line[:MAX_LINE] for line in lines_of(text[:limit])) + "\n"


def _addresses(found: frozenset[bytes]) -> tuple[str, ...]:
    addresses = (bare_address(each.decode("utf-8", "replace")) for each in sorted(found)[:MAX_RECIPIENTS])
    return tuple(address for address in addresses if address)
