"""Names of people, organizations and groups: one line of text, in any script."""

import re
import unicodedata

from app.characters import BLANK_LETTERS, HYPHENS, JOINERS
from app.errors import Required, TooLong

MAX_LENGTH = 100
# Longer texts are no names, however they are written: putting marks of letters in order may take quadratic time.
MAX_NORMALIZED = 1_000
_SPACING = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_BETWEEN_WORDS = re.compile(rf"[\s_\-{HYPHENS}]+")


def parse_name(text: str, field: str, what: str) -> str:
    """Returns the name trimmed, without invisible characters. Raises Required, TooLong; `what` is "a name", say."""
    name = visible_line(text)
    if not name:
        raise Required(field, what)
    if len(name) > MAX_LENGTH:
        raise TooLong(field, f"{what[:1].upper()}{what[1:]}", MAX_LENGTH)
    return name


def visible_line(text: str) -> str:
    """Returns the text as one line, trimmed, without invisible characters; empty where nothing is to be seen."""
    kept = unicodedata.normalize("NFC", "".join(map(_visible, text)))
    line = " ".join(kept.split())
    return line if set(line) - JOINERS - {" "} else ""


def name_key(name: str) -> str:
    """Returns the same key for spellings of one name: in any letter case, with any blanks between words."""
    if len(name) <= MAX_NORMALIZED:
        name = unicodedata.normalize("NFC", name)
    return " ".join(name.split()).lower()


def loose_key(name: str) -> str:
    """Returns the same key for names that people take for one: also with hyphens or underscores between words.

    Of letters that look the same (NFKC), and without invisible characters. Different names may have one key; one
    without a word has an empty key.
    """
    if not name.isascii() and len(name) <= MAX_NORMALIZED:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        name = "".join(each for each in folded if unicodedata.category(each) != "Cf")
    return _BETWEEN_WORDS.sub(" ", name).strip().lower()


def loose_key_sql(text: str) -> str:
    """Returns SQL for the `loose_key` of a text as long as names may be, but for invisible characters."""
    folded = f"lower(normalize(left({text}, {MAX_LENGTH}), NFKC))"
    return f"btrim(regexp_replace({folded}, '{_BETWEEN_WORDS.pattern}', ' ', 'g'))"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACING or character in BLANK_LETTERS:
        return " "
    return "" if category == "Cf" and character not in JOINERS else character
