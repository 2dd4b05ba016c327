"""Addresses as reports write them."""

import re

from app.mail_events.reading.text import clean

MAX_LENGTH = 320  # RFC 3696, errata 1690, gives 254; some reports name what no server would take

_LARGEST_CODE_POINT = 0x10FFFF
_encoded = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_bracketed = re.compile(r"<([^<>]*)>")
_message_id = re.compile(r"<[^<>\s]{1,250}>")


def typed_address(value: str) -> str | None:
    """That of `rfc822; ana@example.org` (RFC 3464, section 2.3.2) or `utf-8; …` (RFC 6533, section 3)."""
    kind, semicolon, rest = value.partition(";")
    if not semicolon:
        return bare_address(value)
    return bare_address(_encoded.sub(_decoded, rest) if kind.strip().lower() == "utf-8" else rest)


def bare_address(value: str) -> str | None:
    """The address alone, out of brackets where it has some; None where it is none."""
    value = value[: 4 * MAX_LENGTH]
    bracketed = _bracketed.search(value)
    address = clean(bracketed[1] if bracketed else value, MAX_LENGTH + 1)
    return address if "@" in address and " " not in address and len(address) <= MAX_LENGTH else None


def message_id_in(value: str) -> str | None:
    """The first Message-ID (RFC 5322, section 3.6.4), with its brackets."""
    found = _message_id.search(value)
    return found[0] if found and found[0].isprintable() else None


def _decoded(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number <= _LARGEST_CODE_POINT else "\ufffd"
