"""The plots of the demo's queues: what was made just now has happened in the course of days."""

from app.database.sql import rows


async def plot_what_happened() -> None:
    """Counts again, by when each thing happened, what came into which state within a day.

    Call it in the transaction in which the last of it is made, as long as no worker runs.
    """
    await rows("UPDATE queue_count_changes SET entered = 0")
    await rows("DELETE FROM queue_minutes")
    await rows(
        """
        INSERT INTO queue_count_changes (queue, state, minute, entered, delta)
        SELECT queue, state, date_trunc('minute', at), sum(count), 0
          FROM (SELECT 'email' AS queue,
                       CASE outcome WHEN 'accepted' THEN 'sent' WHEN 'rejected' THEN 'failed' ELSE outcome END AS state,
                       finished_at AS at, 1 AS count
                  FROM delivery_attempts WHERE outcome IS NOT NULL
                UNION ALL
                SELECT 'bulk', 'rows_validated', started_at, total_rows FROM bulk_invites
                UNION ALL
                SELECT 'bulk', 'rows_invited', created_at, 1 FROM invitations WHERE bulk_invite_id IS NOT NULL
                UNION ALL
                SELECT 'bulk', status, finished_at, 1 FROM bulk_invites) AS happened
         WHERE at > now() - interval '24 hours'
         GROUP BY queue, state, date_trunc('minute', at)
        """
    )
