"""Email addresses: which are accepted, and when two are the same.

No name server is asked. International addresses (RFC 6531), plus tags and apostrophes are accepted; quoted
local parts and bare host names are not, because no mail provider gives them out.
"""

import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from app.errors import InvalidEmail, Required, TooLong

MAX_LENGTH = 254


@dataclass(frozen=True)
class Address:
    """`typed` is shown and written to; `key` is equal for two spellings of one address."""

    typed: str
    key: str


def parse_address(text: str) -> Address:
    """Reads an address as a person typed it. Raises Required, TooLong or InvalidEmail."""
    typed = text.strip()
    if not typed:
        raise Required("email", "an email address")
    if len(typed) > MAX_LENGTH:
        raise TooLong("email", "An email address", MAX_LENGTH)
    try:
        found = validate_email(
            typed, strict=True, check_deliverability=False, globally_deliverable=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise InvalidEmail(_first_sentence(error)) from None
    if "." not in found.ascii_domain:
        raise InvalidEmail("the part after @ has no dot.")
    if found.ascii_domain.rpartition(".")[2].isdigit():
        raise InvalidEmail("the part after @ ends in a number, not in a name such as com.")
    key = f"{found.local_part.lower()}@{found.ascii_domain.lower()}"
    if len(key) > MAX_LENGTH or len(typed.encode()) > MAX_LENGTH:
        raise TooLong("email", "An email address", MAX_LENGTH)
    if _changes_beyond_case(found.local_part):
        raise InvalidEmail("it has characters that look like others.")
    return Address(unicodedata.normalize("NFC", typed), key)


def masked(email: str) -> str:
    """An address for somebody who may not know it: `j…@example.com`."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _changes_beyond_case(local_part: str) -> bool:
    lowered = unicodedata.normalize("NFC", local_part).lower()
    return unicodedata.normalize("NFKC", lowered) != lowered or lowered.casefold() != lowered


def _first_sentence(error: EmailNotValidError) -> str:
    if not isinstance(error, EmailSyntaxError):
        return "mail cannot be sent there."
    sentence = str(error).split(". ", maxsplit=1)[0].rstrip(".")
    return f"{sentence[:1].lower()}{sentence[1:]}."
