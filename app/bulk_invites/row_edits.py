"""Edits and removes single rows of a bulk invite under review."""

from collections.abc import Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.actions import lock_bulk_invite
from app.bulk_invites.csv.cells import clean_text
from app.bulk_invites.csv.errors import MAX_LINE
from app.bulk_invites.csv.reader import Row as FileRow
from app.bulk_invites.lifecycle import require_ready, status_of
from app.bulk_invites.row_rewrites import COLUMNS, Rewrite, rewrite_rows
from app.database.sql import Row, row
from app.database.transaction import transaction
from app.errors import NotFound, TooLong
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed


async def update_row(actor: Actor, row_id: UUID, email: str, role: str, groups: Sequence[str]) -> UUID:
    """Replaces a row's text and returns the bulk invite's id. Text that is no valid row makes problems, not a refusal.

    Raises TooLong, NotFound, NotPermitted, NotReady.
    """
    if sum(map(len, (email, role, *groups))) > MAX_LINE:
        raise TooLong("email", "A row", MAX_LINE)
    async with transaction():
        actor, bulk_invite, found = await _lock_row(actor, row_id)
        names = tuple(filter(None, map(clean_text, groups)))
        edited = FileRow(found["line"], clean_text(email), clean_text(role), names, False, ())
        await rewrite_rows(actor, bulk_invite, [Rewrite(found, edited, is_typed=True)])
        bulk_invite_id: UUID = bulk_invite["id"]
        await record(actor, AuditAction.BULK_INVITE_ROW_UPDATED, bulk_invite_id, line=found["line"])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return bulk_invite_id


async def remove_row(actor: Actor, row_id: UUID) -> UUID:
    """Deletes a row and returns the bulk invite's id. Raises NotFound, NotPermitted, NotReady."""
    async with transaction():
        actor, bulk_invite, found = await _lock_row(actor, row_id)
        await rewrite_rows(actor, bulk_invite, [], [found])
        bulk_invite_id: UUID = bulk_invite["id"]
        await record(actor, AuditAction.BULK_INVITE_ROW_REMOVED, bulk_invite_id, line=found["line"])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return bulk_invite_id


async def _lock_row(actor: Actor, row_id: UUID) -> tuple[Actor, Row, Row]:
    """Locks the row's bulk invite, without which no row changes. Returns the actor as of now, it, and the row."""
    actor = await lock_actor(actor)
    actor.require_manager()
    stored = await row("SELECT bulk_invite_id FROM bulk_invite_rows WHERE id = $1", row_id)
    if stored is None:
        raise NotFound("row", "rowId")
    try:
        bulk_invite = await lock_bulk_invite(actor, stored["bulk_invite_id"])
    except NotFound:
        raise NotFound("row", "rowId") from None
    require_ready(status_of(bulk_invite))
    found = await row(f"SELECT {COLUMNS} FROM bulk_invite_rows r WHERE r.id = $1", row_id)
    if found is None:
        raise NotFound("row", "rowId")
    return actor, bulk_invite, found
