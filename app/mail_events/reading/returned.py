"""What the email that came back says of itself: by that it is recognized."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.mail_events.reading.addresses import bare_address, message_id_in
from app.mail_events.reading.headers import Headers, parse_headers
from app.mail_events.reading.mime import Part, parse_part
from app.mail_events.reading.text import decode

# RFC 3462, section 2, and RFC 6533, section 6; `message/rfc822-headers` is met by mistake.
MESSAGE_TYPES = {"message/rfc822", "message/global", "message/partial"}
HEADER_TYPES = {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
# In the emails that Outlook.com's users complained about.
OUTLOOK_RECIPIENT = "x-hmxmroriginalrecipient"

_in_text = re.compile(r"^[> \t]{0,10}(Message-ID|Return-Path):[ \t]*(.{1,320})$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Returned:
    """The headers Message-ID, with its brackets, Return-Path and To of the email, or whom Outlook.com names instead."""

    message_id: str | None = None
    return_path: str | None = None
    recipient: str | None = None


def read_returned(parts: Iterable[Part]) -> Returned:
    """Reads the first part that is a message or the header of one."""
    for part in parts:
        if part.content_type in MESSAGE_TYPES:
            return _of(parse_part(decode(part)).headers)
        if part.content_type in HEADER_TYPES:
            return _of(parse_headers(decode(part).lstrip(b"\r\n")))
    return Returned()


def find_returned(text: str) -> Returned:
    """Reads a copy that is quoted below the text of a bounce."""
    found: dict[str, str] = {}
    for name, value in _in_text.findall(text):
        found.setdefault(name.lower(), value)
    return Returned(message_id_in(found.get("message-id", "")), bare_address(found.get("return-path", "")))


def _of(headers: Headers) -> Returned:
    return Returned(
        message_id_in(headers.get("message-id")),
        bare_address(headers.get("return-path")),
        bare_address(headers.get(OUTLOOK_RECIPIENT)) or bare_address(headers.get("to")),
    )
