"""Warnings about addresses that are valid but seldom meant: typos of well-known domains, look-alikes, role accounts."""

import re
import string
import unicodedata
from functools import cache

from app.bulk_invites.review.problems import Problem, warning
from app.errors import ErrorCode
from app.users.addresses import Address
from app.users.typography import plain_punctuation

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
OTHER_PROVIDERS = {"mail.com", "email.com", "ymail.com"}
# Source: RFC 2142, and what companies use beside it.
ROLE_ACCOUNTS = frozenset(
    """
    abuse accounting accounts admin administrator billing careers contact enquiries hello help helpdesk hostmaster hr
    info jobs mail marketing no-reply noreply office postmaster press root sales security service support team webmaster
    """.split()  # noqa: SIM905 - a list would be thirty lines
)
# Cyrillic and Greek letters that are drawn as Latin ones.
LATIN_LOOKALIKES = frozenset("асеорхуіјѕһӏԁԛԝ" + "ονρυ")  # noqa: RUF001 - that is the point
_BETWEEN_WORDS = re.compile(r"[.@+_\-\d]")
_DOMAIN_CHARACTERS = f"{string.ascii_lowercase}{string.digits}.-"


def address_warnings(address: Address) -> tuple[Problem, ...]:
    """Returns the first warning that applies to the address, if any does."""
    local_part, _, domain = address.key.rpartition("@")
    typed_part, _, typed_domain = address.typed.rpartition("@")
    likely = likely_domain(domain)
    if (plain := plain_punctuation(typed_part)) != typed_part:
        other = next(character for character in typed_part if character not in plain)
        suggestion = "@".join((plain.lstrip("'") or plain, likely or typed_domain))
        return (_warning(f"{other} is seldom part of an address. Did you mean {suggestion}?", suggestion),)
    if likely is not None:
        suggestion = f"{typed_part}@{likely}"
        return (_warning(f"Did you mean {suggestion}?", suggestion),)
    if local_part.startswith("'"):
        return (
            _warning(f"The address begins with an apostrophe. Did you mean {address.typed[1:]}?", address.typed[1:]),
        )
    if is_role_account(local_part):
        return (_warning(f"{local_part}@ is usually read by several people. Each of them could accept."),)
    if has_lookalike_letters(address.typed):
        return (_warning("Some letters are of another alphabet and only look alike. Type the address again."),)
    return ()


def quotes_warning(address: Address) -> Problem:
    """Returns the warning about an address between quotation marks."""
    return _warning(f"The quotation marks around it are left out: {address.typed}.", address.typed)


def encoding_warning(email: str, encoding: str) -> Problem:
    """Returns the warning about an address outside of ASCII in a file whose encoding is a guess."""
    return _warning(f"Is {email} right? {encoding_guess(encoding)}")


def encoding_guess(encoding: str) -> str:
    """Returns the sentence that says how the file was read."""
    return (
        f"The file does not say how its letters are stored, and was read as {encoding}."
        " If they are wrong, save the list as CSV UTF-8 and upload that."
    )


def likely_domain(domain: str) -> str | None:
    """Returns the well-known domain that `domain` (lower case) is one typo away from, or None."""
    return _typos().get(domain)


def is_role_account(local_part: str) -> bool:
    """Whether a mailbox of this name (lower case) is usually read by several people."""
    return local_part.partition("+")[0] in ROLE_ACCOUNTS


def has_lookalike_letters(text: str) -> bool:
    """Whether a word mixes alphabets, as a Cyrillic a among Latin letters, or has only letters that look Latin.

    Source: Unicode Technical Standard 39, sections 4 and 5.
    """
    if text.isascii():
        return False
    words = (set(filter(str.isalpha, word)) for word in _BETWEEN_WORDS.split(text.lower()))
    return any(letters and (letters <= LATIN_LOOKALIKES or len(set(map(_script, letters))) > 1) for letters in words)


def _warning(message: str, suggestion: str | None = None) -> Problem:
    return warning(ErrorCode.INVALID_EMAIL, message, "email", suggestion)


@cache
def _typos() -> dict[str, str]:
    """Returns the well-known domain of each typo."""
    typos = {typo: domain for domain in WELL_KNOWN_DOMAINS for typo in _typos_of(domain)}
    return {typo: domain for typo, domain in typos.items() if typo not in {*WELL_KNOWN_DOMAINS, *OTHER_PROVIDERS}}


def _typos_of(word: str) -> set[str]:
    """One letter left out, doubled, added or replaced, or two swapped (Damerau)."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in halves if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in halves if tail for letter in _DOMAIN_CHARACTERS),
        *(head + letter + tail for head, tail in halves for letter in _DOMAIN_CHARACTERS),
    }


def _script(letter: str) -> str:
    """LATIN, CYRILLIC, GREEK …: the first word of a letter's Unicode name. Japanese writes three as one."""
    script = unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
    return "CJK" if script in {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"} else script
