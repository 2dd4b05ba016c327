"""Makes names that strangers typed harmless in an email: plain text, on one line, never a link."""

import re
from functools import lru_cache
from unicodedata import category

from app.characters import BLANK_LETTERS, JOINERS

LONGEST_NAME = 80
WORD_JOINER = "\u2060"

# What makes mail programs see an address in plain words, and the full stops of other scripts that browsers
# read as dots (UTS #46).
_linking = re.compile(r"(?<=\S)[.:/\\@。．｡](?=\S)")  # noqa: RUF001 - the look-alikes are the point


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """The text in one line of at most LONGEST_NAME characters, without anything invisible.

    Line ends, controls and gaps become single spaces; bidirectional controls (U+202E and its kin), lone
    surrogates and other format characters vanish. Empty where nothing visible is left.
    """
    kept = text[: LONGEST_NAME * 20]
    if not (kept.isascii() and kept.isprintable()):
        kept = "".join(map(_visible, kept))
    line = " ".join(kept.split())
    if not set(line) - JOINERS - {" "}:
        return ""
    return f"{line[: LONGEST_NAME - 1].rstrip()}…" if len(line) > LONGEST_NAME else line


@lru_cache(maxsize=4096)
def unlinked(text: str) -> str:
    """`one_line`, and no mail program turns any of it into a link: `evil.com` reads the same and is none.

    A word joiner, which has no width, stands on both sides of each dot, colon, slash or @ within a word.
    """
    return _linking.sub(lambda found: f"{WORD_JOINER}{found[0]}{WORD_JOINER}", one_line(text))


def _visible(character: str) -> str:
    if character in BLANK_LETTERS:
        return " "
    match category(character):
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cf" | "Cs" if character not in JOINERS:
            return ""
    return character
