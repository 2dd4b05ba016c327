"""Session tokens: 256 random bits for the client, of which only the hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

from app.database.expired_rows import delete_some
from app.database.ids import uuid7
from app.database.sql import rows
from app.settings import get_settings

PREFIX = "ses_"


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def start_session(user_id: UUID, organization_id: UUID | None, session_id: UUID | None = None) -> str:
    """Starts a session. Returns its token, which is stored nowhere."""
    token = PREFIX + secrets.token_urlsafe(32)
    await rows(
        """
        INSERT INTO sessions (id, token_hash, user_id, organization_id, expires_at)
        VALUES ($1, $2, $3, $4, now() + make_interval(days => $5))
        """,
        session_id or uuid7(),
        hash_token(token),
        user_id,
        organization_id,
        get_settings().session_ttl_days,
    )
    return token


async def move_session(session_id: UUID, organization_id: UUID) -> None:
    await rows("UPDATE sessions SET organization_id = $2 WHERE id = $1", session_id, organization_id)


async def end_session(session_id: UUID) -> None:
    await rows("DELETE FROM sessions WHERE id = $1", session_id)


async def end_session_of(token: str) -> None:
    await rows("DELETE FROM sessions WHERE token_hash = $1", hash_token(token))


async def end_sessions_of_users_in(user_ids: Sequence[UUID], organization_id: UUID) -> None:
    """Signs users out of one organization, everywhere."""
    await rows("DELETE FROM sessions WHERE user_id = ANY($1) AND organization_id = $2", list(user_ids), organization_id)


async def end_other_sessions(user_id: UUID, kept_session_id: UUID | None) -> None:
    """Signs a user out everywhere but in one session, if any."""
    await rows("DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2::uuid", user_id, kept_session_id)


async def end_expired_sessions() -> bool:
    """Deletes some sessions that have expired. Returns whether there may be more."""
    return await delete_some("sessions", "expires_at <= now()")
