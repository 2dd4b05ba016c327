"""Counts the emails of bulk invites by their results, in the worker, so that reading a bulk invite counts nothing."""

import logging
import time

from app.bulk_invites.lifecycle import IN_PROGRESS_SQL, Status
from app.database.connection import CONNECTION_ERRORS
from app.database.sql import Row, row
from app.database.transaction import transaction
from app.invitations.bulk import count_emails
from app.occasional_log import OccasionalLog
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed

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
        """
        UPDATE bulk_invites SET count_emails_at = now() + interval '1 minute'
         WHERE id = (SELECT id FROM bulk_invites WHERE NOT emails_settled AND count_emails_at <= now()
                      ORDER BY count_emails_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, status, emails_sent, emails_failed, emails_waiting
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
    started = time.monotonic()
    counts = await count_emails(before["id"])
    pause = max(MIN_PAUSE_SECONDS, PAUSE_PER_SECOND_OF_COUNTING * (time.monotonic() - started))
    # While a bulk invite is in progress, emails are added.
    if counts.is_answered and not Status(before["status"]).is_in_progress:
        pause = max(pause, RETRIES_PAUSE_SECONDS)
    async with transaction():
        after = await row(
            f"""
            UPDATE bulk_invites SET emails_sent = $2, emails_failed = $3,
                   emails_waiting = greatest(invited_rows - $4, 0),
                   emails_settled = NOT ({IN_PROGRESS_SQL}) AND invited_rows = $5,
                   count_emails_at = now() + make_interval(secs => $6)
             WHERE id = $1 RETURNING id, status, emails_sent, emails_failed, emails_waiting
            """,
            before["id"],
            counts.sent,
            counts.failed,
            counts.ended,
            counts.settled,
            pause,
        )
        if after != before:
            publish_after_commit(bulk_invite_changed(before["id"]))
