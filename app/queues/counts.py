"""How many jobs of each queue are in which state: exact at any moment, and read without looking at a job.

Triggers write what a statement changes as rows of `queue_count_changes`, so that no two statements wait for each other.
Workers add these up every few seconds: a count is what has been added up, and what has changed since.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from app.database.connection import CONNECTION_ERRORS
from app.database.sql import rows, value
from app.database.transaction import is_in_transaction
from app.queues.names import QueueName, RowsDone

CHANGES_AT_ONCE: Final = 10_000
# With more than these a read adds some up itself: it meets so many where no worker does.
MANY_CHANGES: Final = 5_000
KEPT_HOURS: Final = 25
ADVISORY_LOCK: Final = 7_238_003  # any number that nothing else locks
# Counts of jobs in a state, of a failure group or of none, as a table: what is added up and what is not.
COUNTS_SQL: Final = """(
    SELECT queue, state, failure_group_id, count, false AS is_change FROM queue_counts
    UNION ALL
    SELECT queue, state, failure_group_id, delta, true FROM queue_count_changes
)"""
# The same of how many came into a state within a minute.
MINUTES_SQL: Final = """(
    SELECT queue, minute, state, count FROM queue_minutes
    UNION ALL
    SELECT queue, minute, state, entered FROM queue_count_changes WHERE entered > 0
)"""


async def find_counts() -> Mapping[QueueName, Counter[str]]:
    """How many jobs of each queue are in each state, at one moment. Costs the same however many jobs there are."""
    found = await rows(
        f"""
        SELECT queue, state, sum(count)::bigint AS count, count(*) FILTER (WHERE is_change) AS changes
          FROM {COUNTS_SQL} AS counted WHERE queue = ANY ($1) GROUP BY queue, state
        """,
        list(QueueName),
    )
    counts: dict[QueueName, Counter[str]] = {queue: Counter() for queue in QueueName}
    for each in found:
        counts[QueueName(each["queue"])][each["state"]] = each["count"]
    if sum(each["changes"] for each in found) > MANY_CHANGES and not is_in_transaction():
        with suppress(*CONNECTION_ERRORS):  # a standby can be read as well
            await add_up_changes()
    return counts


async def add_up_changes() -> bool:
    """Adds up to CHANGES_AT_ONCE changes to the counts; returns whether there may be more.

    One at a time does so, and others leave it to that one. All are written in one order, so that nobody waits for
    somebody who waits for them.
    """
    added: int = await value(
        """
        WITH lock AS MATERIALIZED (
            SELECT pg_try_advisory_xact_lock($1) AS is_mine
        ), taken AS (
            DELETE FROM queue_count_changes WHERE id = ANY (ARRAY(
                SELECT id FROM queue_count_changes WHERE (SELECT is_mine FROM lock) ORDER BY id LIMIT $2))
            RETURNING queue, state, failure_group_id, minute, entered, delta
        ), counts AS (
            INSERT INTO queue_counts AS c (id, queue, state, failure_group_id, count)
            SELECT uuidv7(), queue, state, failure_group_id, sum(delta) FROM taken
             GROUP BY queue, state, failure_group_id HAVING sum(delta) <> 0
             ORDER BY queue, state, failure_group_id
            ON CONFLICT ON CONSTRAINT queue_counts_once DO UPDATE SET count = c.count + excluded.count
        ), minutes AS (
            INSERT INTO queue_minutes AS m (id, queue, minute, state, count)
            SELECT uuidv7(), queue, minute, state, sum(entered) FROM taken
             GROUP BY queue, minute, state HAVING sum(entered) > 0
             ORDER BY queue, minute, state
            ON CONFLICT (queue, minute, state) DO UPDATE SET count = m.count + excluded.count
        )
        SELECT count(*) FROM taken
        """,
        ADVISORY_LOCK,
        CHANGES_AT_ONCE,
    )
    return added == CHANGES_AT_ONCE


async def note_rows(done: RowsDone, count: int) -> None:
    """Counts rows of bulk invites that a chunk has done, for the plots by minute, as a state that none stays in."""
    if count:
        await rows(
            """
            INSERT INTO queue_count_changes (queue, state, minute, entered, delta)
            VALUES ($1, $2, date_trunc('minute', now()), $3, 0)
            """,
            QueueName.BULK,
            done,
            count,
        )


async def forget_old_counts() -> None:
    """Deletes minutes that no plot reaches back to, and counts of failure groups that nothing is in any more.

    Waits for nobody who adds up, and who would then wait for it: what is locked is deleted the next time.
    """
    await rows(
        """
        DELETE FROM queue_minutes WHERE id IN (
            SELECT id FROM queue_minutes WHERE minute < now() - make_interval(hours => $1) FOR UPDATE SKIP LOCKED)
        """,
        KEPT_HOURS,
    )
    await rows(
        """
        DELETE FROM queue_counts WHERE id IN (
            SELECT id FROM queue_counts WHERE count = 0 AND failure_group_id IS NOT NULL FOR UPDATE SKIP LOCKED)
        """
    )
