"""The address that was probably meant by a cell that is no email address: suggested to people, never assumed."""

import re
import unicodedata

from app.bulk_invites.review.problems import Problem, error
from app.errors import ErrorCode, InvalidEmail, Refusal
from app.users.addresses import MAX_LENGTH, parse_address
from app.users.typography import ascii_form

# Longer cells get no suggestion, in characters.
MAX_CELL_LENGTH = 2 * MAX_LENGTH
_BETWEEN_ADDRESSES = re.compile(r"[\s;,]+")
_IN_BRACKETS = re.compile(r"<([^<>]*)(?:>|\Z)")
_REMARK = re.compile(r"(?:(?<=\s)|\A)\([^()]*\)(?=\s|\Z)")
_LABEL = re.compile(r"\A\W*(?:e-?mail|smtp|sip)\s*:\s*", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[^\W_]\s+[^\W_]")
_SPELLED_AT = re.compile(r"\s*[(\[]\s*at\s*[)\]]\s*|\s+at\s+", re.IGNORECASE)
_DOTS = re.compile(r"[.,]+")
_PUNCTUATION = "'\"`´“”„‘’‚«»‹›()[]{}<>.,;:/\\"  # noqa: RUF001 - quotation marks as programs write them
_SCHEME = "mailto:"
_LIGATURES = frozenset("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06")


def invalid_address(text: str, refusal: Refusal) -> Problem:
    """Returns the error of a cell that `refusal` says is no address, with a suggestion where there is one."""
    addresses = addresses_within(text)
    if len(addresses) > 1:
        sentence = f"These are {len(addresses)} addresses in one cell. Give each of them a line of its own."
        return error(ErrorCode.INVALID_EMAIL, sentence, "email")
    suggestion = addresses[0] if addresses else corrected_address(text)
    if isinstance(refusal, InvalidEmail) and refusal.suggestion:
        return error(refusal.code, refusal.message, "email", refusal.suggestion)
    sentence = f"{refusal.message} Did you mean {suggestion}?" if suggestion else refusal.message
    return error(refusal.code, sentence, "email", suggestion)


def addresses_within(text: str) -> list[str]:
    """Returns the addresses that a cell holds beside other words, as in `Ada Lovelace <ada@example.com>`; each once.

    Without brackets, every word has to be one: of `john smith@example.com`, the second is somebody else's.
    """
    if len(text) > MAX_CELL_LENGTH or "@" not in text:
        return []
    in_brackets = [_stripped(each) for each in _IN_BRACKETS.findall(text)]
    words = in_brackets if any(map(_is_address, in_brackets)) else _words(text)
    return list(dict.fromkeys(words)) if all(map(_is_address, words)) else []


def corrected_address(text: str) -> str | None:
    """Returns the text without what no address can hold: blanks, a second @ or dot, a comma for a dot.

    None where that is no address either, or not the only way to read it: for words with a blank between them before
    the @, and for an address that a blank ends.
    """
    if len(text) > MAX_CELL_LENGTH:
        return None
    if "@" not in text:
        text = _SPELLED_AT.sub("@", text, count=1)
    text = ascii_form("".join(map(_of_usual_width, text)))
    local_part, _, domain = _stripped(text).partition("@")
    first, *others = domain.split() or [""]
    if _BETWEEN_WORDS.search(local_part) or (others and _is_address(f"{local_part}@{first}")):
        return None
    local_part, domain = "".join(local_part.split()), "".join(domain.split())
    address = f"{_DOTS.sub('.', local_part).strip('.')}@{_DOTS.sub('.', domain.lstrip('@')).strip('.')}"
    return address if _is_address(address) else None


def _of_usual_width(character: str) -> str:
    """Full-width letters and ligatures are the usual ones. What a superscript was meant for is unknown."""
    is_another_form = unicodedata.decomposition(character).startswith(("<wide>", "<narrow>")) or character in _LIGATURES
    return unicodedata.normalize("NFKC", character) if is_another_form else character


def _words(text: str) -> list[str]:
    plain = _REMARK.sub(" ", _LABEL.sub("", text))
    return [word for each in _BETWEEN_ADDRESSES.split(plain) if (word := _stripped(each))]


def _stripped(word: str) -> str:
    stripped = word.strip(_PUNCTUATION)
    return stripped[len(_SCHEME) :] if stripped.lower().startswith(_SCHEME) else stripped


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except Refusal:
        return False
    return True
