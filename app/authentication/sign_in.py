"""Signing in to an organization, changing to another one, and signing out.

Locks are taken in the order membership, user, session, here and wherever sessions are ended.
"""

from uuid import UUID

from app.authentication.caller import Caller
from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.errors import InvalidCredentials, NotFound
from app.rate_limits.actions import limit_password_attempts
from app.users.addresses import find_key
from app.users.passwords import verify_password
from app.users.sessions import end_session, move_session, start_session


async def sign_in(email: str, password: str) -> str:
    """Starts a session in the organization used last. Returns its token.

    Raises InvalidCredentials, alike and after the same time for a wrong password and an unknown address;
    RateLimited after too many of either.
    """
    email_key = _sign_in_key(email)
    user = await row("SELECT id, password_hash, last_organization_id FROM users WHERE email_key = $1", email_key)
    async with limit_password_attempts(email_key or email):
        if not await verify_password(password, user["password_hash"] if user else None) or user is None:
            raise InvalidCredentials
    async with transaction():
        organization_id = await value(
            """
            SELECT organization_id FROM memberships WHERE user_id = $1
             ORDER BY organization_id = $2 DESC NULLS LAST, joined_at DESC LIMIT 1 FOR SHARE
            """,
            user["id"],
            user["last_organization_id"],
        )
        await require_password_unchanged(user["id"], user["password_hash"])
        return await open_session(user["id"], organization_id)


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


async def open_session(user_id: UUID, organization_id: UUID | None) -> str:
    """Starts a session in an organization, and remembers it as the one used last. Returns the token."""
    await _remember(user_id, organization_id)
    return await start_session(user_id, organization_id)


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
