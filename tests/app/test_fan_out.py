import asyncio
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from app.pubsub import channels
from app.pubsub.channels import SINGLES_PER_SECOND, WAITING_LIMIT, Channel, PublishedEvent, Subscriber
from app.pubsub.events import ChangeKind, Event, coalesce, many

TOPIC = "invitations:acme"
PATIENCE_SECONDS = 10


def changed(subject_id: UUID | None = None, kind: ChangeKind = ChangeKind.UPDATED) -> Event:
    return Event(TOPIC, kind, subject_id or uuid4())


@pytest.fixture
def topic() -> Channel:
    return Channel(TOPIC, 0.0)


@pytest.fixture
def listener(topic: Channel) -> Subscriber:
    listener = Subscriber(TOPIC)
    topic.listeners.add(listener)
    return listener


async def heard(listener: Subscriber) -> list[Event]:
    """Everything that waits for the listener."""
    events = []
    with suppress(TimeoutError):
        while occurrence := await asyncio.wait_for(listener.next(), 0.001):
            events.append(occurrence.event)
    return events


async def next_event(listener: Subscriber) -> Event:
    occurrence = await asyncio.wait_for(listener.next(), PATIENCE_SECONDS)
    assert occurrence
    return occurrence.event


class TestListener:
    async def test_events_are_heard_in_their_order(self, topic: Channel, listener: Subscriber) -> None:
        events = [changed() for _ in range(3)]
        for event in events:
            topic.tell(event)
        assert await heard(listener) == events

    async def test_one_who_is_slow_hears_many_instead_of_everything(self) -> None:
        listener = Subscriber(TOPIC)
        for _ in range(WAITING_LIMIT + 1):
            listener.hear(PublishedEvent(changed()))
        assert await heard(listener) == [many(TOPIC)]

    async def test_many_says_all_that_waits_and_all_that_comes_before_it_is_heard(self) -> None:
        listener = Subscriber(TOPIC)
        listener.hear(PublishedEvent(changed()))
        listener.hear(PublishedEvent(many(TOPIC)))
        listener.hear(PublishedEvent(changed()))
        assert await heard(listener) == [many(TOPIC)]
        after = changed()
        listener.hear(PublishedEvent(after))
        assert await heard(listener) == [after]

    async def test_of_equal_events_that_wait_the_newest_telling_is_heard(self) -> None:
        listener, event = Subscriber(TOPIC), changed()
        listener.hear(PublishedEvent(event))
        newest = PublishedEvent(event)
        listener.hear(newest)
        assert await listener.next() is newest
        assert await heard(listener) == []

    async def test_a_nudge_without_news_says_so(self) -> None:
        listener = Subscriber(TOPIC)
        listener.nudge()
        assert await listener.next() is None
        assert await heard(listener) == []


class TestTopic:
    async def test_all_listeners_hear_the_same_occurrence(self, topic: Channel, listener: Subscriber) -> None:
        other = Subscriber(TOPIC)
        topic.listeners.add(other)
        topic.tell(changed())
        assert await listener.next() is await other.next()

    async def test_a_flood_becomes_many(
        self, topic: Channel, listener: Subscriber, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(channels, "MANY_EVERY_SECONDS", 0.05)
        events = [changed() for _ in range(SINGLES_PER_SECOND)]
        for event in events:
            topic.tell(event)
        assert await heard(listener) == events
        for _ in range(100):
            topic.tell(changed())
        assert await heard(listener) == [many(TOPIC)]
        assert await next_event(listener) == many(TOPIC)
        assert await heard(listener) == []

    async def test_many_is_told_at_once_and_again_only_a_second_later(
        self, topic: Channel, listener: Subscriber, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(channels, "MANY_EVERY_SECONDS", 0.05)
        topic.tell(many(TOPIC))
        assert await heard(listener) == [many(TOPIC)]
        topic.tell(many(TOPIC))
        topic.tell(changed())
        assert await heard(listener) == []
        assert await next_event(listener) == many(TOPIC)
        assert await heard(listener) == []

    async def test_it_knows_which_changes_were_told(self, topic: Channel, listener: Subscriber) -> None:
        event = changed()
        topic.tell(event)
        now = asyncio.get_running_loop().time()
        assert topic.was_told(event.subject_id, now - 1)
        assert not topic.was_told(event.subject_id, now + 1)
        assert not topic.was_told(uuid4(), now - 1)
        topic.tell(many(TOPIC))
        assert topic.was_told(uuid4(), now - 1)


class TestGathered:
    def test_what_comes_together_is_told_once(self) -> None:
        one, two = changed(), changed()
        assert coalesce([one, two, one]) == [one, two]

    def test_too_many_of_a_topic_are_many(self) -> None:
        other = Event("members:acme", ChangeKind.CREATED, uuid4())
        assert coalesce([*(changed() for _ in range(11)), other]) == [many(TOPIC), other]
