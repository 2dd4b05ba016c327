"""The keys of SECRET_KEYS, which sign the links in emails."""

import base64
import binascii

from pydantic import BaseModel, Field, SecretStr

DEVELOPMENT_KEY = "dev:ZGV2ZWxvcG1lbnQta2V5LW9ubHktZm9yLWxvY2FsLXVzZSE"
MINIMUM_KEY_BYTES = 32


class SecretKey(BaseModel):
    """One key of SECRET_KEYS: its public id, written into tokens, and its secret bytes."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,16}$")
    secret: SecretStr

    @property
    def secret_bytes(self) -> bytes:
        return decode_key(self.secret.get_secret_value())


def decode_key(text: str) -> bytes:
    """Decodes URL-safe or plain base64, padding optional. Raises ValueError."""
    try:
        return base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("a key is not base64") from error


def parse_keys(text: str) -> tuple[SecretKey, ...]:
    """Reads `id:base64[,id:base64…]`. Raises ValueError with a sentence that never repeats a key."""
    keys: list[SecretKey] = []
    for number, part in enumerate(text.split(","), start=1):
        key_id, colon, secret = part.strip().partition(":")
        if not colon:
            raise ValueError(f"key {number} has no id: write id:key")
        if len(decode_key(secret)) < MINIMUM_KEY_BYTES:
            raise ValueError(f"key {number} is shorter than {MINIMUM_KEY_BYTES} bytes")
        keys.append(SecretKey(id=key_id, secret=SecretStr(secret)))
    if len({key.id for key in keys}) < len(keys):
        raise ValueError("two keys share an id")
    return tuple(keys)
