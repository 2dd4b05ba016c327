"""The counts of the queues of emails beside what they are of."""

from app.database.sql import rows, value
from app.queues.counts import COUNTS_SQL, add_up_changes

# By one snapshot: the counts and what they are of, where these differ.
DIFFERENCES = f"""
WITH counted AS (
    SELECT state, failure_group_id, sum(count) AS count FROM {COUNTS_SQL} AS c WHERE queue = 'email'
     GROUP BY state, failure_group_id HAVING sum(count) <> 0
), truth AS (
    SELECT status AS state, failure_group_id, count(*) AS count FROM deliveries GROUP BY status, failure_group_id
)
(TABLE counted EXCEPT TABLE truth) UNION ALL (TABLE truth EXCEPT TABLE counted)
"""


async def differences() -> list[dict[str, object]]:
    return await rows(DIFFERENCES)


async def add_up_all() -> None:
    while await value("SELECT count(*) FROM queue_count_changes"):
        await add_up_changes()
