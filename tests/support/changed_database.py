"""A database in which tests make changes that nobody publishes."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from app.database.outages import DatabaseUnavailable
from app.pubsub.missed_events import Change
from tests.support.waiting import PATIENCE_SECONDS


class ChangedDatabase:
    """Stands in for the database: its clock is the machine's, its changes are the test's."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.searched: list[Mapping[UUID, datetime]] = []
        self.refused: asyncio.Event | None = None
        self._searched = asyncio.Condition()

    async def now(self) -> datetime:
        if self.refused is not None:
            self.refused.set()
            raise DatabaseUnavailable("away")
        return datetime.now(UTC)

    async def changed_since(self, since: Mapping[UUID, datetime]) -> Sequence[Change]:
        async with self._searched:
            self.searched.append(since)
            self._searched.notify_all()
        return [change for change in self.changes if change.at > since.get(subject_of(change), change.at)]

    async def be_searched(self, times: int = 2) -> None:
        """Waits for so many searches from now on."""
        wanted = len(self.searched) + times
        async with asyncio.timeout(PATIENCE_SECONDS), self._searched:
            await self._searched.wait_for(lambda: len(self.searched) >= wanted)


def subject_of(change: Change) -> UUID:
    return UUID(change.event.channel.partition(":")[2])
