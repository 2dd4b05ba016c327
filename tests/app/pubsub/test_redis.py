"""Events over a real Redis, from one process to the channels of another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from uuid import uuid4

import pytest
from arq.connections import ArqRedis
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from app.pubsub.channels import LINGER_SECONDS, Channels, Subscriber
from app.pubsub.events import ChangeKind, Event, many
from app.pubsub.redis import CHANNEL_PREFIX, CHANNELS_PER_COMMAND, RedisDispatcher, RedisReceiver, publish
from app.tasks import end
from tests.support.manual_clock import ManualClock
from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url, client_name=f"receiver-{uuid4()}") as redis:
        yield redis


@pytest.fixture
async def channels(redis: Redis) -> AsyncIterator[Channels]:
    """Channels that close as soon as their last subscriber leaves, with a receiver."""
    channels = Channels(linger_seconds=0)
    async with RedisReceiver(channels).receiving(redis):
        yield channels


def channel_name() -> str:
    return f"invitations:{uuid4()}"


def changed(channel: str, kind: ChangeKind = ChangeKind.UPDATED) -> Event:
    return Event(channel, kind, uuid4())


async def confirmed(channels: Channels, *names: str) -> None:
    """Waits until Redis has confirmed these channels."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        left = set(names)
        while left:
            left -= (await channels.next_incomplete()).keys()


async def next_event(subscriber: Subscriber) -> Event:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (published := await subscriber.next()):
            pass
    return published.event


async def connection(redis: Redis, channel_count: int, besides: str = "") -> str:
    """Waits for one of the client's connections, not `besides`, with so many subscriptions. Returns its id.

    The one that every process has is not counted.
    """
    name = redis.connection_pool.connection_kwargs["client_name"]
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            for each in await redis.client_list():
                subscriptions = int(each["sub"]) + int(each["psub"])
                if each["name"] == name and each["id"] != besides and subscriptions == channel_count + 1:
                    return str(each["id"])
            await asyncio.sleep(0.005)


class TestReceiving:
    async def test_what_one_process_publishes_another_receives_in_order(self, channels: Channels, redis: Redis) -> None:
        name = channel_name()
        events = [changed(name), changed(name, ChangeKind.CREATED), many(name)]
        with channels.subscribe(name) as subscriber:
            await confirmed(channels, name)
            await publish(redis, [changed(f"members:{uuid4()}"), *events[:2]])
            assert [await next_event(subscriber) for _ in range(2)] == events[:2]
            await publish(redis, events[2:])
            assert await next_event(subscriber) == events[2]

    async def test_all_subscribers_of_a_channel_receive_its_events(self, channels: Channels, redis: Redis) -> None:
        name = channel_name()
        event = changed(name)
        with channels.subscribe(name) as one, channels.subscribe(name) as other:
            await confirmed(channels, name)
            await publish(redis, [event])
            assert await next_event(one) == await next_event(other) == event

    @pytest.mark.parametrize("data", ["", "[]", "{}", '{"kind": "GROWN", "id": null}', '{"kind": "UPDATED", "id": 1}'])
    async def test_a_message_that_is_no_event_is_passed_over(self, channels: Channels, redis: Redis, data: str) -> None:
        name = channel_name()
        event = changed(name)
        with channels.subscribe(name) as subscriber:
            await confirmed(channels, name)
            await redis.publish(CHANNEL_PREFIX + name, data)
            await publish(redis, [event])
            assert await next_event(subscriber) == event


class TestSubscriptions:
    async def test_a_process_is_subscribed_to_the_channels_that_somebody_subscribes_to_and_to_no_others(
        self, channels: Channels, redis: Redis
    ) -> None:
        one, other = channel_name(), channel_name()
        with channels.subscribe(one), channels.subscribe(one):
            with channels.subscribe(other):
                await confirmed(channels, one, other)
                await connection(redis, 2)
                assert dict(await redis.pubsub_numsub(CHANNEL_PREFIX + one, CHANNEL_PREFIX + other)) == {
                    (CHANNEL_PREFIX + one).encode(): 1,
                    (CHANNEL_PREFIX + other).encode(): 1,
                }
            receiving = await connection(redis, 1)
            assert dict(await redis.pubsub_numsub(CHANNEL_PREFIX + other)) == {(CHANNEL_PREFIX + other).encode(): 0}
        assert await connection(redis, 0, besides=str(await redis.client_id())) == receiving

    async def test_a_channel_that_was_closed_and_opened_at_once_is_confirmed_again(self, redis: Redis) -> None:
        name, clock = channel_name(), ManualClock()
        channels = Channels(clock=clock)
        async with RedisReceiver(channels).receiving(redis):
            for _ in range(3):
                with channels.subscribe(name) as subscriber:
                    await confirmed(channels, name)
                    event = changed(name)
                    await publish(redis, [event])
                    assert await next_event(subscriber) == event
                clock.advance(LINGER_SECONDS)
                assert not channels.open

    async def test_any_number_of_channels_is_confirmed(self, channels: Channels, redis: Redis) -> None:
        names = [channel_name() for _ in range(2 * CHANNELS_PER_COMMAND + 1)]
        with ExitStack() as stack:
            subscribers = [stack.enter_context(channels.subscribe(name)) for name in names]
            await confirmed(channels, *names)
            event = changed(names[-1])
            await publish(redis, [event])
            assert await next_event(subscribers[-1]) == event
        await connection(redis, 0)


class TestLostConnections:
    async def test_a_connection_that_breaks_is_made_anew_with_all_its_channels(
        self, channels: Channels, redis: Redis
    ) -> None:
        names = [channel_name(), channel_name()]
        with channels.subscribe(names[0]) as one, channels.subscribe(names[1]) as other:
            await confirmed(channels, *names)
            before = await connection(redis, 2)
            await redis.client_kill_filter(_id=before)
            await confirmed(channels, *names)
            assert await connection(redis, 2, besides=before)
            events = [changed(name) for name in names]
            await publish(redis, events)
            assert [await next_event(one), await next_event(other)] == events

    async def test_a_redis_that_falls_silent_is_connected_to_anew(self, redis: Redis) -> None:
        name, channels = channel_name(), Channels()
        receiver = RedisReceiver(channels, ping_seconds=0.2, reply_seconds=0.3)
        async with receiver.receiving(redis):
            with channels.subscribe(name):
                await confirmed(channels, name)
                before = await connection(redis, 1)
                await redis.client_pause(2_000)
                await confirmed(channels, name)
                assert await connection(redis, 1, besides=before)

    async def test_an_unexpected_error_of_a_command_is_overcome(
        self, channels: Channels, redis: Redis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        failed = asyncio.Event()

        async def fail(*names: str) -> None:
            failed.set()
            monkeypatch.undo()
            raise RuntimeError("the handler is closed")

        monkeypatch.setattr(PubSub, "subscribe", fail)
        name = channel_name()
        with channels.subscribe(name) as subscriber:
            await asyncio.wait_for(failed.wait(), PATIENCE_SECONDS)
            await confirmed(channels, name)
            event = changed(name)
            await publish(redis, [event])
            assert await next_event(subscriber) == event

    async def test_a_quiet_connection_is_kept(self, redis: Redis) -> None:
        name, channels = channel_name(), Channels()
        async with RedisReceiver(channels, ping_seconds=0.01).receiving(redis):
            with channels.subscribe(name) as subscriber:
                await confirmed(channels, name)
                before = await connection(redis, 1)
                await pinged(redis, before)
                event = changed(name)
                await publish(redis, [event])
                assert await next_event(subscriber) == event
                assert await connection(redis, 1) == before


async def pinged(redis: Redis, connection_id: str) -> None:
    """Waits until a PING is the last that this connection has sent."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if any(each["id"] == connection_id and each["cmd"] == "ping" for each in await redis.client_list()):
                return
            await asyncio.sleep(0.005)


class TestDispatching:
    async def test_what_redis_does_not_take_is_one_line_a_minute(self, caplog: pytest.LogCaptureFixture) -> None:
        async with ArqRedis(host="127.0.0.1", port=9) as nowhere:
            dispatcher = RedisDispatcher(nowhere)
            running = asyncio.create_task(dispatcher.run())
            for _ in range(3):
                dispatcher.publish(changed(channel_name()))
                await dispatcher.join()
            await end([running])
        assert [(record.message, record.__dict__["count"]) for record in caplog.records] == [("events_lost", 1)]
