"""What was probably meant by a cell that is no email address: suggested to people, never assumed."""

import re
import unicodedata

from app.errors import Refusal
from app.users.addresses import MAX_LENGTH, parse_address

LONGEST = 2 * MAX_LENGTH
_BETWEEN_ADDRESSES = re.compile(r"[\s;,<>]+")
_WRITTEN_AT = re.compile(r"\s*[(\[]\s*at\s*[)\]]\s*|\s+at\s+", re.IGNORECASE)
_DOTS = re.compile(r"[.,]+")
_AROUND = "'\"`´“”„‘’‚«»‹›()[]{}.,;:/\\"  # noqa: RUF001 - quotation marks as programs write them
_SCHEME = "mailto:"


def addresses_within(text: str) -> list[str]:
    """The addresses that a cell holds beside other words, as in `Ada Lovelace <ada@example.com>`; each once."""
    if len(text) > LONGEST or "@" not in text:
        return []
    words = map(_bare, _BETWEEN_ADDRESSES.split(text))
    return list(dict.fromkeys(word for word in words if _is_address(word)))


def repaired(text: str) -> str | None:
    """The address that comes of taking out what cannot be in one: blanks, a second @ or dot, a comma for a dot."""
    if len(text) > LONGEST:
        return None
    if "@" not in text:
        text = _WRITTEN_AT.sub("@", text, count=1)
    visible = filter(_can_be_written, unicodedata.normalize("NFKC", text))
    local_part, _, domain = _bare("".join(visible)).partition("@")
    address = f"{_DOTS.sub('.', local_part).strip('.')}@{_DOTS.sub('.', domain.lstrip('@')).strip('.')}"
    return address if _is_address(address) else None


def _bare(word: str) -> str:
    bare = word.strip(_AROUND)
    return bare[len(_SCHEME) :] if bare.lower().startswith(_SCHEME) else bare


def _can_be_written(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except Refusal:
        return False
    return True
