"""The tokens in the links of emails: made from a row when they are needed, and never stored.

A token is `v1.<key id>.<id>.<generation>.<mac>`. The mac is HMAC-SHA256 (RFC 2104) over purpose, id, generation
and the row's random nonce, so that neither a key nor a copy of the row alone is enough to make a link, and no
link is valid for anything but its purpose.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.settings import SecretKey

NONCE_BYTES = 16
TOKEN_PREFIX = "v1."  # noqa: S105 - no secret
_FORM = re.compile(r"v1\.([A-Za-z0-9_-]{1,16})\.([A-Za-z0-9_-]{22})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})")

# Also one that was cut off: what is missing might be guessed.
_IN_TEXT = re.compile(r"v1\.[A-Za-z0-9_-]{1,16}\.[A-Za-z0-9_-]{22}\.[0-9]{1,9}\.[A-Za-z0-9_-]*")


class Purpose(StrEnum):
    """What a link is for. The values are signed: changed, every link that is out stops working."""

    INVITATION = "invitation"
    COPIED_INVITATION = "copied_invitation"
    UNSUBSCRIBE = "unsubscribe"
    BOUNCE_DIGESTS = "bounce_digests"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the purpose's name
    KNOWN_DEVICE = "known_device"


@dataclass(frozen=True)
class Token:
    """A well-formed token, not verified yet."""

    key_id: str
    subject_id: UUID
    generation: int
    mac: bytes


def make_token(keys: Sequence[SecretKey], purpose: Purpose, subject_id: UUID, generation: int, nonce: bytes) -> str:
    """Signs with the first key."""
    mac = _mac(keys[0], purpose, subject_id, generation, nonce)
    return f"{TOKEN_PREFIX}{keys[0].id}.{_text(subject_id.bytes)}.{generation}.{_text(mac)}"


def without_tokens(text: str) -> str:
    """The text of somebody else, who may quote an email of ours, with an ellipsis for each token."""
    return _IN_TEXT.sub("…", text)


def parse_token(text: str) -> Token | None:
    """Reads a token; None where the text has not the form of one."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    key_id, subject_id, generation, mac = found.groups()
    try:
        return Token(key_id, UUID(bytes=_bytes(subject_id)), int(generation), _bytes(mac))
    except (binascii.Error, ValueError):
        return None


def is_genuine(keys: Sequence[SecretKey], purpose: Purpose, token: Token, nonce: bytes) -> bool:
    """Was this token signed by one of our keys, for this purpose and the row that holds `nonce`?"""
    key = next((key for key in keys if key.id == token.key_id), None)
    if key is None:
        return False
    return hmac.compare_digest(token.mac, _mac(key, purpose, token.subject_id, token.generation, nonce))


def _mac(key: SecretKey, purpose: Purpose, subject_id: UUID, generation: int, nonce: bytes) -> bytes:
    message = b"\0".join((purpose.encode(), subject_id.bytes, str(generation).encode(), nonce))
    return hmac.digest(key.secret_bytes, message, "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(data) != text:
        raise ValueError("not the shortest form")
    return data
