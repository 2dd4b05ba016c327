"""Email addresses: which are accepted, and when two are the same.

No name server is asked. International addresses (RFC 6531), plus tags and apostrophes are accepted; quoted
local parts and bare host names are not, because no mail provider gives them out. Typographic apostrophes, hyphens and
quotation marks before the @ are accepted where the address is one without them: people are warned of them.
"""

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from app.errors import InvalidDomain, InvalidEmail, Required, TooLong
from app.users.domains import joined_domain
from app.users.local_parts import is_invisible, local_part_key, refusal_of
from app.users.typography import ascii_form, encoded_once, plain_punctuation, without_quotes

MAX_LENGTH = 254
# What turns letters around is refused, wherever it stands; so is NUL.
_NEVER_TRIMMED = frozenset("\0\u202d\u202e")


@dataclass(frozen=True)
class Address:
    """`typed` is shown and written to; `key` is equal for two spellings of one address."""

    typed: str
    key: str


def parse_address(text: str) -> Address:
    """Reads an address as a person typed it, without blanks around it, seen or not, and without quotation marks.

    Raises Required, TooLong or InvalidEmail, which names the ASCII form where that is an address.
    """
    typed = _unquoted(text)
    if not typed:
        raise Required("email", "an email address")
    if len(typed) > MAX_LENGTH:
        raise TooLong("email", "An email address", MAX_LENGTH)
    try:
        return _parse(typed, is_new=True)
    except InvalidEmail as refusal:
        plain = ascii_form(encoded_once(typed) or typed)
        if plain == typed or not _is_address(plain):
            raise
        raise InvalidEmail(refusal.reason, suggestion=plain) from None


def is_quoted(text: str) -> bool:
    """Whether quotation marks stand around an address, which `parse_address` leaves out."""
    return _unquoted(text) != _trimmed(text)


def find_key(text: str) -> str | None:
    """Returns the key by which an existing account is found, also by an address that nobody new could have."""
    typed = _trimmed(text)
    try:
        return _parse(typed, is_new=False).key if 0 < len(typed) <= MAX_LENGTH else None
    except (InvalidEmail, TooLong):
        return None


def parse_domain(text: str, field: str) -> str:
    """Reads the domain of addresses as a person typed it; returns it as keys of addresses have it.

    Raises Required, TooLong, InvalidDomain, about the input's `field`.
    """
    typed = _trimmed(text).removeprefix("@")
    if not typed:
        raise Required(field, "a domain, such as example.com")
    if len(typed) > MAX_LENGTH:
        raise TooLong(field, "A domain", MAX_LENGTH)
    if "@" in typed:
        raise InvalidDomain(field)
    try:
        return domain_of(_parse(f"a@{typed}", is_new=False).key)
    except (InvalidEmail, TooLong):
        raise InvalidDomain(field) from None


def domain_of(key: str) -> str:
    """The domain of an address by its key: in lower case and ASCII."""
    return key.rpartition("@")[2]


def masked(email: str) -> str:
    """An address for somebody who may not know it: `j…@example.com`."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _trimmed(text: str) -> str:
    """Invisible characters come along when addresses are copied from web pages and messengers."""
    start, end = 0, len(text)
    while start < end and _is_blank(text[start]):
        start += 1
    while start < end and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def _unquoted(text: str) -> str:
    return _trimmed(without_quotes(_trimmed(text)))


def _is_blank(character: str) -> bool:
    return character.isspace() or (is_invisible(character) and character not in _NEVER_TRIMMED)


def _is_address(text: str) -> bool:
    try:
        _parse(text, is_new=True)
    except (InvalidEmail, TooLong):
        return False
    return True


def _parse(typed: str, *, is_new: bool) -> Address:
    if is_new and encoded_once(typed) is not None:
        raise InvalidEmail("its letters were encoded twice.")
    found = _validated(typed)
    if "." not in found.ascii_domain:
        raise InvalidEmail("the part after @ has no dot.")
    if found.ascii_domain.rpartition(".")[2].isdigit():
        raise InvalidEmail("the part after @ ends in a number, not in a name such as com.")
    key = f"{local_part_key(found.local_part)}@{found.ascii_domain.lower()}"
    if len(key) > MAX_LENGTH or len(typed.encode()) > MAX_LENGTH:
        raise TooLong("email", "An email address", MAX_LENGTH)
    if is_new:
        _require_deliverable(typed, found)
    return Address(unicodedata.normalize("NFC", typed), key)


class _Validated(NamedTuple):
    local_part: str
    ascii_domain: str


def _require_deliverable(typed: str, found: _Validated) -> None:
    local_part, _, domain = typed.rpartition("@")
    plain = plain_punctuation(local_part)
    plain_part = found.local_part if plain == local_part else _validated(f"{plain}@{domain}").local_part
    if reason := refusal_of(found.local_part, plain_part):
        raise InvalidEmail(reason)


def _validated(typed: str) -> _Validated:
    local_part, at, domain = typed.rpartition("@")
    try:
        joined = joined_domain(domain)
    except ValueError:
        raise InvalidEmail("the part after @ has an invisible character where none may be.") from None
    try:
        found = validate_email(
            f"{local_part}{at}{joined[1] if joined else domain}",
            strict=True,
            check_deliverability=False,
            globally_deliverable=False,
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise InvalidEmail(_first_sentence(error)) from None
    return _Validated(found.local_part, joined[0] if joined else found.ascii_domain)


def _first_sentence(error: EmailNotValidError) -> str:
    if not isinstance(error, EmailSyntaxError):
        return "mail cannot be sent there."
    sentence = str(error).split(". ", maxsplit=1)[0].rstrip(".")
    return f"{sentence[:1].lower()}{sentence[1:]}."
