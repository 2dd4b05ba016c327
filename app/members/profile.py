"""What a person changes about their account: the name, which others see, and what they are told by email."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.names import parse_name
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, members_changed
from app.users.bounce_digests import switch_bounce_digests


async def update_profile(user_id: UUID, name: str | None, *, wants_bounce_digests: bool | None) -> None:
    """Changes what is not None, all of it or nothing. Raises Required, TooLong."""
    async with transaction():
        if name is not None:
            await rename_user(user_id, name)
        if wants_bounce_digests is not None:
            await switch_bounce_digests(user_id, on=wants_bounce_digests)


async def rename_user(user_id: UUID, name: str) -> None:
    """Changes a person's name, in all of their organizations; each has it in its own audit.

    What they did or sent before keeps the name of then. The same name again changes nothing. Raises Required, TooLong.
    """
    kept = parse_name(name, "name", "a name")
    async with transaction():
        # Members before users, as signing in locks them.
        memberships = await rows(
            "SELECT id, organization_id FROM memberships WHERE user_id = $1 ORDER BY id FOR SHARE", user_id
        )
        before = await value("SELECT name FROM users WHERE id = $1 FOR NO KEY UPDATE", user_id)
        if kept == before:
            return
        await rows("UPDATE users SET name = $2 WHERE id = $1", user_id, kept)
        await record(AuditAuthor(None, user_id, kept), AuditAction.USER_NAME_CHANGED, user_id, name=[before, kept])
        for each in memberships:
            author = AuditAuthor(each["organization_id"], user_id, kept)
            await record(author, AuditAction.MEMBER_NAME_CHANGED, each["id"], name=[before, kept])
            publish_after_commit(members_changed(each["organization_id"], ChangeKind.UPDATED, each["id"]))
