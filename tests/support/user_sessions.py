"""Who is signed in where."""

from uuid import UUID

from app.database.sql import rows


async def sessions_of(user_id: UUID) -> list[UUID | None]:
    """The organizations of a user's sessions, oldest session first."""
    found = await rows("SELECT organization_id FROM sessions WHERE user_id = $1 ORDER BY created_at, id", user_id)
    return [each["organization_id"] for each in found]
