"""The sessions of a user, as their owner sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.sql import rows

MAX_SESSIONS = 100


@dataclass(frozen=True)
class SessionRow:
    """`network` and `user_agent` are those of the sign-in; None where it was before they were kept."""

    id: UUID
    network: str | None
    user_agent: str | None
    created_at: datetime
    last_used_at: datetime | None


async def list_sessions(user_id: UUID, first_id: UUID) -> list[SessionRow]:
    """The sessions that have not expired, the one with `first_id` first, then the newest; at most MAX_SESSIONS."""
    found = await rows(
        f"{_SELECT} WHERE user_id = $1 AND expires_at > now() ORDER BY id = $2 DESC, created_at DESC, id DESC LIMIT $3",
        user_id,
        first_id,
        MAX_SESSIONS,
    )
    return [SessionRow(**each) for each in found]


async def find_sessions(user_id: UUID, ids: Sequence[UUID]) -> list[SessionRow]:
    """The user's sessions with these ids, in no order; those of others are left out."""
    found = await rows(f"{_SELECT} WHERE user_id = $1 AND expires_at > now() AND id = ANY($2)", user_id, list(ids))
    return [SessionRow(**each) for each in found]


_SELECT = "SELECT id, network, user_agent, created_at, last_used_at FROM sessions"
