"""Reads from the database what changed lately, and publishes in this process what no event did.

With Redis away, or a process killed between COMMIT and publishing, subscribers wait a few seconds longer. What may
have been published before a channel was confirmed, or while the connection was lost, is read as soon as it is.
"""

import asyncio
import logging
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.database.outages import DatabaseUnavailable
from app.database.sql import value
from app.jobs import WakeUp
from app.occasional_log import OccasionalLog
from app.pubsub.channels import UNDERWAY_SECONDS, Channel, Channels
from app.pubsub.events import Event
from app.tasks import end

logger = logging.getLogger(__name__)
outages = OccasionalLog(logger, "changes_not_read")
SWEEP_SECONDS = 2.0
WAKE_SECONDS = 10.0
# A change is dated by the start of its transaction: it can show up this much later.
OVERLAP = timedelta(seconds=10)
CLOCK_READINGS = 20
# For a longer time it is not searched what changed: something counts as changed.
MAX_PAST_SECONDS = 10.0


@dataclass(frozen=True)
class Change:
    """What an event reports, as the database has it. `at` is when its transaction began."""

    event: Event
    at: datetime


ChangedSince = Callable[[Mapping[UUID, datetime]], Awaitable[Sequence[Change]]]
"""Returns what changed of each subject of a channel after a time."""
ReadClock = Callable[[], Awaitable[datetime]]
"""Returns the database's time."""


async def database_time() -> datetime:
    now: datetime = await value("SELECT clock_timestamp()")
    return now


async def find_changes(queries: Mapping[str, ChangedSince], since: Mapping[str, datetime]) -> list[Change]:
    """Returns what changed in channels after the time given for each, first to last: one query for each noun."""
    wanted: dict[str, dict[UUID, datetime]] = defaultdict(dict)
    for name, at in since.items():
        noun, _, subject_id = name.partition(":")
        wanted[noun][UUID(subject_id)] = at
    changes = [change for noun, times in wanted.items() if noun in queries for change in await queries[noun](times)]
    return sorted(changes, key=lambda change: change.at)


class OwnEvents:
    """A dispatcher that notes what this process publishes, so that it does not count as missed by new subscribers."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    def publish(self, event: Event) -> None:
        self._channels.note_own(event)

    def wake(self, wake_up: WakeUp) -> None:
        """Wake-ups are no events."""


class MissedEvents:
    """The search of one process. `queries` holds one for each noun, which is what a channel's name begins with."""

    def __init__(
        self,
        channels: Channels,
        queries: Mapping[str, ChangedSince],
        *,
        read_clock: ReadClock = database_time,
        sweep_seconds: float = SWEEP_SECONDS,
        wake_seconds: float = WAKE_SECONDS,
        underway_seconds: float = UNDERWAY_SECONDS,
    ) -> None:
        """An event counts as missed by a sweep when its change is more than `underway_seconds` old."""
        self._channels = channels
        self._queries = queries
        self._read_clock = read_clock
        self._sweep_seconds = sweep_seconds
        self._wake_seconds = wake_seconds
        self._underway = timedelta(seconds=underway_seconds)
        self._offsets: deque[float] = deque(maxlen=CLOCK_READINGS)
        self._swept_at: datetime | None = None

    @asynccontextmanager
    async def searching(self) -> AsyncIterator[None]:
        """Searches as long as the context is open. The database may come and go."""
        tasks = [
            asyncio.create_task(self._sweep_periodically(), name="search for missed events"),
            asyncio.create_task(self._complete_channels(), name="search for events before a confirmation"),
            asyncio.create_task(self._wake_periodically(), name="wake subscribers"),
        ]
        try:
            yield
        finally:
            await end(tasks)

    async def may_have_changed(self, channel: str, since: float) -> bool:
        """Returns whether something changed since then (`time.monotonic()`), or in a transaction begun just before.

        True where it cannot be searched.
        """
        if time.monotonic() - since > MAX_PAST_SECONDS:
            return True
        try:
            now = await self._read_clock()
            seconds = timedelta(seconds=time.monotonic() - since)
            return bool(await find_changes(self._queries, {channel: now - seconds - self._underway}))
        except DatabaseUnavailable as error:
            outages.warn(reason=str(error))
        except Exception:
            logger.warning("changes_not_read", exc_info=True)
        return True

    async def _sweep_periodically(self) -> None:
        """One search for all channels of this process, none while there are no subscribers."""
        while True:
            await asyncio.sleep(self._sweep_seconds)
            await self._search(self._channels.subscribed, is_sweep=True)

    async def _complete_channels(self) -> None:
        while True:
            await self._search(await self._channels.next_incomplete(), is_sweep=False)

    async def _wake_periodically(self) -> None:
        while True:
            await asyncio.sleep(self._wake_seconds)
            self._channels.wake_subscribers()

    async def _search(self, subscribed: Mapping[str, Channel], *, is_sweep: bool) -> None:
        """Channels whose noun has no query are looked after otherwise."""
        channels = {name: each for name, each in subscribed.items() if name.partition(":")[0] in self._queries}
        if not channels:
            return
        try:
            now = await self._read_clock()
            # Never later than true: the reply took some time. The quickest reply of the last few is the best.
            self._offsets.append(now.timestamp() - time.monotonic())
            offset = max(self._offsets)
            start = (self._swept_at or now) - OVERLAP
            since = {
                name: max(start, datetime.fromtimestamp(channel.complete_until + offset, UTC))
                for name, channel in channels.items()
            }
            changes = await find_changes(self._queries, since)
        except DatabaseUnavailable as error:
            outages.warn(reason=str(error))
            return
        except Exception:
            logger.warning("changes_not_read", exc_info=True)
            return
        for change in changes:
            channel = channels[change.event.channel]
            is_underway = is_sweep and change.at >= now - self._underway
            if not is_underway and not channel.has_received(change.event.subject_id, change.at.timestamp() - offset):
                channel.receive(change.event)
        if is_sweep:
            for channel in channels.values():
                channel.forget_before(start.timestamp() - offset)
            self._swept_at = now
