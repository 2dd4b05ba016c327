"""Failure groups that give way to newer ones: those that nothing is in, and those that were not met for long."""

from typing import Final

from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.failure_groups import MAX_GROUPS, OTHER_REPLIES, Failure, assign, find_groups, is_alone

KEPT_DAYS: Final = 7
# With more groups than these, old ones give way.
MANY_GROUPS: Final = MAX_GROUPS * 3 // 4
MOVED_AT_ONCE: Final = 500


async def merge_old_groups() -> bool:
    """Moves emails of the groups that were met longest ago to "Other replies", where there are many groups.

    What failed for good stays in its group as long as nobody does anything about it. Without this, all new failures of
    a service that has sent for long would be "Other replies". Returns whether there may be more to move.
    """
    async with transaction():
        if not await is_alone():
            return False
        found = await rows(
            """
            SELECT d.id, g.reply_code, g.last_at FROM deliveries d JOIN failure_groups g ON g.id = d.failure_group_id
             WHERE d.failure_group_id = ANY (ARRAY(
                SELECT id FROM failure_groups WHERE last_at < now() - make_interval(days => $1) AND reply <> $2
                 ORDER BY last_at
                 LIMIT greatest((SELECT count(*) FROM failure_groups WHERE reply <> $2) - $3, 0)))
             ORDER BY d.failure_group_id, d.id LIMIT $4 FOR UPDATE OF d SKIP LOCKED
            """,
            KEPT_DAYS,
            OTHER_REPLIES,
            MANY_GROUPS,
            MOVED_AT_ONCE,
        )
        groups = await find_groups(
            [Failure(each["reply_code"], OTHER_REPLIES, None) for each in found], [each["last_at"] for each in found]
        )
        await assign(groups, [each["id"] for each in found])
    return len(found) == MOVED_AT_ONCE


async def forget_empty_groups() -> None:
    """Deletes groups that nothing is in, and that were not met for a day.

    Nothing comes into one meanwhile: whoever records a failure after more than a minute writes its group first.
    """
    async with transaction():
        if await is_alone():
            await rows(
                """
                DELETE FROM failure_groups WHERE id = ANY (ARRAY(
                    SELECT id FROM failure_groups g WHERE last_at < now() - interval '1 day'
                       AND NOT EXISTS (SELECT FROM deliveries d WHERE d.failure_group_id = g.id)
                       FOR UPDATE SKIP LOCKED))
                """
            )
