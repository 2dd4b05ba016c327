"""Who is signed in where."""

from uuid import UUID

from app.authentication.caller import find_caller
from app.database.sql import rows
from app.users.sessions import end_session


async def sessions_of(user_id: UUID) -> list[UUID | None]:
    """The organizations of a user's sessions, oldest session first."""
    found = await rows("SELECT organization_id FROM sessions WHERE user_id = $1 ORDER BY created_at, id", user_id)
    return [each["organization_id"] for each in found]


async def sign_out(token: str) -> None:
    caller = await find_caller(token)
    assert caller
    await end_session(caller.session_id)
