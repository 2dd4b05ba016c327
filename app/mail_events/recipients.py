"""Whom a message was delivered to, by its own header fields, where no envelope says it."""

import re

HEADER_BYTES = 64 * 1024
MAX_RECIPIENTS = 100
# What mail servers note of the envelope, then what the sender wrote. Whoever writes them proves nothing by it: it is
# the signature of a return path that does.
_FIELD = re.compile(
    rb"^(Delivered-To|X-Original-To|Envelope-To|To):((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(rb"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@]{1,255}")
_ORDER = (b"delivered-to", b"x-original-to", b"envelope-to", b"to")
_END = re.compile(rb"\r?\n\r?\n")


def recipients_in(content: bytes) -> list[str]:
    """Returns each address once, MAX_RECIPIENTS at most: those of the envelope first."""
    header = _END.split(content[:HEADER_BYTES], 1)[0]
    fields: dict[bytes, list[bytes]] = {name: [] for name in _ORDER}
    for name, text in _FIELD.findall(header):
        fields[name.lower()] += _ADDRESS.findall(text)
    found = dict.fromkeys(address.decode("ascii", "replace") for each in fields.values() for address in each)
    return list(found)[:MAX_RECIPIENTS]
