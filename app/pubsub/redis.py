"""Tells events to every process over Redis, and hears them: fire and forget, so what was lost is looked for.

A process has one connection that hears all events; what they say is passed on in memory. What changed lately is
also read from the database every now and then, and told if no event did: with Redis away, or a process killed
before it could tell, subscribers wait a few seconds longer. Nothing else is lost.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from arq.connections import ArqRedis
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.jobs import WakeUp
from app.pubsub.channels import Channel, PublishedEvent, Subscriber
from app.pubsub.events import Event, coalesce
from app.tasks import end

logger = logging.getLogger(__name__)
CHANNEL_PREFIX = "senturo:events:"
SILENCE_SECONDS = 5.0
ANSWER_SECONDS = 2.0
FIRST_BACK_OFF, LONGEST_BACK_OFF = 0.1, 2.0
LOOK_SECONDS = 2.0
# A change is dated by the start of its transaction: it can show up this much later.
OVERLAP = timedelta(seconds=10)
# So long an event may be under way before it counts as lost.
GRACE = timedelta(seconds=1)
CLOCK_READINGS = 20
LOOKS_PER_NUDGE = 5
RECENT_LIMIT = 1_000
DISPATCH_LIMIT = 10_000
DISPATCH_PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Change:
    """What an event tells, as the database has it. `at` is when its transaction began."""

    event: Event
    at: datetime


FindChanges = Callable[[Mapping[str, datetime]], Awaitable[Sequence[Change]]]
"""Answers what changed in each topic after a time."""
ReadClock = Callable[[], Awaitable[datetime]]
"""Answers the database's time."""


async def publish(redis: Redis, events: Sequence[Event]) -> None:
    """Raises RedisError where Redis does not answer."""
    async with redis.pipeline(transaction=False) as pipeline:
        for event in events:
            pipeline.publish(CHANNEL_PREFIX + event.topic, orjson.dumps(event.to_json()))
        await pipeline.execute()


class RedisDispatcher:
    """Publishes events and wakes workers in the background. What Redis does not take is lost."""

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis
        self._waiting: asyncio.Queue[Event | WakeUp] = asyncio.Queue(DISPATCH_LIMIT)

    def publish(self, event: Event) -> None:
        self._put(event)

    def wake(self, wake_up: WakeUp) -> None:
        self._put(wake_up)

    async def join(self) -> None:
        """Returns once everything that waited has been dispatched, or lost."""
        await self._waiting.join()

    async def run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._dispatch(batch)
            except (RedisError, OSError) as error:
                logger.warning("events_lost", extra={"reason": type(error).__name__, "count": len(batch)})
            finally:
                for _ in batch:
                    self._waiting.task_done()
            await asyncio.sleep(DISPATCH_PAUSE_SECONDS)  # what comes shortly after each other is coalesced

    def _put(self, item: Event | WakeUp) -> None:
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(item)

    async def _dispatch(self, batch: Sequence[Event | WakeUp]) -> None:
        if events := coalesce(each for each in batch if isinstance(each, Event)):
            await publish(self._redis, events)
        for wake_up in {each for each in batch if isinstance(each, WakeUp)}:
            await self._redis.enqueue_job(wake_up.job, _job_id=wake_up.job, _queue_name=wake_up.queue)


class EventBus:
    """The listening side of one process."""

    def __init__(self, find_changes: FindChanges, read_clock: ReadClock) -> None:
        self._find_changes = find_changes
        self._read_clock = read_clock
        self._topics: dict[str, Channel] = {}
        self._recent: deque[tuple[float, Event]] = deque(maxlen=RECENT_LIMIT)
        self._offsets: deque[float] = deque(maxlen=CLOCK_READINGS)
        self._looked_at: datetime | None = None

    @asynccontextmanager
    async def hearing(self, redis: Redis) -> AsyncIterator[None]:
        """Hears events as long as the context is open. Redis and the database may come and go."""
        tasks = [
            asyncio.create_task(self._hear(redis), name="hear events"),
            asyncio.create_task(self._look_again(), name="look for lost events"),
        ]
        try:
            yield
        finally:
            await end(tasks)

    @contextmanager
    def listen(self, topic: str, since: float | None = None) -> Iterator[Subscriber]:
        """Hears of everything from now on, or from a moment ago (`time.monotonic()`)."""
        since = time.monotonic() if since is None else since
        place = self._topics.setdefault(topic, Channel(topic, since))
        listener = Subscriber(topic)
        for at, event in self._recent:
            if event.topic == topic and at >= since:
                listener.hear(PublishedEvent(event))
        place.listeners.add(listener)
        try:
            yield listener
        finally:
            place.listeners.remove(listener)
            if not place.listeners:
                place.close()
                del self._topics[topic]

    def tell(self, event: Event) -> None:
        """Passes an event on within this process."""
        self._recent.append((time.monotonic(), event))
        if event.topic in self._topics:
            self._topics[event.topic].tell(event)

    async def _hear(self, redis: Redis) -> None:
        back_off = FIRST_BACK_OFF
        while True:
            try:
                async with redis.pubsub() as pubsub:
                    await pubsub.psubscribe(CHANNEL_PREFIX + "*")
                    async for message in _messages(pubsub):
                        if back_off > FIRST_BACK_OFF:
                            logger.info("events_heard_again")
                            back_off = FIRST_BACK_OFF
                        self._hear_one(message)
            except (RedisError, OSError) as error:
                if back_off == FIRST_BACK_OFF:
                    logger.warning("events_unheard", extra={"reason": type(error).__name__})
            await asyncio.sleep(back_off)
            back_off = min(LONGEST_BACK_OFF, back_off * 2)

    def _hear_one(self, message: Mapping[str, object]) -> None:
        channel, data = message["channel"], message["data"]
        if message["type"] != "pmessage" or not isinstance(channel, bytes) or not isinstance(data, bytes):
            return
        try:
            event = Event.from_json(channel.decode().removeprefix(CHANNEL_PREFIX), orjson.loads(data))
        except ValueError:
            logger.warning("event_not_understood", extra={"channel": channel})
        else:
            self.tell(event)

    async def _look_again(self) -> None:
        """One look at the database for all topics of this process, none while there are no listeners."""
        looks = 0
        while True:
            try:
                await self._look()
            except Exception:
                logger.warning("changes_not_read", exc_info=True)
            await asyncio.sleep(LOOK_SECONDS)
            looks += 1
            if looks % LOOKS_PER_NUDGE == 0:
                self._nudge()

    async def _look(self) -> None:
        if not self._topics and self._offsets:
            return
        now = await self._read_clock()
        # Never later than true: the answer took some time. The quickest answer of the last few is the best.
        self._offsets.append(now.timestamp() - time.monotonic())
        offset = max(self._offsets)
        start = (self._looked_at or now) - OVERLAP
        topics = dict(self._topics)
        since = {
            topic.name: max(start, datetime.fromtimestamp(topic.complete_until + offset, UTC))
            for topic in topics.values()
        }
        for change in await self._find_changes(since) if since else ():
            topic = topics[change.event.topic]
            if change.at < now - GRACE and not topic.was_told(change.event.subject_id, change.at.timestamp() - offset):
                self.tell(change.event)
        for topic in topics.values():
            topic.forget_before(start.timestamp() - offset)
        self._looked_at = now

    def _nudge(self) -> None:
        for topic in self._topics.values():
            for listener in topic.listeners:
                listener.nudge()


async def _messages(pubsub: PubSub) -> AsyncIterator[Mapping[str, object]]:
    """What Redis says. Raises TimeoutError where it falls silent, even to a PING."""
    while True:
        message = await pubsub.get_message(timeout=SILENCE_SECONDS)
        if message is None:
            await pubsub.ping()
            message = await pubsub.get_message(timeout=ANSWER_SECONDS)
            if message is None:
                raise TimeoutError
        yield message
