"""Pauses of all sending, while the mail server refuses this service for every recipient."""

from collections.abc import Iterable

from app.database.sql import rows, value

PAUSE_SECONDS = 60.0
PROBE_SECONDS = 10.0
SAME_PAUSE_MINUTES = 10
# One recipient's server may say anything; that so many agree is no accident.
DOMAINS_THAT_AGREE = 3


def is_refused_everywhere(domains: int) -> bool:
    """Whether the same refusal, for recipients in so many domains and with none accepted between, is everybody's."""
    return domains >= DOMAINS_THAT_AGREE


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


async def note_refusals(refusals: Iterable[tuple[str, str]]) -> int:
    """Notes what was refused for recipients of which domain; returns for how many domains the most refused one was.

    Written in order, so that two workers wait for each other and never both.
    """
    noted = sorted(set(refusals))
    await rows(
        """
        INSERT INTO service_refusals (id, refused, domain)
        SELECT uuidv7(), refused, domain FROM unnest($1::text[], $2::text[]) AS noted (refused, domain)
        ON CONFLICT (refused, domain) DO NOTHING
        """,
        [refused for refused, _ in noted],
        [domain for _, domain in noted],
    )
    return int(
        await value(
            """
            SELECT coalesce(max(domains), 0)
              FROM (SELECT count(*) AS domains FROM service_refusals
                     WHERE refused = ANY ($1) GROUP BY refused) AS agreed
            """,
            [refused for refused, _ in noted],
        )
    )


async def forget_refusals() -> None:
    """The mail server has accepted an email: what it refused before was not everybody's.

    What another worker is noting or forgetting is left to it, and nobody waits.
    """
    await rows("DELETE FROM service_refusals WHERE id IN (SELECT id FROM service_refusals FOR UPDATE SKIP LOCKED)")


async def end_pause() -> int:
    """The mail server no longer refuses this service; the emails that this held back are due at once.

    Returns how many these are.
    """
    await rows("DELETE FROM email_pauses")
    await forget_refusals()
    return int(
        await value(
            """
            WITH released AS (
                UPDATE deliveries SET due_at = now()
                 WHERE id IN (SELECT id FROM deliveries WHERE status = 'deferred' AND is_held_back AND due_at > now()
                               ORDER BY id FOR UPDATE SKIP LOCKED)
                RETURNING id
            )
            SELECT count(*) FROM released
            """
        )
    )
