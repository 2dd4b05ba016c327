"""The rows that a filter chooses for a change, once and under locks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.batches import MAX_AT_ONCE, MAX_COUNTED, Matching
from app.database.sql import Row, Where, force_custom_plans, rows, value


@dataclass(frozen=True)
class MatchingRows:
    """Rows of the first of `tables`, named by `alias`, that meet `where`. `noun` is what people call them."""

    tables: str
    alias: str
    where: Where
    noun: str

    async def lock(self, columns: str, matching: Matching[Any]) -> list[Row]:
        """Locks as many as the caller has seen, in the order of ids. Raises TooLong, OutOfRange, CountChanged.

        What has been changed and matches no more is left out: PostgreSQL looks again at what it waited for.
        """
        matching.require_bounded(self.noun)
        await force_custom_plans()
        found = await rows(
            f"SELECT {columns} FROM {self.tables} WHERE {self.where} ORDER BY {self.alias}.id"
            f" LIMIT {matching.expected_count + 1} FOR UPDATE OF {self.alias}",
            *self.where.parameters,
        )
        count = len(found)
        if count > matching.expected_count:
            counted = f"SELECT FROM {self.tables} WHERE {self.where} LIMIT {MAX_COUNTED + 1}"
            count = max(count, await value(f"SELECT count(*) FROM ({counted}) AS counted", *self.where.parameters))
        matching.require_count(count)
        return found

    async def find_ids(self) -> list[UUID]:
        """The first MAX_AT_ONCE of them, as it looks without a lock."""
        found = await rows(
            f"SELECT {self.alias}.id FROM {self.tables} WHERE {self.where}"
            f" ORDER BY {self.alias}.id LIMIT {MAX_AT_ONCE}",
            *self.where.parameters,
        )
        return [each["id"] for each in found]
