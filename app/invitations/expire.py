"""Pending invitations whose time limit has passed become expired."""

import logging
from collections.abc import Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.database.connection import CONNECTION_ERRORS
from app.database.sql import Row, rows
from app.database.transaction import transaction
from app.deliveries.actions import cancel_waiting
from app.invitations.email_queue import EMAIL_KIND
from app.postponed import Postponed
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed

logger = logging.getLogger(__name__)
BATCH_SIZE = 1_000
postponed = Postponed[UUID]()


async def expire_lapsed() -> int:
    """Expires pending invitations whose time limit has passed, at most BATCH_SIZE. Returns how many.

    One that cannot be expired is postponed.
    """
    lapsed = await rows(
        f"""
        SELECT id FROM invitations WHERE status = 'pending' AND expires_at <= now() AND id <> ALL($1)
         ORDER BY expires_at LIMIT {BATCH_SIZE}
        """,
        postponed.items,
    )
    return await _expire_these([each["id"] for each in lapsed]) if lapsed else 0


async def _expire_these(ids: Sequence[UUID]) -> int:
    """Where some of them cannot be expired, the others are: halves of what fails are tried by themselves."""
    try:
        return await _expire_together(ids)
    except CONNECTION_ERRORS:
        raise
    except Exception:
        if len(ids) == 1:
            if not postponed.add(ids[0]):
                raise
            logger.exception("invitation_not_expired", extra={"invitation_id": str(ids[0])})
            return 0
    middle = len(ids) // 2
    return await _expire_these(ids[:middle]) + await _expire_these(ids[middle:])


async def _expire_together(ids: Sequence[UUID]) -> int:
    async with transaction():
        lapsed = await _expire("id = ANY($1) AND expires_at <= now()", (ids,))
        publish_after_commit(
            *(invitations_changed(each["organization_id"], ChangeKind.UPDATED, each["id"]) for each in lapsed)
        )
    return len(lapsed)


async def expire_lapsed_of(organization_id: UUID, email_keys: Sequence[str]) -> None:
    """Expires the lapsed invitations of these addresses, which makes room for new ones."""
    await _expire(
        "organization_id = $1 AND email_key = ANY($2) AND expires_at <= now()", (organization_id, list(email_keys))
    )


async def _expire(condition: str, parameters: tuple[object, ...]) -> list[Row]:
    lapsed = await rows(
        f"""
        WITH lapsed AS (SELECT id FROM invitations WHERE status = 'pending' AND {condition} FOR UPDATE SKIP LOCKED),
        expired AS (
            UPDATE invitations i SET status = 'expired' FROM lapsed WHERE i.id = lapsed.id
            RETURNING i.id, i.organization_id, i.email, i.group_ids
        ), audited AS (
            INSERT INTO audit_entries (id, organization_id, actor_name, action, subject_type, subject_id, changes,
                                       subject_name, subject_email, groups)
            SELECT uuidv7(), e.organization_id, 'time limit', '{AuditAction.INVITATION_EXPIRED}', 'invitation', e.id,
                   '{{"status": ["pending", "expired"]}}', e.email, e.email,
                   coalesce((SELECT jsonb_object_agg(g.id, g.name) FROM groups g
                              WHERE g.organization_id = e.organization_id AND g.id = ANY(e.group_ids)), '{{}}')
              FROM expired e
        )
        SELECT id, organization_id FROM expired
        """,
        *parameters,
    )
    if lapsed:
        await cancel_waiting(EMAIL_KIND, [each["id"] for each in lapsed])
    return lapsed
