"""Takes the password of the mail server out of a text, in whatever form a mail server may repeat it."""

import binascii
import re
from base64 import b64decode
from urllib.parse import quote

MASK = "…"
_BASE64_BLOCK = 4

SHORTEST_PART = 6  # characters: shorter ones are words of anybody

_base64 = re.compile(r"[A-Za-z0-9+/_-]{3,}={0,2}")
_words = (re.compile(rf"[A-Za-z0-9+/_-]{{{SHORTEST_PART},}}"), re.compile(rf"\S{{{SHORTEST_PART},}}"))


def masked_secrets(text: str, secrets: tuple[str, ...]) -> str:
    """The text without any of `secrets`: as it is, percent-encoded, in hexadecimal, or inside of base64.

    A run of base64 is masked as a whole where it decodes to something with a secret in it, from whichever of its
    characters the decoding begins: AUTH PLAIN puts user and password into one run (RFC 4616).
    """
    kept = tuple(filter(None, secrets))
    for secret in kept:
        for form in {secret, quote(secret), quote(secret, safe=""), secret.encode().hex()}:
            text = re.sub(re.escape(form), MASK, text, flags=re.IGNORECASE)
    return _base64.sub(lambda run: MASK if _holds(run[0], kept) else run[0], text) if kept else text


def masked_parts(text: str, secrets: tuple[str, ...]) -> str:
    """The text without words that are parts of `secrets`: a server may repeat them cut, or over several lines."""
    for words in _words:
        text = words.sub(lambda word: MASK if any(word[0] in secret for secret in secrets) else word[0], text)
    return text


def _holds(run: str, secrets: tuple[str, ...]) -> bool:
    characters = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    decoded = [_decode(characters[start:]) for start in range(_BASE64_BLOCK)]
    return any(secret.encode() in each for secret in secrets for each in decoded)


def _decode(characters: str) -> bytes:
    """As much of it as makes whole bytes: one character that is left over makes none."""
    if len(characters) % _BASE64_BLOCK == 1:
        characters = characters[:-1]
    try:
        return b64decode(characters + "=" * (-len(characters) % _BASE64_BLOCK))
    except binascii.Error:
        return b""
