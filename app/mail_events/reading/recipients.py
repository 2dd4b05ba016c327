"""Whom a message was delivered to, by its own header fields, where no envelope says it."""

import re

from app.mail_events.reading.mime import parse_part

MAX_RECIPIENTS = 100
# What mail servers note of the envelope, then what the sender wrote. Whoever writes them proves nothing by it: it is
# the signature of a return path that does.
FIELDS = ("delivered-to", "x-original-to", "envelope-to", "to")
_address = re.compile(r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@]{1,255}")


def recipients_in(content: bytes) -> list[str]:
    """Returns each address once, MAX_RECIPIENTS at most: those of the envelope first."""
    headers = parse_part(content).headers
    values = (value for name in FIELDS for value in headers.get_all(name))
    return list(dict.fromkeys(address for value in values for address in _address.findall(value)))[:MAX_RECIPIENTS]
