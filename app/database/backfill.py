"""Gives a new column its value in rows that are older than it, a few at a time, while the service writes them."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Connection

from app.database.lock_waits import Report

BATCH_SIZE = 2_000
PAUSE_SECONDS = 0.1
FIRST = UUID(int=0)


@dataclass(frozen=True)
class Backfill:
    """What `column` of a `table` gets where it is null: `value` of the rows of `source` that `condition` joins to it.

    In SQL, with `t` and `s` for the two. Rows without a source stay null. `table` has the primary key `id`.
    """

    table: str
    column: str
    source: str
    condition: str
    value: str

    @property
    def statement(self) -> str:
        """Waits for nobody while it holds rows, so that it is part of no deadlock: what is locked is skipped."""
        return f"""
            WITH found AS (
                SELECT t.id, {self.value} AS value FROM {self.table} t JOIN {self.source} s ON {self.condition}
                 WHERE t.{self.column} IS NULL AND t.id > $1 ORDER BY t.id LIMIT {BATCH_SIZE}
            ), free AS (
                SELECT t.id FROM {self.table} t JOIN found ON found.id = t.id
                 WHERE t.{self.column} IS NULL FOR UPDATE OF t SKIP LOCKED
            ), filled AS (
                UPDATE {self.table} t SET {self.column} = found.value FROM found JOIN free ON free.id = found.id
                 WHERE t.id = found.id RETURNING t.id
            )
            SELECT (SELECT id FROM found ORDER BY id DESC LIMIT 1) AS last_id,
                   (SELECT count(*) FROM found) AS found, (SELECT count(*) FROM filled) AS filled
        """


async def fill(connection: Connection, backfill: Backfill, report: Report) -> None:
    """Fills all rows, in a transaction for each batch; one that was interrupted goes on where it was.

    Rows that others hold are come back to. The planner learns of the column at the end.
    """
    filled, is_complete = await _pass(connection, backfill)
    if not is_complete:
        report(f"Rows of {backfill.table} are in use: waiting to fill their column {backfill.column}.")
    while not is_complete:
        await asyncio.sleep(PAUSE_SECONDS)
        more, is_complete = await _pass(connection, backfill)
        filled += more
    if filled:
        report(f"Filled the column {backfill.column} in {filled:,} older rows of {backfill.table}.")
    await connection.execute(f"ANALYZE {backfill.table} ({backfill.column})")


async def _pass(connection: Connection, backfill: Backfill) -> tuple[int, bool]:
    """Goes through the table once. Returns how many rows were filled, and whether these were all."""
    found = filled = 0
    last_id = FIRST
    while batch := await connection.fetchrow(backfill.statement, last_id):
        if not batch["found"]:
            break
        found, filled, last_id = found + batch["found"], filled + batch["filled"], batch["last_id"]
    return filled, filled == found
