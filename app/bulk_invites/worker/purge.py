"""Deletes files and rows of old bulk invites; their counts stay."""

from app.bulk_invites.lifecycle import IN_PROGRESS_SQL
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed

KEPT_DAYS = 30


async def purge_next() -> bool:
    """Deletes the file and the rows of one bulk invite that is older than KEPT_DAYS, and cancels it if it is READY.

    Its invitations stay. Returns False where there is none to purge.
    """
    async with transaction():
        found = await row(
            f"""
            SELECT id FROM bulk_invites
             WHERE purged_at IS NULL AND created_at < now() - make_interval(days => $1)
               AND NOT ({IN_PROGRESS_SQL})
             ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
            KEPT_DAYS,
        )
        if found is None:
            return False
        await rows("DELETE FROM bulk_invite_rows WHERE bulk_invite_id = $1", found["id"])
        await rows("DELETE FROM bulk_invite_pieces WHERE bulk_invite_id = $1", found["id"])
        await rows(
            """
            UPDATE bulk_invites SET purged_at = now(), finished_at = coalesce(finished_at, now()),
                   status = CASE WHEN status = 'ready' THEN 'canceled' ELSE status END
             WHERE id = $1
            """,
            found["id"],
        )
        publish_after_commit(bulk_invite_changed(found["id"]))
    return True
