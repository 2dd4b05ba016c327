"""Events over Redis: published best effort, received by one connection of each process.

The connection is subscribed to the channels that somebody in the process subscribes to, and to that of ended sessions.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import orjson
from arq.connections import ArqRedis
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.jobs import WakeUp
from app.metrics.catalog import EVENT_LAG
from app.occasional_log import OccasionalLog
from app.pubsub.channels import Channel, Channels
from app.pubsub.events import SESSIONS_CHANNEL, Event, coalesce
from app.tasks import end

logger = logging.getLogger(__name__)
CHANNEL_PREFIX = "senturo:events:"
PING_SECONDS = 5.0
REPLY_SECONDS = 2.0
FIRST_BACK_OFF, LONGEST_BACK_OFF = 0.1, 2.0
CHANNELS_PER_COMMAND = 500
DISPATCH_LIMIT = 10_000
DISPATCH_PAUSE_SECONDS = 0.02


async def publish(redis: Redis, events: Sequence[Event]) -> None:
    """Each event carries when it was published, by this host's clock. Raises RedisError or OSError."""
    at = round(time.time(), 4)
    async with redis.pipeline(transaction=False) as pipeline:
        for event in events:
            pipeline.publish(CHANNEL_PREFIX + event.channel, orjson.dumps({**event.to_json(), "at": at}))
        await pipeline.execute()


class RedisDispatcher:
    """Publishes events and wakes workers in the background. What Redis does not take is lost."""

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis
        self._waiting: asyncio.Queue[Event | WakeUp] = asyncio.Queue(DISPATCH_LIMIT)
        self._losses = OccasionalLog(logger, "events_lost")

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
                self._losses.warn(len(batch), reason=type(error).__name__)
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


class RedisReceiver:
    """Receives the events of the channels that are open in this process. Redis may come and go."""

    def __init__(
        self, channels: Channels, *, ping_seconds: float = PING_SECONDS, reply_seconds: float = REPLY_SECONDS
    ) -> None:
        """A connection on which nothing changes gets a PING that often, and has so long to reply."""
        self._channels = channels
        self._ping_seconds = ping_seconds
        self._reply_seconds = reply_seconds
        self._back_off = FIRST_BACK_OFF

    @asynccontextmanager
    async def receiving(self, redis: Redis) -> AsyncIterator[None]:
        """Receives events as long as the context is open."""
        task = asyncio.create_task(self._run(redis), name="receive events")
        try:
            yield
        finally:
            await end([task])

    async def _run(self, redis: Redis) -> None:
        while True:
            try:
                await self._connected(redis)
            except Exception as error:
                # uvloop raises RuntimeError for a command on a connection that was closed a moment ago.
                if self._back_off == FIRST_BACK_OFF:
                    is_expected = isinstance(error, RedisError | OSError)
                    extra = {"reason": type(error).__name__}
                    logger.warning("events_not_received", extra=extra, exc_info=not is_expected)
            await asyncio.sleep(self._back_off)
            self._back_off = min(LONGEST_BACK_OFF, self._back_off * 2)

    async def _connected(self, redis: Redis) -> None:
        """One connection's life: one task alone sends commands, another one alone reads. Raises what ended it."""
        async with redis.pubsub() as pubsub:
            async with asyncio.timeout(self._reply_seconds):
                await pubsub.connect()
            tasks = [
                asyncio.create_task(self._send_commands(pubsub), name="subscribe to channels"),
                asyncio.create_task(self._read_messages(pubsub), name="read events"),
            ]
            try:
                over, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await end(tasks)
                self._channels.interrupt()
            for task in over:
                task.result()

    async def _send_commands(self, pubsub: PubSub) -> None:
        """Keeps Redis's subscriptions what the open channels are, with a PING where nothing changes.

        A channel that was closed and opened again is subscribed to again, so that it is confirmed once more.
        """
        sent: Mapping[str, Channel] = {}
        async with asyncio.timeout(self._reply_seconds):
            await pubsub.subscribe(CHANNEL_PREFIX + SESSIONS_CHANNEL)
        while True:
            self._channels.changed.clear()
            wanted = dict(self._channels.open)
            closed = [CHANNEL_PREFIX + name for name in sent if name not in wanted]
            opened = [CHANNEL_PREFIX + name for name, channel in wanted.items() if sent.get(name) is not channel]
            async with asyncio.timeout(self._reply_seconds):
                for names in _batches(closed):
                    await pubsub.unsubscribe(*names)
                for names in _batches(opened):
                    await pubsub.subscribe(*names)
                if not closed and not opened:
                    await pubsub.ping()
            sent = wanted
            with suppress(TimeoutError):
                async with asyncio.timeout(self._ping_seconds):
                    await self._channels.changed.wait()

    async def _read_messages(self, pubsub: PubSub) -> None:
        """Raises TimeoutError where Redis falls silent, even to a PING."""
        while True:
            message = await pubsub.get_message(timeout=self._ping_seconds + self._reply_seconds)
            if message is None:
                raise TimeoutError
            if self._back_off > FIRST_BACK_OFF:
                logger.info("events_received_again")
                self._back_off = FIRST_BACK_OFF
            self._read(message)

    def _read(self, message: Mapping[str, object]) -> None:
        channel, data = message["channel"], message["data"]
        if not isinstance(channel, bytes):
            return
        name = channel.decode().removeprefix(CHANNEL_PREFIX)
        if message["type"] == "subscribe":
            self._channels.confirm(name)
        elif message["type"] == "message" and isinstance(data, bytes):
            try:
                loaded = orjson.loads(data)
                event = Event.from_json(name, loaded)
            except ValueError:
                logger.warning("event_not_understood", extra={"channel": name})
            else:
                self._channels.receive(event)
                if isinstance(at := loaded.get("at"), float):  # an earlier version says none
                    EVENT_LAG.observe(max(0.0, time.time() - at))


def _batches(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[start : start + CHANNELS_PER_COMMAND] for start in range(0, len(names), CHANNELS_PER_COMMAND)]
