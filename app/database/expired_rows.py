"""Deletes rows that are kept for a time."""

from typing import Any

from app.database.sql import value

ROWS_AT_ONCE = 10_000


async def delete_some(table: str, condition: str, *parameters: Any) -> bool:
    """Deletes up to ROWS_AT_ONCE rows, none that somebody has locked. Returns whether there may be more.

    However many there are, each statement is short enough for the time limit of statements. `table` and `condition`
    are SQL, and the table has an `id`.
    """
    deleted = await value(
        f"""
        WITH gone AS (
            DELETE FROM {table} WHERE id = ANY (ARRAY(
                SELECT id FROM {table} WHERE {condition} LIMIT {ROWS_AT_ONCE} FOR UPDATE SKIP LOCKED))
            RETURNING id
        )
        SELECT count(*) FROM gone
        """,
        *parameters,
    )
    return bool(deleted == ROWS_AT_ONCE)
