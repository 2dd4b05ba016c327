"""Whether anything has changed that operators watch, in one small statement, whatever is in the queues."""

from app.bulk_invites.lifecycle import WORK_SQL
from app.database.sql import value
from app.operations.schedules import LATE_SECONDS
from app.operations.workers import ALIVE_SECONDS
from app.queues.counts import COUNTS_SQL

# Counts and their changes are summed, weighted by what they count: adding the changes to the counts changes nothing.
# A heartbeat changes nothing either, but for a worker that comes, or falls silent.
FINGERPRINT = f"""
    SELECT md5(concat_ws('|',
        (SELECT sum(count * hashtextextended(concat_ws(' ', queue, state, failure_group_id), 0)::numeric)
           FROM {COUNTS_SQL} AS counted),
        (SELECT concat_ws(' ', count(*) FILTER (WHERE lease_until > now()), sum(sequence))
           FROM bulk_invites WHERE {WORK_SQL}),
        (SELECT string_agg(concat_ws(' ', queue, recipient_domain, paused_at), ',' ORDER BY queue, recipient_domain)
           FROM queue_pauses),
        (SELECT string_agg(concat_ws(' ', queue, resume_at, resume_at > now(), reason), ',' ORDER BY queue)
           FROM email_pauses),
        (SELECT string_agg(concat_ws(' ', queue, concurrency, emails_per_minute, set_at), ',' ORDER BY queue)
           FROM queue_limits),
        (SELECT id FROM operator_acts ORDER BY id DESC LIMIT 1),
        (SELECT string_agg(concat_ws(' ', id, status, changed_count, skipped, canaries), ',' ORDER BY id)
           FROM operator_acts WHERE status IN ('trying', 'running')),
        (SELECT string_agg(concat_ws(' ', worker, seen_at > now() - interval '{ALIVE_SECONDS} seconds'), ','
                           ORDER BY worker) FROM worker_heartbeats),
        (SELECT string_agg(concat_ws(' ', kind, name, last_error_at,
                                     next_run_at < now() - interval '{LATE_SECONDS} seconds'), ',' ORDER BY kind, name)
           FROM schedule_runs)))
"""


async def read_fingerprint() -> str:
    """Returns what differs from the last one when a figure, a pause, a limit, an act or the set of workers does."""
    return str(await value(FINGERPRINT))
