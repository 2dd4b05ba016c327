"""Has subscribers to the background work informed of changes: one look a second for all of a process, none without any.

The database alone is looked at, so that changes arrive without Redis as well.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from app.database.outages import DatabaseUnavailable
from app.database.shares import claim_for_nobody
from app.occasional_log import OccasionalLog
from app.operations.fingerprint import read_fingerprint
from app.pubsub.channels import Channels, Subscriber
from app.pubsub.events import OPERATIONS_CHANNEL, many

logger = logging.getLogger(__name__)
outages = OccasionalLog(logger, "operations_not_read")
SECONDS = 1.0
TASK = "watch the background work"


class OperationsWatch:
    """One for a process. `read` returns what differs when something has changed; it is called every `seconds`."""

    def __init__(
        self, channels: Channels, read: Callable[[], Awaitable[str]] = read_fingerprint, seconds: float = SECONDS
    ) -> None:
        self._channels = channels
        self._read = read
        self._seconds = seconds
        self._subscriber_count = 0
        self._last: str | None = None
        self._reading_first = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._canceled: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def subscribe(self, since: float, user_id: UUID) -> AsyncIterator[Subscriber]:
        """Yields a subscriber who is informed of each change from now on. Raises DatabaseUnavailable."""
        with self._channels.subscribe(OPERATIONS_CHANNEL, since, user_id) as subscriber:
            self._subscriber_count += 1
            try:
                await self._begin()
                yield subscriber
            finally:
                self._subscriber_count -= 1
                if not self._subscriber_count:
                    self._end()

    async def _begin(self) -> None:
        """What the subscriber reads next is compared with what was before."""
        async with self._reading_first:
            if self._canceled is not None:  # its last look may be under way
                await asyncio.wait([self._canceled])
                self._canceled = None
            if self._last is None:
                self._last = await self._read()
            if self._task is None:
                self._task = asyncio.create_task(self._look_periodically(), name=TASK)

    def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._canceled = self._task
        self._task = self._last = None

    async def _look_periodically(self) -> None:
        claim_for_nobody()
        # A cancellation may be lost on the way: asyncio.wait_for of Python 3.11 drops one that comes with its result.
        while self._task is asyncio.current_task():
            await asyncio.sleep(self._seconds)
            try:
                found = await self._read()
            except DatabaseUnavailable as error:
                outages.warn(reason=str(error))
            except Exception:
                logger.warning("operations_not_read", exc_info=True)
            else:
                if found != self._last:
                    self._last = found
                    self._channels.receive(many(OPERATIONS_CHANNEL))
