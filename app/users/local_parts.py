"""The part of an address before the @: how two are compared, and what no mailbox is called.

Compared as RFC 8265's UsernameCaseMapped profile does: by lower case, in NFC. Case folding would make one of ß and ss.
Outside of ASCII it has letters, marks and digits, as in that profile, and no symbols.
"""

import unicodedata

MAX_OCTETS = 64  # RFC 5321 section 4.5.3.1.1
# Punctuation that RFC 5892, appendix A, permits within words: Catalan, Greek, Hebrew, Katakana, Tibetan.
_WITHIN_WORDS = frozenset("\u00b7\u0375\u05f3\u05f4\u30fb\u0f0b")


def local_part_key(local_part: str) -> str:
    """Returns the same key for spellings of one local part."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", local_part).lower())


def refusal_of(local_part: str, plain: str) -> str | None:
    """Returns why no mailbox has this name, which is valid by RFC 6531, or None.

    `plain` is the name with the punctuation of ASCII. Its characters alone are checked: other ones are a warning.
    """
    if local_part.isascii():
        return None
    if len(local_part.encode()) > MAX_OCTETS:
        return f"the part before @ takes more than {MAX_OCTETS} bytes; letters outside of ASCII take two to four each."
    for character in plain:
        reason = _refusal_of_character(character)
        if reason:
            return reason
    key = local_part_key(plain)
    return "it has characters that look like others." if unicodedata.normalize("NFKC", key) != key else None


def _refusal_of_character(character: str) -> str | None:
    if character.isascii():
        return None
    if character == "\ufffd":
        return "a letter was lost when it was saved or copied (\ufffd)."
    if is_invisible(character):
        return f"it has an invisible character ({_name(character)})."
    if unicodedata.category(character).startswith(("P", "S")) and character not in _WITHIN_WORDS:
        return f"{character} ({_name(character)}) is no part of an address."
    return None


def is_invisible(character: str) -> bool:
    """Whether nothing is drawn for the character by itself (Unicode's Default_Ignorable_Code_Point, and blanks)."""
    return character in _INVISIBLE or unicodedata.category(character) in {"Cc", "Cf"}


# Source: Unicode's DerivedCoreProperties.txt, variation selectors last; and U+2800, a Braille pattern without dots.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0").union(
    map(chr, range(0xFE00, 0xFE10)), map(chr, range(0xE0100, 0xE01F0))
)


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()
