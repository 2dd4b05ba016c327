"""Deletes files and rows of old bulk invites; their counts stay."""

import logging
from uuid import UUID

from app.bulk_invites import uploaded_file
from app.bulk_invites.lifecycle import IN_PROGRESS_SQL
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.postponed import Postponed
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed

logger = logging.getLogger(__name__)
KEPT_DAYS = 30
postponed = Postponed[UUID]()


async def purge_next() -> bool:
    """Deletes file and rows of one bulk invite that is older than KEPT_DAYS, and cancels it if it is READY or MAPPING.

    Its invitations stay. One that cannot be purged is postponed. Returns False where there is none to purge.
    """
    bulk_invite_id = None
    try:
        async with transaction():
            bulk_invite_id = await _lock_oldest()
            if bulk_invite_id is None:
                return False
            await _purge(bulk_invite_id)
    except Exception:
        if bulk_invite_id is None or not postponed.add(bulk_invite_id):
            raise
        logger.exception("bulk_invite_not_purged", extra={"bulk_invite_id": str(bulk_invite_id)})
    return True


async def _lock_oldest() -> UUID | None:
    found: UUID | None = await value(
        f"""
        SELECT id FROM bulk_invites
         WHERE purged_at IS NULL AND created_at < now() - make_interval(days => $1)
           AND NOT ({IN_PROGRESS_SQL}) AND id <> ALL($2)
         ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """,
        KEPT_DAYS,
        postponed.items,
    )
    return found


async def _purge(bulk_invite_id: UUID) -> None:
    await rows("DELETE FROM bulk_invite_rows WHERE bulk_invite_id = $1", bulk_invite_id)
    await uploaded_file.delete(bulk_invite_id)
    await rows(
        """
        UPDATE bulk_invites SET purged_at = now(), finished_at = coalesce(finished_at, now()), edit = NULL,
               columns = NULL, mapping = NULL, hidden_lines = NULL,
               status = CASE WHEN status = 'ready' THEN 'canceled' ELSE status END
         WHERE id = $1
        """,
        bulk_invite_id,
    )
    publish_after_commit(bulk_invite_changed(bulk_invite_id))
