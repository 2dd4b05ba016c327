"""What is allowed in an address, but is seldom meant: typos of well-known domains, look-alikes, role accounts."""

import re
import string
import unicodedata
from functools import cache

WELL_KNOWN_DOMAINS = (
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "protonmail.com",
)
# One letter away from a well-known domain, and mail providers in their own right.
OTHERS_OWN = {"mail.com", "email.com", "ymail.com"}
# Source: RFC 2142, and what companies use beside it.
ROLE_ACCOUNTS = frozenset(
    """
    abuse accounting accounts admin administrator billing careers contact enquiries hello help helpdesk hostmaster hr
    info jobs mail marketing no-reply noreply office postmaster press root sales security service support team webmaster
    """.split()  # noqa: SIM905 - a list would be thirty lines
)
# Cyrillic and Greek.
PASS_FOR_LATIN = frozenset("асеорхуіјѕһӏԁԛԝ" + "ονρυ")  # noqa: RUF001 - that is the point
_BETWEEN_WORDS = re.compile(r"[.@+_\-\d]")
_LETTERS = f"{string.ascii_lowercase}{string.digits}.-"


def intended_domain(domain: str) -> str | None:
    """The well-known domain that `domain` (lower case) is one slip of the finger away from."""
    return _slips().get(domain)


def is_role_account(local_part: str) -> bool:
    """Is it a mailbox that several people read?"""
    return local_part.partition("+")[0] in ROLE_ACCOUNTS


def looks_like_another(text: str) -> bool:
    """Has a word letters of several alphabets, as a Cyrillic a among Latin ones, or only such as pass for Latin?

    Source: Unicode Technical Standard 39, sections 4 and 5.
    """
    if text.isascii():
        return False
    words = (set(filter(str.isalpha, word)) for word in _BETWEEN_WORDS.split(text.lower()))
    return any(letters and (letters <= PASS_FOR_LATIN or len(set(map(_script, letters))) > 1) for letters in words)


@cache
def _slips() -> dict[str, str]:
    slips = {slip: domain for domain in WELL_KNOWN_DOMAINS for slip in _one_slip_away(domain)}
    return {slip: domain for slip, domain in slips.items() if slip not in {*WELL_KNOWN_DOMAINS, *OTHERS_OWN}}


def _one_slip_away(word: str) -> set[str]:
    """One letter left out, doubled, added or replaced, or two swapped (Damerau)."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in halves if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in halves if tail for letter in _LETTERS),
        *(head + letter + tail for head, tail in halves for letter in _LETTERS),
    }


def _script(letter: str) -> str:
    """LATIN, CYRILLIC, GREEK …: the first word of a letter's Unicode name. Japanese writes three as one."""
    script = unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
    return "CJK" if script in {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"} else script
