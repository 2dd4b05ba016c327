"""Whether a person is told by email which invitations came back: their own choice, in all organizations."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.database.sql import row, rows, value
from app.database.transaction import transaction


async def wants_bounce_digests(user_id: UUID) -> bool:
    return bool(await value("SELECT wants_bounce_digests FROM users WHERE id = $1", user_id))


async def switch_bounce_digests(user_id: UUID, *, on: bool) -> None:
    """Switches them on or off; what is so already changes nothing, and has no audit entry."""
    async with transaction():
        user = await row("SELECT name, wants_bounce_digests FROM users WHERE id = $1 FOR NO KEY UPDATE", user_id)
        if user is None or user["wants_bounce_digests"] is on:
            return
        await rows("UPDATE users SET wants_bounce_digests = $2 WHERE id = $1", user_id, on)
        author = AuditAuthor(None, user_id, user["name"])
        await record(author, AuditAction.USER_BOUNCE_DIGESTS_CHANGED, user_id, wants_bounce_digests=[not on, on])
