"""Passwords: what is accepted, and their hashes (Argon2id, 19 MiB, 2 passes, 1 lane).

Source: OWASP Password Storage Cheat Sheet; NIST SP 800-63B section 3.1.1 (length, a list of common ones, no
rules of composition, nothing cut off).
"""

import asyncio
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.errors import Refusal, Required, TooLong, WeakPassword
from app.users.hashing_slots import HashingSlots

MIN_LENGTH = 12
MAX_LENGTH = 1024
CONCURRENT_HASHES = 4
WAITING_PER_NETWORK = 500
LONGEST_WAIT_SECONDS = 10.0
FEW_CHARACTERS = 3
# How long an accepted password is, in characters of which the same one counts for at most a few, for 3 and for 4.
STRONG_LENGTH = 16
VERY_STRONG_LENGTH = 20
COUNTED_REPETITIONS = 3
COMMON_PASSWORDS = Path(__file__).with_name("common_passwords.txt")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
hashing_slots = HashingSlots(CONCURRENT_HASHES, WAITING_PER_NETWORK, LONGEST_WAIT_SECONDS)


def check_strength(password: str, *known: str) -> None:
    """Raises Required, TooLong or WeakPassword; `known` are the person's own words, such as name and address."""
    if not password:
        raise Required("password", "a password")
    if len(password) > MAX_LENGTH:
        raise TooLong("password", "A password", MAX_LENGTH)
    if len(password) < MIN_LENGTH:
        raise WeakPassword(f"Use at least {MIN_LENGTH} characters; a few words together are easy to remember.")
    plain = _normalized(password).lower()
    if _is_common(plain):
        raise WeakPassword("This password is one of the first that anybody would try. Choose another.")
    if any(plain == word.strip().lower() for word in known):
        raise WeakPassword("Don't use your own name or address as the password. Choose another.")


@dataclass(frozen=True)
class PasswordVerdict:
    """What `check_strength` says. `message` is its refusal's sentence, None where the password is accepted.

    `strength` is what a meter shows: 0 and 1 are refused, 2 to 4 are accepted.
    """

    message: str | None
    strength: int

    @property
    def is_accepted(self) -> bool:
        return self.message is None


def judge_password(password: str, *known: str) -> PasswordVerdict:
    """Returns what `check_strength` would say about the password while somebody types it."""
    try:
        check_strength(password, *known)
    except Refusal as refusal:
        is_begun = MIN_LENGTH // 2 <= len(password) < MIN_LENGTH
        return PasswordVerdict(refusal.message, 1 if is_begun else 0)
    counts = Counter(_normalized(password).lower())
    length = sum(min(count, COUNTED_REPETITIONS) for count in counts.values())
    return PasswordVerdict(None, 2 + (length >= STRONG_LENGTH) + (length >= VERY_STRONG_LENGTH))


async def hash_password(password: str, network: str = "") -> str:
    """Waits for a hashing slot, as one of those of `network`. Raises RateLimited where that takes too long."""
    async with hashing_slots.slot(network):
        return await asyncio.to_thread(_hasher.hash, _normalized(password))


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Takes the same time for an account that does not exist, which has no hash. Call it in one of `hashing_slots`."""
    return await asyncio.to_thread(_verify, _normalized(password[:MAX_LENGTH]), password_hash)


def _is_common(plain: str) -> bool:
    """In the list, also with digits and signs around it, or of few characters, or counting up or down."""
    common = _common_passwords()
    word = plain.strip("0123456789!?.*#$@_- ")
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return (
        plain in common or word in common or len(set(plain)) <= FEW_CHARACTERS or steps <= {1, -9} or steps <= {-1, 9}
    )


@cache
def _common_passwords() -> frozenset[str]:
    """Reads the list when the first password is chosen: most processes never see one."""
    return frozenset(COMMON_PASSWORDS.read_text(encoding="utf-8").splitlines())


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        _hasher.verify(password_hash or _hash_of_nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("the account does not exist")


def _normalized(password: str) -> str:
    """The same password typed on another keyboard gives the same bytes (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)
