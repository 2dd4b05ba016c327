"""Signed return paths: the envelope sender of each email names its delivery, so that a bounce says which one it is.

Variable envelope return paths, `bounces+<token>@example.com` for an email that is sent with MAIL FROM of that address
(RFC 5321, sections 3.3 and 4.4). The token is base32 in lower case, as mail servers may change the letter case of a
local part: 16 bytes of the delivery's id and 10 of HMAC-SHA256, which are as many as RFC 2104, section 5, asks for.
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.settings import SecretKey

ID_BYTES = 16
MAC_BYTES = 10
TOKEN_LENGTH = 42
_PURPOSE = b"return_path"


@dataclass(frozen=True)
class ReturnPaths:
    """The signed return paths of `bounce_address`; with None there are none."""

    keys: Sequence[SecretKey]
    bounce_address: str | None

    def has(self, address: str) -> bool:
        """Whether the address has the form of one, whoever signed it."""
        return self.bounce_address is not None and token_of(self.bounce_address, address) is not None

    def delivery_of(self, address: str | None) -> UUID | None:
        """Returns the id of the delivery that was sent from this address, if one of our keys signed it."""
        if address is None or self.bounce_address is None:
            return None
        token = token_of(self.bounce_address, address)
        return None if token is None else verify_token(self.keys, token)


def make_return_path(keys: Sequence[SecretKey], bounce_address: str, delivery_id: UUID) -> str:
    """Signs with the first key."""
    name, _, domain = bounce_address.rpartition("@")
    token = base64.b32encode(delivery_id.bytes + _mac(keys[0], delivery_id)).decode().rstrip("=").lower()
    return f"{name}+{token}@{domain}"


def token_of(bounce_address: str, address: str) -> str | None:
    """Returns the token of a return path of ours, not verified yet; None where the address is none."""
    name, _, domain = bounce_address.lower().rpartition("@")
    local_part, _, found_domain = address.strip().strip("<>").lower().rpartition("@")
    if found_domain != domain or not local_part.startswith(f"{name}+"):
        return None
    return local_part.removeprefix(f"{name}+")


def verify_token(keys: Sequence[SecretKey], token: str) -> UUID | None:
    """Returns the id of the delivery whose return path one of our keys signed; None where the token is forged."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        data = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except binascii.Error:
        return None
    delivery_id = UUID(bytes=data[:ID_BYTES])
    is_genuine = any(hmac.compare_digest(data[ID_BYTES:], _mac(key, delivery_id)) for key in keys)
    return delivery_id if is_genuine else None


def _mac(key: SecretKey, delivery_id: UUID) -> bytes:
    return hmac.digest(key.secret_bytes, _PURPOSE + b"\0" + delivery_id.bytes, "sha256")[:MAC_BYTES]
