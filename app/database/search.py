"""Searches find words in any order, whatever their letter case and accents.

Both sides are folded alike: the words in Python by `fold`, the columns in SQL by `folded`. Nearly all values are ASCII,
which has nothing but letter case: more than that would make a search through a long list several times as slow.
"""

import re
import unicodedata

from app.characters import trimmed
from app.errors import TooLong

# Each may be looked for in every row of a list.
MAX_WORDS = 16
# Those that Unicode does not decompose.
_LETTERS = {
    "ø": "o",
    "ł": "l",
    "ı": "i",  # noqa: RUF001 - the letter of Turkish
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "ς": "σ",  # noqa: RUF001 - Greek letters
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
# Accents of Latin, Greek and Cyrillic letters, points of Hebrew and Arabic ones. Not all marks of Unicode: those of
# Indic scripts are vowels, and kana without theirs are other syllables.
_MARKS = (
    r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]"
)
_FOLDED = str.maketrans(_LETTERS)
_FIND_MARKS = re.compile(_MARKS)


def fold(text: str) -> str:
    """Returns the text in small letters without accents, as `folded` returns a column."""
    if text.isascii():
        return text.lower()
    bare = _FIND_MARKS.sub("", unicodedata.normalize("NFKD", text))
    # One by one, as PostgreSQL does: a sigma at the end of a word is not a letter of its own.
    return "".join(map(str.lower, bare)).translate(_FOLDED)


def folded(*columns: str) -> str:
    """Returns the SQL for columns joined by blanks, as `fold` returns a text."""
    text = " || ' ' || ".join(columns)
    small = f"lower(regexp_replace(normalize({text}, NFKD), '{_MARKS}', '', 'g') COLLATE \"pg_c_utf8\")"
    for letter, plain in _LETTERS.items():  # many times as fast as translate(…), which goes through all of them
        small = f"replace({small}, '{letter}', '{plain}')"
    is_ascii = " AND ".join(f"octet_length({column}) = char_length({column})" for column in columns)
    return f'CASE WHEN {is_ascii} THEN lower(({text}) COLLATE "C") COLLATE "C" ELSE {small} COLLATE "C" END'


def contains_words(*columns: str) -> str:
    """Returns the condition that columns hold all words, each of them in any column; `?` is `patterns`."""
    return f"({folded(*columns)}) LIKE ALL (?::text[])"


def patterns(text: str) -> list[str]:
    """Returns the LIKE patterns of the words of a search, without invisible characters around them.

    Raises TooLong for more than MAX_WORDS.
    """
    words = {trimmed(word) for word in fold(text.replace("\0", "")).split()} - {""}
    if len(words) > MAX_WORDS:
        raise TooLong("search", "A search", MAX_WORDS, "words")
    # Longest first: it is the one that fewest rows have, and the others need not be looked for in the rest.
    return [f"%{_escaped(word)}%" for word in sorted(words, key=lambda word: (-len(word), word))]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
