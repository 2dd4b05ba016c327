"""Pauses of all sending, while the mail server refuses this service for every recipient."""

from app.database.sql import rows

PAUSE_SECONDS = 60.0
PROBE_SECONDS = 10.0
SAME_PAUSE_MINUTES = 10


async def pause_sending(reason: str) -> None:
    """Nothing is sent for PAUSE_SECONDS, and then one email at a time until the mail server replies otherwise."""
    await rows(
        """
        INSERT INTO email_pauses (queue, resume_at, reason) VALUES ('email', now() + make_interval(secs => $1), $2)
        ON CONFLICT (queue) DO UPDATE SET resume_at = excluded.resume_at, reason = excluded.reason,
            paused_at = CASE WHEN email_pauses.resume_at < now() - make_interval(mins => $3)
                             THEN now() ELSE email_pauses.paused_at END
        """,
        PAUSE_SECONDS,
        reason,
        SAME_PAUSE_MINUTES,
    )


async def end_pause() -> None:
    """The mail server no longer refuses this service."""
    await rows("DELETE FROM email_pauses")


async def resume_sending() -> None:
    """Ends a pause now; the emails that it deferred are due at once."""
    await end_pause()
    await rows("UPDATE deliveries SET due_at = now() WHERE status = 'deferred' AND retry_count = 0 AND due_at > now()")
