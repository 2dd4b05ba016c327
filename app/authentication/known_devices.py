"""Browsers that an account's owner has signed in with: strangers' wrong passwords do not keep them out.

A cookie holds a token for each account, at most MOST_ACCOUNTS, signed like the tokens in emails. It opens nothing: the
password is needed all the same, and wrong ones are counted per device. Source: OWASP, "Slow Down Online Guessing
Attacks with Device Cookies".
"""

import hashlib
import time
from uuid import UUID, uuid4

from app.links import NONCE_BYTES, Purpose, Token, is_genuine, make_token, parse_token
from app.settings import get_settings

VALID_DAYS = 365
MOST_ACCOUNTS = 5
SECONDS_A_DAY = 86_400
_SEPARATOR = "~"


def find_device(cookie: str, user_id: UUID, password_hash: str) -> UUID | None:
    """The id under which this browser is known to this account; None: it is not, not any more, or not yet."""
    for text in cookie.split(_SEPARATOR)[:MOST_ACCOUNTS]:
        token = parse_token(text)
        if token is not None and _is_known(token, user_id, password_hash):
            return token.subject_id
    return None


def remember_device(cookie: str, user_id: UUID, password_hash: str) -> str:
    """Returns the cookie with this account in it, newest first. Signing in again renews its time, not its id.

    The signature covers the password's hash: with a new password, no device is known but the one that set it.
    """
    device_id = find_device(cookie, user_id, password_hash) or uuid4()
    new = make_token(
        get_settings().secret_keys, Purpose.KNOWN_DEVICE, device_id, _today(), _nonce(user_id, password_hash)
    )
    others = [
        text
        for text in cookie.split(_SEPARATOR)[:MOST_ACCOUNTS]
        if (token := parse_token(text)) is not None and token.subject_id != device_id
    ]
    return _SEPARATOR.join([new, *others][:MOST_ACCOUNTS])


def _is_known(token: Token, user_id: UUID, password_hash: str) -> bool:
    if _today() - token.generation >= VALID_DAYS:
        return False
    return is_genuine(get_settings().secret_keys, Purpose.KNOWN_DEVICE, token, _nonce(user_id, password_hash))


def _today() -> int:
    """Days since 1970: the generation of a device's token is the day on which it was made."""
    return int(time.time()) // SECONDS_A_DAY


def _nonce(user_id: UUID, password_hash: str) -> bytes:
    return hashlib.blake2b(user_id.bytes + password_hash.encode(), digest_size=NONCE_BYTES).digest()
