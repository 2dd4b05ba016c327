"""The address that was probably meant by a cell that is no email address: suggested to people, never assumed."""

import re
import unicodedata

from app.bulk_invites.review.problems import Problem, error
from app.errors import ErrorCode, Refusal
from app.users.addresses import MAX_LENGTH, parse_address

# Longer cells get no suggestion, in characters.
MAX_CELL_LENGTH = 2 * MAX_LENGTH
_BETWEEN_ADDRESSES = re.compile(r"[\s;,<>]+")
_SPELLED_AT = re.compile(r"\s*[(\[]\s*at\s*[)\]]\s*|\s+at\s+", re.IGNORECASE)
_DOTS = re.compile(r"[.,]+")
_PUNCTUATION = "'\"`´“”„‘’‚«»‹›()[]{}.,;:/\\"  # noqa: RUF001 - quotation marks as programs write them
_SCHEME = "mailto:"


def invalid_address(text: str, refusal: Refusal) -> Problem:
    """Returns the error of a cell that `refusal` says is no address, with a suggestion where there is one."""
    addresses = addresses_within(text)
    if len(addresses) > 1:
        sentence = f"This cell holds {len(addresses)} addresses: give each a line of its own."
        return error(ErrorCode.INVALID_EMAIL, sentence, "email")
    suggestion = addresses[0] if addresses else corrected_address(text)
    sentence = f"{refusal.message} Do you mean {suggestion}?" if suggestion else refusal.message
    return error(refusal.code, sentence, "email", suggestion)


def addresses_within(text: str) -> list[str]:
    """Returns the addresses that a cell holds beside other words, as in `Ada Lovelace <ada@example.com>`; each once."""
    if len(text) > MAX_CELL_LENGTH or "@" not in text:
        return []
    words = map(_stripped, _BETWEEN_ADDRESSES.split(text))
    return list(dict.fromkeys(word for word in words if _is_address(word)))


def corrected_address(text: str) -> str | None:
    """Returns the text without what no address can hold: blanks, a second @ or dot, a comma for a dot.

    None where that is no address either.
    """
    if len(text) > MAX_CELL_LENGTH:
        return None
    if "@" not in text:
        text = _SPELLED_AT.sub("@", text, count=1)
    visible = filter(_is_visible, unicodedata.normalize("NFKC", text))
    local_part, _, domain = _stripped("".join(visible)).partition("@")
    address = f"{_DOTS.sub('.', local_part).strip('.')}@{_DOTS.sub('.', domain.lstrip('@')).strip('.')}"
    return address if _is_address(address) else None


def _stripped(word: str) -> str:
    stripped = word.strip(_PUNCTUATION)
    return stripped[len(_SCHEME) :] if stripped.lower().startswith(_SCHEME) else stripped


def _is_visible(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except Refusal:
        return False
    return True
