"""Characters that cannot be seen, or look like a blank, and that copying brings along."""

# Zero-width joiner and non-joiner hold emoji and Indic or Persian words together.
JOINERS = frozenset("\u200c\u200d")
ZERO_WIDTH = JOINERS | frozenset("\u200b\u2060\ufeff")
# Marks of direction that show nothing by themselves. Not U+202D and U+202E, which turn letters around.
DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c")
# Letters and a Braille pattern without a shape.
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# What word processors put in the place of ', - and ".
APOSTROPHES = "\u2018\u2019\u201b\u2032\u00b4"
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u201a"
_BLANKS = frozenset(filter(str.isspace, map(chr, range(0x3001))))
_TRIMMED = "".join(sorted(ZERO_WIDTH | DIRECTION_MARKS | _BLANKS))


def trimmed(text: str) -> str:
    """Returns the text without blanks and invisible characters around it."""
    return text.strip() if text.isascii() else text.strip(_TRIMMED)
