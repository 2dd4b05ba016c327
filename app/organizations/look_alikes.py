"""Which names look alike: `Acme` and `Acrne`, in Cyrillic letters, as `AC ME` and as `acme.`.

Source: Unicode Technical Standard 39, section 4, skeletons. Beyond it, letter case, blanks, dashes, marks at the ends
and signs such as ™ do not tell names apart.
"""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

CONFUSABLES = Path(__file__).with_name("confusables.txt")
# Blanks, invisible characters, dashes and low lines.
PASSED_OVER = {"Zs", "Cf", "Cc", "Pd", "Pc"}
SIGNS = frozenset("™®©℠")
REMEMBERED_NAMES = 20_000


def look_alike(one: str, other: str) -> bool:
    """Whether people take the one name for the other."""
    return bool(_skeletons(one) & _skeletons(other))


@lru_cache(REMEMBERED_NAMES)
def _skeletons(name: str) -> frozenset[str]:
    """As typed, in small letters, and in capitals: a capital I looks like l, a small i does not."""
    found = {_skeleton(form) for form in (name, name.casefold(), name.upper())}
    return frozenset(found - {""}) or frozenset({name})


def _skeleton(text: str) -> str:
    confusables = _confusables()
    plain = unicodedata.normalize("NFD", text)
    mapped = "".join(confusables.get(character, character) for character in plain)
    kept = "".join(each for each in unicodedata.normalize("NFD", mapped) if not _is_passed_over(each))
    return kept.strip(".,;:!?'\"")


def _is_passed_over(character: str) -> bool:
    return unicodedata.category(character) in PASSED_OVER or character in SIGNS


@cache
def _confusables() -> dict[str, str]:
    """Reads the table when the first name is compared: most processes never compare any."""
    lines = CONFUSABLES.read_text(encoding="utf-8").splitlines()
    codes = [line.split() for line in lines if not line.startswith("#")]
    return {chr(int(first, 16)): "".join(chr(int(each, 16)) for each in others) for first, *others in codes}
