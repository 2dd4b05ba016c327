"""Names of people, organizations and groups: one line of text, in any script."""

import unicodedata

from app.errors import Required, TooLong

MAX_LENGTH = 100
_INVISIBLE = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_BIDI_CONTROLS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def parse_name(text: str, field: str, what: str) -> str:
    """Trims a name and takes out what cannot be seen. Raises Required or TooLong; `what` is "a name", say."""
    kept = (" " if _is_invisible(character) else character for character in unicodedata.normalize("NFC", text))
    name = " ".join("".join(kept).split())
    if not name:
        raise Required(field, what)
    if len(name) > MAX_LENGTH:
        raise TooLong(field, f"{what[:1].upper()}{what[1:]}", MAX_LENGTH)
    return name


def _is_invisible(character: str) -> bool:
    return character in _BIDI_CONTROLS or unicodedata.category(character) in _INVISIBLE
