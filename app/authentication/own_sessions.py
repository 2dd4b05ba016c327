"""Ending sessions of one's own account: another device, or all but this one."""

from uuid import UUID

from app.authentication.account_log import log_session_end
from app.authentication.caller import Caller
from app.database.transaction import transaction
from app.errors import NotFound
from app.users.sessions import end_other_sessions, end_own_session


async def end_one(caller: Caller, session_id: UUID, network: str) -> None:
    """Ends one of the caller's sessions, this one included. Raises NotFound, for another person's, too."""
    async with transaction():
        if not await end_own_session(caller.user_id, session_id):
            raise NotFound("session", "sessionId")
        await log_session_end(network, caller.user_id, session_id)


async def end_everywhere_else(caller: Caller, network: str) -> None:
    """Ends all of the caller's sessions but this one."""
    async with transaction():
        if await end_other_sessions(caller.user_id, caller.session_id):
            await log_session_end(network, caller.user_id, None)
