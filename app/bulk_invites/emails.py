"""How far the emails of sent files are. Counted by the worker, so that no reader has to."""

import time
from uuid import UUID

from app.database import row, rows, transaction
from app.events import bulk_invite_changed
from app.invitations.bulk import count_emails

SOONEST_SECONDS = 0.25
SETTLING_SECONDS = 10.0
# Counting takes a tenth of the time at most, however many emails there are.
PAUSE_PER_SECOND_OF_COUNTING = 10


async def count_next() -> bool:
    """Counts the emails of the file whose turn it is. False where it is none's."""
    due = await row(
        """
        UPDATE bulk_invites SET count_emails_at = now() + interval '1 minute'
         WHERE id = (SELECT id FROM bulk_invites WHERE NOT emails_settled AND count_emails_at <= now()
                      ORDER BY count_emails_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id
        """
    )
    if due is None:
        return False
    await _count(due["id"])
    return True


async def _count(bulk_invite_id: UUID) -> None:
    started = time.monotonic()
    counts = await count_emails(bulk_invite_id)
    pause = max(SOONEST_SECONDS, PAUSE_PER_SECOND_OF_COUNTING * (time.monotonic() - started))
    async with transaction() as news:
        await rows(
            """
            UPDATE bulk_invites SET emails_sent = $2, emails_failed = $3,
                   emails_waiting = greatest(invited_rows - $4, 0),
                   emails_settled = status NOT IN ('validating', 'sending') AND invited_rows = $5,
                   count_emails_at = now() + make_interval(secs => greatest($6::float, CASE
                       WHEN status <> 'sending' AND invited_rows = $4 THEN $7::float ELSE 0 END))
             WHERE id = $1
            """,
            bulk_invite_id,
            counts.sent,
            counts.failed,
            counts.answered,
            counts.settled,
            pause,
            SETTLING_SECONDS,
        )
        news.events.append(bulk_invite_changed(bulk_invite_id))
