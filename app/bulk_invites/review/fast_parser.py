"""Parses the addresses of long files: plain ones by a pattern, all others by `parse_address`, with the same results."""

import re

from app.users.addresses import Address, parse_address

# What `parse_address` accepts unchanged: ASCII, no two hyphens in a row (xn--), a top-level domain of letters.
# Nothing in it can be matched in two ways, so it takes linear time.
_PLAIN = re.compile(r"[A-Za-z0-9_+-]++(?:\.[A-Za-z0-9_+-]++)*@(?:[A-Za-z0-9]++(?:-[A-Za-z0-9]++)*\.)+([A-Za-z]{2,63}+)")
_MAX_LOCAL, _MAX_LABEL = 64, 63
_RESERVED = {"arpa", "invalid", "local", "localhost", "onion", "test"}


def read_address(text: str) -> Address:
    """Returns what `parse_address` returns. Raises Required, TooLong or InvalidEmail."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        at = text.index("@")
        key = text.lower()
        if at <= _MAX_LOCAL and len(text) - at <= _MAX_LABEL and key[plain.start(1) :] not in _RESERVED:
            return Address(text, key)
    return parse_address(text)
