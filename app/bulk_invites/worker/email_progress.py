"""Counts the emails of bulk invites by their results, in the worker, so that reading a bulk invite counts nothing."""

import logging
import time
from uuid import UUID

from app.bulk_invites.email_failures import MAX_REASONS, EmailFailure, reason_sql, write_failures
from app.bulk_invites.lifecycle import IN_PROGRESS_SQL, Status
from app.database.connection import CONNECTION_ERRORS
from app.database.sql import Row, row, rows
from app.database.transaction import transaction
from app.deliveries.bounces import WORDS_SQL
from app.invitations.bulk import count_emails
from app.invitations.email_queue import EMAIL_KIND
from app.occasional_log import OccasionalLog
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed

SHOWN = (
    "status, emails_sent, emails_failed, emails_bounced, emails_waiting, emails_canceled, revoked_rows, email_failures,"
    " is_count_due"
)
_REASON = reason_sql(
    "CASE WHEN b.delivery_id IS NULL THEN attempt.reply_code END",
    f"CASE WHEN b.delivery_id IS NULL THEN attempt.reply ELSE {WORDS_SQL} END",
)
failures = OccasionalLog(logging.getLogger(__name__), "emails_not_counted")
MIN_PAUSE_SECONDS = 0.25
# The pause once every email has had a first attempt: what is left are retries.
RETRIES_PAUSE_SECONDS = 10.0
# Counting takes a tenth of the time at most, however many emails there are.
PAUSE_PER_SECOND_OF_COUNTING = 10


async def count_next() -> bool:
    """Counts the emails of the bulk invite that is due first. Returns False where none is due.

    One whose emails cannot be counted is due again a minute later.
    """
    due = await row(
        f"""
        UPDATE bulk_invites SET count_emails_at = now() + interval '1 minute'
         WHERE id = (SELECT id FROM bulk_invites WHERE NOT emails_settled AND count_emails_at <= now()
                      ORDER BY count_emails_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, organization_id, count_emails_at, {SHOWN}
        """
    )
    if due is None:
        return False
    try:
        await _count(due)
    except CONNECTION_ERRORS:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are counted
        failures.warn(bulk_invite_id=str(due["id"]), reason=type(error).__name__)
    return True


async def _count(before: Row) -> None:
    """What happens meanwhile is counted the next time, which then is due already."""
    started = time.monotonic()
    counts = await count_emails(before["id"])
    is_settled = not Status(before["status"]).is_in_progress and counts.settled == counts.total
    why = before["email_failures"]
    failed = counts.failed + counts.bounced
    is_changed = (counts.failed, counts.bounced) != (before["emails_failed"], before["emails_bounced"])
    # Where as many failed as before, `is_count_due` tells that one may have come back in place of another.
    if is_changed or before["is_count_due"] or is_settled or (failed and why is None):
        why = write_failures(await _count_failures(before["organization_id"], before["id"])) if failed else None
    pause = max(MIN_PAUSE_SECONDS, PAUSE_PER_SECOND_OF_COUNTING * (time.monotonic() - started))
    # While a bulk invite is in progress, emails are added.
    if counts.is_answered and not Status(before["status"]).is_in_progress:
        pause = max(pause, RETRIES_PAUSE_SECONDS)
    async with transaction():
        after = await row(
            f"""
            UPDATE bulk_invites SET emails_sent = $2, emails_failed = $3, emails_canceled = $7, revoked_rows = $8,
                   emails_bounced = $11, email_failures = $9::jsonb, emails_waiting = greatest(invited_rows - $4, 0),
                   emails_settled = NOT ({IN_PROGRESS_SQL}) AND invited_rows = $5 AND count_emails_at = $10,
                   is_count_due = is_count_due AND count_emails_at <> $10,
                   count_emails_at = CASE WHEN count_emails_at = $10 THEN now() + make_interval(secs => $6)
                                          ELSE count_emails_at END
             WHERE id = $1 RETURNING {SHOWN}
            """,
            before["id"],
            counts.sent,
            counts.failed,
            counts.ended,
            counts.settled,
            pause,
            counts.canceled,
            counts.revoked,
            why,
            before["count_emails_at"],
            counts.bounced,
        )
        if after != {name: before[name] for name in SHOWN.split(", ")}:
            publish_after_commit(bulk_invite_changed(before["id"]))


async def _count_failures(organization_id: UUID, bulk_invite_id: UUID) -> list[EmailFailure]:
    """Returns the most frequent reasons why the newest emails of the bulk invite's invitations failed or came back."""
    found = await rows(
        f"""
        SELECT {_REASON} AS reason, count(*) AS count
          FROM deliveries d
          JOIN invitations i ON i.id = d.subject_id AND i.generation = d.generation AND i.bulk_invite_id = $2
          LEFT JOIN LATERAL (SELECT a.reply_code, a.reply FROM delivery_attempts a WHERE a.delivery_id = d.id
                              ORDER BY a.number DESC LIMIT 1) AS attempt ON true
          LEFT JOIN delivery_bounces b ON b.delivery_id = d.id AND d.status = 'bounced'
         WHERE d.inviting_organization_id = $1 AND d.status IN ('failed', 'bounced') AND d.kind = $3
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $4
        """,
        organization_id,
        bulk_invite_id,
        EMAIL_KIND,
        MAX_REASONS,
    )
    return [EmailFailure(each["reason"], each["count"]) for each in found]
