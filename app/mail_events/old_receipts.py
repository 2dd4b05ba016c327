"""Receipts go after a time: whoever sends news again does so within days."""

from app.database.expired_rows import delete_some

KEPT_DAYS = 30


async def forget_old_receipts() -> bool:
    """Deletes some receipts older than KEPT_DAYS. Returns whether there may be more.

    The same news after that is recorded once more, which changes nothing: news never weakens what is known.
    """
    return await delete_some("mail_event_receipts", "received_at < now() - make_interval(days => $1)", KEPT_DAYS)
