"""Whether a password is right, however somebody came to enter it: signing in, or accepting with an account."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from app.audit.account_events import AccountEventKind
from app.authentication.account_log import log_attempt
from app.authentication.client import Client
from app.authentication.known_devices import find_device
from app.database.sql import row
from app.errors import InvalidCredentials, RateLimited
from app.rate_limits.actions import limit_password_attempts
from app.users.passwords import hashing_slots, verify_password

FRESH_RESET_MINUTES = 60


@dataclass(frozen=True)
class Account:
    """`fresh_reset` names a reset of the last FRESH_RESET_MINUTES from the client's network; None: there is none."""

    user_id: UUID
    password_hash: str
    last_organization_id: UUID | None
    fresh_reset: str | None


async def find_account(email_key: str, client: Client) -> Account | None:
    """The account of an address."""
    found = await row(
        """
        SELECT u.id, u.password_hash, u.last_organization_id, r.id AS reset_id
          FROM users u
          LEFT JOIN password_resets r
            ON r.user_id = u.id AND r.last_reset_network = $2 AND r.last_reset_at > now() - make_interval(mins => $3)
         WHERE u.email_key = $1
        """,
        email_key,
        client.network,
        FRESH_RESET_MINUTES,
    )
    if found is None:
        return None
    fresh_reset = f"reset:{found['reset_id']}:{client.network}" if found["reset_id"] else None
    return Account(found["id"], found["password_hash"], found["last_organization_id"], fresh_reset)


async def require_right_password(email_key: str, account: Account | None, password: str, client: Client) -> Account:
    """Returns the account if the password is its own.

    Raises InvalidCredentials, alike and after the same work for a wrong password and an unknown address; RateLimited
    after too many of either, or where too many passwords are being checked.
    """
    async with hashing_slots.slot(client.network):
        result = await _check(email_key, account, password, client)
    if isinstance(result, Account):
        return result
    kind = AccountEventKind.SIGN_IN_LOCKED_OUT if isinstance(result, RateLimited) else AccountEventKind.SIGN_IN_REFUSED
    await log_attempt(kind, email_key, account.user_id if account else None, client.network)
    raise result


async def _check(
    email_key: str, account: Account | None, password: str, client: Client
) -> Account | InvalidCredentials | RateLimited:
    """Returns refusals, so that they are recorded when others have got the slot."""
    counted_as = _counted_as(email_key, account)
    password_hash = account.password_hash if account else None
    try:
        async with limit_password_attempts(counted_as, client.network, _recognize(account, client)):
            return _require(account, is_right=await verify_password(password, password_hash))
    except (InvalidCredentials, RateLimited) as refusal:
        return refusal


def _require(account: Account | None, *, is_right: bool) -> Account:
    if account is None or not is_right:
        raise InvalidCredentials
    return account


def _counted_as(email_key: str, account: Account | None) -> str:
    """Another one with each new password: what was counted before a reset counts no longer."""
    digest = hashlib.sha256(account.password_hash.encode() if account else b"").hexdigest()
    return f"{email_key}:{digest}"


def _recognize(account: Account | None, client: Client) -> str | None:
    """What shows that the account's owner is trying; None: it may be anybody."""
    if account is None:
        return None
    device_id = find_device(client.known_devices, account.user_id, account.password_hash)
    return f"device:{device_id}" if device_id else account.fresh_reset
