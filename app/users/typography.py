"""The ASCII form of characters that word processors put in the place of what was typed."""

import re

from app.characters import APOSTROPHES, HYPHENS, JOINERS, QUOTES
from app.users.local_parts import is_invisible

_PUNCTUATION = dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-")
_PLAIN_PUNCTUATION = str.maketrans(_PUNCTUATION)
_TO_ASCII = str.maketrans(
    _PUNCTUATION
    | dict.fromkeys("\u02bc\uff07", "'")
    | dict.fromkeys("\ufe63\uff0d", "-")
    | {"\uff20": "@", "\ufe6b": "@", "\uff0e": "."}
)
_QUOTES = f'"{QUOTES}'
_AROUND_WHOLE = f"{_QUOTES}'{APOSTROPHES}"
# What programs write around an address: brackets, a scheme, and what stands between two of them.
_AROUND = f"{_QUOTES}<> "
_AFTER = f"{_AROUND},;."
_SCHEME = re.compile(r"mailto:([^?]*)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^<]*<([^<>]+@[^<>]+)>?\Z")
# A letter of its own in some languages; among letters of ASCII, an apostrophe.
_LETTER_APOSTROPHE = "\u02bc"


def ascii_form(text: str) -> str:
    """Returns the text with plain apostrophes and hyphens, without invisible characters and what stands around it.

    Joiners between letters outside of ASCII stay, where they make a difference to readers.
    """
    visible = "".join(
        character for place, character in enumerate(text) if not is_invisible(character) or _joins_words(text, place)
    )
    bare = visible.translate(_TO_ASCII).rstrip(_AFTER)
    if in_brackets := _IN_BRACKETS.match(bare):
        bare = in_brackets[1]
    bare = bare.lstrip(_AROUND)
    if scheme := _SCHEME.match(bare):
        bare = scheme[1].lstrip(_AROUND).rstrip(_AFTER)
    if bare.startswith("'") and bare.endswith("'"):
        bare = bare.strip("'")
    local_part, at, domain = bare.rpartition("@")
    return f"{local_part.strip(_QUOTES)}{at}{domain}"


def without_quotes(text: str) -> str:
    """Returns the text without quotation marks around it; one at its beginning or its end alone stays."""
    is_quoted = text[:1] in _AROUND_WHOLE and text[-1:] in _AROUND_WHOLE
    return text.strip(_AROUND_WHOLE) if is_quoted else text


def plain_punctuation(local_part: str) -> str:
    """Returns the part before the @ with plain apostrophes and hyphens, without quotation marks around it.

    Servers may deliver to the other ones (RFC 6531), but they are seldom meant.
    """
    if local_part.isascii():
        return local_part
    plain = local_part.translate(_PLAIN_PUNCTUATION).strip(QUOTES)
    in_ascii = plain.replace(_LETTER_APOSTROPHE, "'")
    return in_ascii if in_ascii.isascii() else plain


def encoded_once(text: str) -> str | None:
    """Returns the text that was encoded twice, as josé was to give josÃ©, or None where it was not.

    Read as Windows-1252, what UTF-8 makes of a letter is one of Â to ô and then signs or rare letters.
    """
    if text.isascii():
        return None
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


def _joins_words(text: str, place: int) -> bool:
    if text[place] not in JOINERS or not 0 < place < len(text) - 1:
        return False
    return not text[place - 1].isascii() and not text[place + 1].isascii()
