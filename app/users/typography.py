"""The ASCII form of characters that word processors put in the place of what was typed."""

from app.characters import JOINERS
from app.users.local_parts import is_invisible

_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u2032\u00b4\uff07"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u00ad"
_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u201a'
_TO_ASCII = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS[:-1], "-") | {"\uff20": "@", "\ufe6b": "@", "\uff0e": "."}
)


def ascii_form(text: str) -> str:
    """Returns the text with plain apostrophes and hyphens, without invisible characters and quotation marks around it.

    Joiners between letters outside of ASCII stay, where they make a difference to readers.
    """
    visible = "".join(
        character for place, character in enumerate(text) if not is_invisible(character) or _joins_words(text, place)
    )
    return visible.translate(_TO_ASCII).strip(_QUOTES)


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
