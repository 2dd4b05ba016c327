"""Tells inviters by email which of their invitations came back: one digest a day at most, in each organization.

Bounces come in crowds, so that the first one waits GATHER for others. Whoever does not want to be told, has left, or
has an address that nobody confirmed is told of none of them, also later: there is nobody to tell any more.
"""

import logging
import os
from datetime import timedelta
from uuid import UUID

from app.database.connection import CONNECTION_ERRORS
from app.database.expired_rows import delete_some
from app.database.ids import uuid7
from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.deliveries.actions import queue_delivery
from app.invitations.bounce_digest_data import CURRENT_BOUNCES
from app.jobs import SEND_EMAILS
from app.links import NONCE_BYTES
from app.postponed import Postponed
from app.pubsub.after_commit import wake_after_commit
from app.settings import get_settings
from app.users.addresses import domain_of

EMAIL_KIND = "bounce_digest"
GATHER = timedelta(minutes=30)
INTERVAL = timedelta(hours=24)
KEPT_DAYS = 90
MOST_AT_ONCE = 100
ROWS_AT_ONCE = 10_000

logger = logging.getLogger(__name__)
postponed = Postponed[tuple[UUID, UUID]]()
_UNTOLD = "digest_id IS NULL AND inviter_id IS NOT NULL"


async def queue_due_digests() -> int:
    """Takes up what is due of up to MOST_AT_ONCE inviters. Returns how many: while there are any, there may be more.

    Several workers may do so at once. Whoever cannot be told for a fault is postponed.
    """
    due = await _find_due()
    taken_up = [await _try_to_take_up(each["inviter_id"], each["organization_id"]) for each in due]
    return sum(taken_up)


async def forget_old_digests() -> bool:
    """Deletes some digests older than KEPT_DAYS; their links end. Returns whether there may be more."""
    return await delete_some("bounce_digests", "created_at < now() - make_interval(days => $1)", KEPT_DAYS)


async def _find_due() -> list[dict[str, UUID]]:
    """Goes from one inviter to the next through the index of what is untold, however many bounces each has."""
    apart = postponed.items
    return await rows(
        f"""
        WITH RECURSIVE oldest AS (
            (SELECT inviter_id, organization_id, recorded_at FROM delivery_bounces WHERE {_UNTOLD}
              ORDER BY inviter_id, organization_id, recorded_at LIMIT 1)
            UNION ALL
            SELECT following.inviter_id, following.organization_id, following.recorded_at
              FROM oldest CROSS JOIN LATERAL (
                  SELECT inviter_id, organization_id, recorded_at FROM delivery_bounces
                   WHERE {_UNTOLD} AND (inviter_id, organization_id) > (oldest.inviter_id, oldest.organization_id)
                   ORDER BY inviter_id, organization_id, recorded_at LIMIT 1) AS following
        )
        SELECT inviter_id, organization_id FROM oldest
         WHERE recorded_at <= now() - $1::interval
           AND NOT EXISTS (SELECT FROM bounce_digests g
                            WHERE g.user_id = oldest.inviter_id AND g.organization_id = oldest.organization_id
                              AND g.created_at > now() - $2::interval)
           AND (inviter_id, organization_id) NOT IN (SELECT a, b FROM unnest($3::uuid[], $4::uuid[]) AS apart (a, b))
         LIMIT {MOST_AT_ONCE}
        """,
        GATHER,
        INTERVAL,
        [user_id for user_id, _ in apart],
        [organization_id for _, organization_id in apart],
    )


async def _try_to_take_up(user_id: UUID, organization_id: UUID) -> bool:
    try:
        async with transaction():
            return await _take_up(user_id, organization_id)
    except CONNECTION_ERRORS:
        raise
    except Exception:
        if not postponed.add((user_id, organization_id)):
            raise
        logger.exception(
            "bounce_digest_not_queued", extra={"user_id": str(user_id), "organization_id": str(organization_id)}
        )
        return False


async def _take_up(user_id: UUID, organization_id: UUID) -> bool:
    """Queues a digest, or has nobody told. Returns False where another worker has made one meanwhile.

    The lock is on the user: it lets one worker through at a time, and who switches digests off is told none after it.
    """
    user = await row(
        "SELECT email_key, wants_bounce_digests AND is_address_confirmed AS is_told FROM users WHERE id = $1"
        " FOR NO KEY UPDATE",
        user_id,
    )
    if await _was_told(user_id, organization_id):
        return False
    if user is None or not user["is_told"] or not await _has_current(user_id, organization_id):
        await _mark(user_id, organization_id, "inviter_id = NULL")
        return True
    digest_id = uuid7()
    await rows(
        "INSERT INTO bounce_digests (id, organization_id, user_id, nonce) VALUES ($1, $2, $3, $4)",
        digest_id,
        organization_id,
        user_id,
        os.urandom(NONCE_BYTES),
    )
    await _mark(user_id, organization_id, "digest_id = $3", digest_id)
    message_domain = get_settings().mail_from.rpartition("@")[2]
    await queue_delivery(EMAIL_KIND, digest_id, 1, message_domain, recipient_domain=domain_of(user["email_key"]))
    wake_after_commit(SEND_EMAILS)
    return True


async def _was_told(user_id: UUID, organization_id: UUID) -> bool:
    return bool(
        await value(
            "SELECT EXISTS (SELECT FROM bounce_digests WHERE user_id = $1 AND organization_id = $2"
            " AND created_at > now() - $3::interval)",
            user_id,
            organization_id,
            INTERVAL,
        )
    )


async def _has_current(user_id: UUID, organization_id: UUID) -> bool:
    """Whether the user is a member, who reads all invitations, and something untold is not overtaken."""
    return bool(
        await value(
            f"""
            SELECT EXISTS (SELECT FROM memberships WHERE user_id = $1 AND organization_id = $2)
               AND EXISTS (SELECT FROM {CURRENT_BOUNCES}
                            WHERE b.{_UNTOLD} AND b.inviter_id = $1 AND b.organization_id = $2)
            """,
            user_id,
            organization_id,
        )
    )


async def _mark(user_id: UUID, organization_id: UUID, change: str, *parameters: UUID) -> None:
    """Changes all that is untold, some at a time, so that each statement is short enough for the time limit."""
    marked = ROWS_AT_ONCE
    while marked == ROWS_AT_ONCE:
        marked = await value(
            f"""
            WITH marked AS (
                UPDATE delivery_bounces SET {change} WHERE delivery_id = ANY (ARRAY(
                    SELECT delivery_id FROM delivery_bounces
                     WHERE {_UNTOLD} AND inviter_id = $1 AND organization_id = $2
                     LIMIT {ROWS_AT_ONCE} FOR UPDATE))
                RETURNING delivery_id
            )
            SELECT count(*) FROM marked
            """,
            user_id,
            organization_id,
            *parameters,
        )
