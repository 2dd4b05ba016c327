"""Moves whatever is in a group to another one: rows of a table that has groups in an array, each noun its own.

Nothing here waits for a row while it holds others. Acts of members lock a member before an invitation, acceptances an
invitation before a member, so that waiting in any order could be waiting in a circle.
"""

from dataclasses import dataclass
from uuid import UUID

from app.database.sql import row, value

# A statement of a request has ten seconds.
ROWS_AT_ONCE = 20_000


class RowsInUse(Exception):  # noqa: N818 - a state that passes
    """Somebody else holds one of the rows: roll back, and try again later."""


@dataclass(frozen=True)
class GroupHolders:
    """The rows of a `table` with an `id` that have groups in the array `column`; `condition` is SQL, $1 the tenant."""

    table: str
    column: str
    condition: str

    async def hold(self, organization_id: UUID, group_id: UUID) -> int:
        """Locks all of the group's rows until the transaction ends. Returns how many. Raises RowsInUse."""
        found = await row(
            f"""
            WITH held AS (SELECT id FROM {self.table} WHERE {self._in_group} FOR NO KEY UPDATE SKIP LOCKED)
            SELECT (SELECT count(*) FROM {self.table} WHERE {self._in_group}) AS wanted,
                   (SELECT count(*) FROM held) AS held
            """,
            organization_id,
            group_id,
        )
        assert found is not None
        if found["wanted"] != found["held"]:
            raise RowsInUse
        return int(found["held"])

    async def move(self, organization_id: UUID, group_id: UUID, to_group_id: UUID | None) -> None:
        """Puts the rows into the other group, once, or only takes them out of this one. Call `hold` before."""
        while await value(
            f"""
            WITH moved AS (
                UPDATE {self.table} SET {self.column} = CASE
                       WHEN $3::uuid IS NULL OR {self.column} @> ARRAY[$3::uuid] THEN array_remove({self.column}, $2)
                       ELSE array_replace({self.column}, $2, $3) END
                 WHERE id = ANY (ARRAY(SELECT id FROM {self.table} WHERE {self._in_group} LIMIT {ROWS_AT_ONCE}))
                RETURNING id)
            SELECT count(*) = {ROWS_AT_ONCE} FROM moved
            """,
            organization_id,
            group_id,
            to_group_id,
        ):
            pass

    @property
    def _in_group(self) -> str:
        return f"{self.condition} AND {self.column} @> ARRAY[$2::uuid]"
