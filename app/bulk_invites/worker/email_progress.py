"""How far the emails of sent files are. Counted by the worker, so that no reader has to."""

import time

from app.database.sql import Row, row
from app.database.transaction import transaction
from app.invitations.bulk import count_emails
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed

SOONEST_SECONDS = 0.25
SETTLING_SECONDS = 10.0
# Counting takes a tenth of the time at most, however many emails there are.
PAUSE_PER_SECOND_OF_COUNTING = 10
# More emails are to come, also where all that there are have been answered.
WORKED_ON = ("validating", "sending")


async def count_next() -> bool:
    """Counts the emails of the file whose turn it is. False where it is none's."""
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
    await _count(due)
    return True


async def _count(before: Row) -> None:
    started = time.monotonic()
    counts = await count_emails(before["id"])
    pause = max(SOONEST_SECONDS, PAUSE_PER_SECOND_OF_COUNTING * (time.monotonic() - started))
    async with transaction():
        after = await row(
            """
            UPDATE bulk_invites SET emails_sent = $2, emails_failed = $3,
                   emails_waiting = greatest(invited_rows - $4, 0),
                   emails_settled = status NOT IN ('validating', 'sending') AND invited_rows = $5,
                   count_emails_at = now() + make_interval(secs => $6)
             WHERE id = $1 RETURNING id, status, emails_sent, emails_failed, emails_waiting
            """,
            before["id"],
            counts.sent,
            counts.failed,
            counts.answered,
            counts.settled,
            max(pause, SETTLING_SECONDS) if counts.is_answered and before["status"] not in WORKED_ON else pause,
        )
        if after != before:
            publish_after_commit(bulk_invite_changed(before["id"]))
