"""Session tokens: 256 random bits for the client, of which only the hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

from app.database.expired_rows import delete_some
from app.database.ids import uuid7
from app.database.sql import Row, rows
from app.database.transaction import transaction
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import sessions_changed
from app.settings import get_settings
from app.users.user_agents import clean_user_agent

PREFIX = "ses_"


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def start_session(
    user_id: UUID,
    organization_id: UUID | None,
    session_id: UUID | None = None,
    network: str | None = None,
    user_agent: str = "",
) -> str:
    """Starts a session. Returns its token, which is stored nowhere.

    `network` and `user_agent` are of the request, for the owner to recognise it by.
    """
    token = PREFIX + secrets.token_urlsafe(32)
    await rows(
        """
        INSERT INTO sessions (id, token_hash, user_id, organization_id, network, user_agent, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))
        """,
        session_id or uuid7(),
        hash_token(token),
        user_id,
        organization_id,
        network,
        clean_user_agent(user_agent),
        get_settings().session_ttl_days,
    )
    return token


async def move_session(session_id: UUID, organization_id: UUID | None) -> None:
    """Goes on with a session in another organization, or in none. What it listens to in this one ends."""
    async with transaction():
        moved = await rows(
            "UPDATE sessions SET organization_id = $2 WHERE id = $1 RETURNING user_id", session_id, organization_id
        )
        _publish(moved)


async def end_session(session_id: UUID) -> None:
    await _end("id = $1", session_id)


async def end_session_of(token: str) -> None:
    await _end("token_hash = $1", hash_token(token))


async def end_own_session(user_id: UUID, session_id: UUID) -> bool:
    """Ends a session if it is one of this user. Returns whether it was."""
    return await _end("id = $1 AND user_id = $2", session_id, user_id)


async def end_sessions_of_users_in(user_ids: Sequence[UUID], organization_id: UUID) -> None:
    """Signs users out of one organization, everywhere."""
    await _end("user_id = ANY($1) AND organization_id = $2", list(user_ids), organization_id)


async def end_other_sessions(user_id: UUID, kept_session_id: UUID | None) -> bool:
    """Signs a user out everywhere but in one session, if any. Returns whether there were others."""
    return await _end("user_id = $1 AND id IS DISTINCT FROM $2::uuid", user_id, kept_session_id)


async def end_expired_sessions() -> bool:
    """Deletes some sessions that have expired. Returns whether there may be more."""
    return await delete_some("sessions", "expires_at <= now()")


async def _end(condition: str, *parameters: object) -> bool:
    """Ends sessions, and what they listen to as soon as this is committed. Returns whether there were any."""
    async with transaction():
        ended = await rows(f"DELETE FROM sessions WHERE {condition} RETURNING user_id", *parameters)
        _publish(ended)
    return bool(ended)


def _publish(changed: Sequence[Row]) -> None:
    publish_after_commit(*{sessions_changed(each["user_id"]) for each in changed})
