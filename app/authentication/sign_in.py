"""Signing in to an organization, changing to another one, and signing out.

Locks are taken in the order membership, user, session, here and wherever sessions are ended.
"""

from dataclasses import dataclass
from uuid import UUID

from app.authentication.account_log import log_session
from app.authentication.caller import Caller
from app.authentication.client import Client
from app.authentication.known_devices import remember_device
from app.authentication.password_check import find_account, require_right_password
from app.database.ids import uuid7
from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.errors import InvalidCredentials, NotFound
from app.users.addresses import find_key
from app.users.sessions import end_session, end_session_of, move_session, start_session


@dataclass(frozen=True)
class SignedIn:
    """`known_devices` is the device cookie from here on."""

    session_token: str
    known_devices: str


async def sign_in(email: str, password: str, client: Client) -> SignedIn:
    """Starts a session in the organization used last, and ends the one that it replaces.

    Raises InvalidCredentials, alike and after the same time for a wrong password and an unknown address;
    RateLimited after too many of either.
    """
    email_key = _sign_in_key(email)
    account = await require_right_password(email_key or email, await find_account(email_key, client), password, client)
    async with transaction():
        organization_id = await value(
            """
            SELECT organization_id FROM memberships WHERE user_id = $1
             ORDER BY organization_id = $2 DESC NULLS LAST, joined_at DESC LIMIT 1 FOR SHARE
            """,
            account.user_id,
            account.last_organization_id,
        )
        await require_password_unchanged(account.user_id, account.password_hash)
        session_token = await open_session(account.user_id, organization_id, client)
    return SignedIn(session_token, remember_device(client.known_devices, account.user_id, account.password_hash))


async def require_password_unchanged(user_id: UUID, password_hash: str) -> None:
    """Raises InvalidCredentials where the password was reset since it was found right.

    It is verified outside of any transaction, as that takes a while; a reset in between ends sessions, and one
    that an old password starts must not outlive it.
    """
    found = await row(
        "SELECT id FROM users WHERE id = $1 AND password_hash = $2 FOR NO KEY UPDATE", user_id, password_hash
    )
    if found is None:
        raise InvalidCredentials


async def open_session(user_id: UUID, organization_id: UUID | None, client: Client) -> str:
    """Starts a session, and remembers its organization as the one used last. Returns the token.

    The session of the cookie that the new one replaces ends: nobody could sign it out any more.
    """
    await _remember(user_id, organization_id)
    if client.replaced_token:
        await end_session_of(client.replaced_token)
    session_id = uuid7()
    token = await start_session(user_id, organization_id, session_id, client.network, client.user_agent)
    await log_session(client.network, user_id, organization_id, session_id)
    return token


async def switch_session(caller: Caller, organization_id: UUID) -> None:
    """Moves the caller's session to an organization, and remembers it as the one used last."""
    await _remember(caller.user_id, organization_id)
    await move_session(caller.session_id, organization_id)


async def switch_organization(caller: Caller, organization_id: UUID) -> None:
    """Goes on in another organization that the caller is a member of. Raises NotFound."""
    async with transaction():
        member = await row(
            "SELECT id FROM memberships WHERE user_id = $1 AND organization_id = $2 FOR SHARE",
            caller.user_id,
            organization_id,
        )
        if member is None:
            raise NotFound("organization", "organizationId")
        await switch_session(caller, organization_id)


async def sign_out(caller: Caller) -> None:
    await end_session(caller.session_id)


async def _remember(user_id: UUID, organization_id: UUID | None) -> None:
    await rows("UPDATE users SET last_organization_id = $2 WHERE id = $1", user_id, organization_id)


def _sign_in_key(email: str) -> str:
    """How an address is looked up; what is no address finds nobody."""
    return find_key(email) or ""
