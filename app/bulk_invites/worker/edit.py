"""Finishes an edit of more rows than one request can do, chunk by chunk. The next worker goes on after the last one."""

from app.bulk_invites.chunks import CHUNK_ROWS
from app.bulk_invites.lifecycle import status_of
from app.bulk_invites.mass_edit_actions import edit_chunk
from app.bulk_invites.mass_edits import read_edit
from app.bulk_invites.worker.leases import Lease, renew_lease
from app.bulk_invites.worker.stopping import Stopping
from app.database.sql import Row, rows
from app.database.transaction import transaction
from app.members.queries import lock_member_actor
from app.organizations.roles import may_manage_anybody
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed


async def edit(lease: Lease, stopping: Stopping, chunk_rows: int = CHUNK_ROWS) -> None:
    """Works until the bulk invite is READY again, or `stopping` is set. Raises LeaseLost.

    By the rights that the member has now; without any, the other rows stay as they are.
    """
    while not stopping.is_set():
        async with transaction():
            bulk_invite = await renew_lease(lease)
            next_line = await _edit_chunk(bulk_invite, chunk_rows)
            if next_line is None:
                await _end(bulk_invite)
            else:
                await rows(
                    "UPDATE bulk_invites SET cursor_line = $2, attempts = 0 WHERE id = $1",
                    lease.bulk_invite_id,
                    next_line,
                )
            publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
        if next_line is None:
            return


async def _edit_chunk(bulk_invite: Row, chunk_rows: int) -> int | None:
    if not status_of(bulk_invite).is_in_progress or bulk_invite["edit"] is None:
        return None
    actor = await lock_member_actor(bulk_invite["organization_id"], bulk_invite["edited_by_user_id"])
    if actor is None or not may_manage_anybody(actor.role):
        return None
    remaining = bulk_invite["total_rows"] - bulk_invite["processed_rows"]
    edit_of_all = read_edit(bulk_invite["edit"])
    return await edit_chunk(actor, bulk_invite, edit_of_all, bulk_invite["cursor_line"], remaining, chunk_rows)


async def _end(bulk_invite: Row) -> None:
    """What the release before has sent or canceled meanwhile stays so."""
    await rows(
        """
        UPDATE bulk_invites SET edit = NULL, edited_by_user_id = NULL,
               cursor_line = CASE WHEN status = 'ready' THEN 0 ELSE cursor_line END,
               processed_rows = CASE WHEN status = 'ready' THEN total_rows ELSE processed_rows END,
               phase_started_at = CASE WHEN status = 'ready' THEN NULL ELSE phase_started_at END
         WHERE id = $1
        """,
        bulk_invite["id"],
    )
