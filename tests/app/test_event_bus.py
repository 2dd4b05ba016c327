"""Events over a real Redis, and the search for those that were lost."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.pubsub import redis as pubsub_redis
from app.pubsub.channels import Subscriber
from app.pubsub.events import ChangeKind, Event, many
from app.pubsub.redis import CHANNEL_PREFIX, Change, EventBus, publish

PATIENCE_SECONDS = 10


class Database:
    """Stands in for the database: its clock is the machine's, its changes are what the test says."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.asked: list[Mapping[str, datetime]] = []
        self.refused: asyncio.Event | None = None
        self._looked = asyncio.Condition()

    async def now(self) -> datetime:
        if self.refused is not None:
            self.refused.set()
            raise OSError
        return datetime.now(UTC)

    async def find(self, since: Mapping[str, datetime]) -> Sequence[Change]:
        async with self._looked:
            self.asked.append(since)
            self._looked.notify_all()
        return [change for change in self.changes if change.at > since.get(change.event.topic, change.at)]

    async def looked(self, times: int = 2) -> None:
        """Waits for so many looks from now on."""
        wanted = len(self.asked) + times
        async with asyncio.timeout(PATIENCE_SECONDS), self._looked:
            await self._looked.wait_for(lambda: len(self.asked) >= wanted)


@pytest.fixture
def rows() -> Database:
    return Database()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url, client_name=f"bus-{uuid4()}") as redis:
        yield redis


@pytest.fixture
async def bus(redis: Redis, rows: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[EventBus]:
    monkeypatch.setattr(pubsub_redis, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(pubsub_redis, "GRACE", timedelta(0))
    bus = EventBus(rows.find, rows.now)
    async with bus.hearing(redis):
        await connected(redis)
        yield bus


async def connected(redis: Redis, besides: str = "") -> str:
    """The id of the client's own connection that listens, once there is one other than `besides`."""
    name = redis.connection_pool.connection_kwargs["client_name"]
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            for each in await redis.client_list("pubsub"):
                if each["name"] == name and each["id"] != besides and each["psub"] == "1":
                    return str(each["id"])
            await asyncio.sleep(0.005)


def changed(topic: str, kind: ChangeKind = ChangeKind.UPDATED) -> Event:
    return Event(topic, kind, uuid4())


async def next_event(listener: Subscriber) -> Event:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (occurrence := await listener.next()):
            pass
    return occurrence.event


class TestHearing:
    async def test_what_one_process_publishes_another_hears_in_order(self, bus: EventBus, redis: Redis) -> None:
        topic = f"invitations:{uuid4()}"
        events = [changed(topic), changed(topic, ChangeKind.CREATED), many(topic)]
        with bus.listen(topic) as listener:
            await publish(redis, [changed(f"members:{uuid4()}"), *events[:2]])
            assert [await next_event(listener) for _ in range(2)] == events[:2]
            await publish(redis, events[2:])
            assert await next_event(listener) == events[2]

    async def test_everybody_who_listens_hears(self, bus: EventBus, redis: Redis) -> None:
        topic = f"invitations:{uuid4()}"
        event = changed(topic)
        with bus.listen(topic) as one, bus.listen(topic) as other:
            await publish(redis, [event])
            assert await next_event(one) == await next_event(other) == event

    async def test_one_who_asked_a_moment_ago_hears_what_has_come_since(self, bus: EventBus) -> None:
        topic = f"invitations:{uuid4()}"
        bus.tell(changed(topic))
        asked_at = asyncio.get_running_loop().time()
        event = changed(topic)
        bus.tell(event)
        with bus.listen(topic, asked_at) as listener:
            assert await next_event(listener) == event

    async def test_a_connection_that_breaks_is_made_anew(self, bus: EventBus, redis: Redis) -> None:
        topic = f"invitations:{uuid4()}"
        before = await connected(redis)
        with bus.listen(topic) as listener:
            await redis.client_kill_filter(_id=before)
            await connected(redis, besides=before)
            event = changed(topic)
            await publish(redis, [event])
            assert await next_event(listener) == event

    @pytest.mark.parametrize("data", ["", "[]", "{}", '{"kind": "GROWN", "id": null}', '{"kind": "UPDATED", "id": 1}'])
    async def test_what_makes_no_sense_is_passed_over(self, bus: EventBus, redis: Redis, data: str) -> None:
        topic = f"invitations:{uuid4()}"
        event = changed(topic)
        with bus.listen(topic) as listener:
            await redis.publish(CHANNEL_PREFIX + topic, data)
            await publish(redis, [event])
            assert await next_event(listener) == event


class TestLostEvents:
    async def test_a_change_that_no_event_told_is_told_once(self, bus: EventBus, rows: Database) -> None:
        topic = f"invitations:{uuid4()}"
        lost, marker = changed(topic), changed(topic)
        with bus.listen(topic) as listener:
            rows.changes.append(Change(lost, datetime.now(UTC)))
            assert await next_event(listener) == lost
            await rows.looked()
            bus.tell(marker)
            assert await next_event(listener) == marker

    async def test_a_change_that_an_event_told_is_not_told_again(self, bus: EventBus, rows: Database) -> None:
        topic = f"invitations:{uuid4()}"
        told, marker = changed(topic), changed(topic)
        with bus.listen(topic) as listener:
            rows.changes.append(Change(told, datetime.now(UTC) - timedelta(milliseconds=50)))
            bus.tell(told)
            await rows.looked()
            bus.tell(marker)
            assert [await next_event(listener) for _ in range(2)] == [told, marker]

    async def test_an_event_says_nothing_about_a_later_change(self, bus: EventBus, rows: Database) -> None:
        topic = f"invitations:{uuid4()}"
        event = changed(topic)
        with bus.listen(topic) as listener:
            bus.tell(event)
            assert await next_event(listener) == event
            rows.changes.append(Change(event, datetime.now(UTC) + timedelta(milliseconds=50)))
            assert await next_event(listener) == event

    async def test_what_changed_before_anybody_listened_is_not_told(self, bus: EventBus, rows: Database) -> None:
        topic = f"invitations:{uuid4()}"
        marker = changed(topic)
        rows.changes.append(Change(changed(topic), datetime.now(UTC) - timedelta(seconds=1)))
        with bus.listen(topic) as listener:
            await rows.looked()
            bus.tell(marker)
            assert await next_event(listener) == marker

    async def test_what_changed_while_the_database_was_away_is_told_afterwards(
        self, bus: EventBus, rows: Database
    ) -> None:
        topic = f"invitations:{uuid4()}"
        lost = changed(topic)
        with bus.listen(topic) as listener:
            await rows.looked()
            rows.refused = asyncio.Event()
            await asyncio.wait_for(rows.refused.wait(), PATIENCE_SECONDS)
            rows.changes.append(Change(lost, datetime.now(UTC)))
            rows.refused = None
            assert await next_event(listener) == lost

    async def test_one_look_is_for_all_topics_and_none_without_listeners(self, bus: EventBus, rows: Database) -> None:
        topics = {f"invitations:{uuid4()}", f"members:{uuid4()}"}
        assert rows.asked == []
        one, other = topics
        with bus.listen(one), bus.listen(other), bus.listen(other):
            await rows.looked()
        assert set(rows.asked[-1]) == topics

    async def test_listeners_are_nudged_now_and_then(self, bus: EventBus) -> None:
        with bus.listen(f"invitations:{uuid4()}") as listener:
            assert await asyncio.wait_for(listener.next(), PATIENCE_SECONDS) is None
