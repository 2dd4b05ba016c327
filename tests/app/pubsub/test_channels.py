"""Events within a process: from a channel to its subscribers."""

from collections.abc import Iterator
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest

from app.pubsub.channels import (
    LINGER_LIMIT,
    LINGER_SECONDS,
    MANY_EVERY_SECONDS,
    RECENT_LIMIT,
    SINGLES_PER_SECOND,
    UNDERWAY_SECONDS,
    WAITING_LIMIT,
    Channel,
    Channels,
    PublishedEvent,
    Subscriber,
)
from app.pubsub.events import ChangeKind, Event, many
from tests.support.manual_clock import ManualClock

NAME = "invitations:acme"


def changed(subject_id: UUID | None = None, kind: ChangeKind = ChangeKind.UPDATED) -> Event:
    return Event(NAME, kind, subject_id or uuid4())


@pytest.fixture
def channel(channels: Channels) -> Iterator[Channel]:
    with channels.subscribe(NAME):
        yield channels.open[NAME]


@pytest.fixture
def subscriber(channels: Channels) -> Iterator[Subscriber]:
    with channels.subscribe(NAME) as subscriber:
        yield subscriber


async def received(subscriber: Subscriber) -> list[Event]:
    """Everything that waits for the subscriber."""
    events = []
    while subscriber.is_awake:
        published = await subscriber.next()
        events += [published.event] if published else []
    return events


class TestSubscriber:
    async def test_events_are_received_in_their_order(self, channels: Channels, subscriber: Subscriber) -> None:
        events = [changed() for _ in range(3)]
        for event in events:
            channels.receive(event)
        assert await received(subscriber) == events

    async def test_a_slow_one_receives_many_instead_of_everything(self) -> None:
        subscriber = Subscriber(NAME)
        for _ in range(WAITING_LIMIT + 1):
            subscriber.receive(PublishedEvent(changed()))
        assert await received(subscriber) == [many(NAME)]

    async def test_many_covers_all_that_waits_and_all_that_comes_before_it_is_taken(self) -> None:
        subscriber = Subscriber(NAME)
        subscriber.receive(PublishedEvent(changed()))
        subscriber.receive(PublishedEvent(many(NAME)))
        subscriber.receive(PublishedEvent(changed()))
        assert await received(subscriber) == [many(NAME)]
        after = changed()
        subscriber.receive(PublishedEvent(after))
        assert await received(subscriber) == [after]

    async def test_of_equal_events_that_wait_the_last_published_is_received(self) -> None:
        subscriber, event = Subscriber(NAME), changed()
        subscriber.receive(PublishedEvent(event))
        last = PublishedEvent(event)
        subscriber.receive(last)
        assert await subscriber.next() is last
        assert await received(subscriber) == []

    async def test_one_who_is_woken_without_events_receives_none(self) -> None:
        subscriber = Subscriber(NAME)
        subscriber.wake()
        assert await subscriber.next() is None
        assert not subscriber.is_awake

    async def test_who_came_a_moment_after_asking_receives_what_was_published_meanwhile(
        self, channels: Channels, clock: ManualClock, channel: Channel
    ) -> None:
        channels.receive(changed())
        clock.advance(0.001)
        asked_at = clock.now()
        event = changed()
        channels.receive(event)
        clock.advance(1)
        with channels.subscribe(NAME, asked_at) as subscriber:
            assert await received(subscriber) == [event]

    async def test_who_asked_before_more_than_is_kept_was_published_receives_many(
        self, channels: Channels, clock: ManualClock, channel: Channel
    ) -> None:
        asked_at = clock.now()
        for _ in range(RECENT_LIMIT):
            channels.receive(changed())
        with channels.subscribe(NAME, asked_at) as subscriber:
            assert await received(subscriber) == [many(NAME)]

    async def test_a_paused_one_receives_nothing_until_it_is_resumed(
        self, channels: Channels, channel: Channel, subscriber: Subscriber
    ) -> None:
        channels.pause(subscriber)
        channels.receive(changed())
        channels.wake_subscribers()
        assert not subscriber.is_awake
        channels.resume(subscriber)
        event = changed()
        channels.receive(event)
        assert await received(subscriber) == [event]


class TestChannel:
    async def test_all_subscribers_receive_the_same_published_event(
        self, channels: Channels, subscriber: Subscriber
    ) -> None:
        with channels.subscribe(NAME) as other:
            channels.receive(changed())
            assert await subscriber.next() is await other.next()

    async def test_nobody_receives_events_of_other_channels(self, channels: Channels, subscriber: Subscriber) -> None:
        channels.receive(Event("members:acme", ChangeKind.UPDATED, uuid4()))
        assert not subscriber.is_awake

    async def test_a_flood_becomes_many(self, channels: Channels, clock: ManualClock, subscriber: Subscriber) -> None:
        events = [changed() for _ in range(SINGLES_PER_SECOND)]
        for event in events:
            channels.receive(event)
        assert await received(subscriber) == events
        for _ in range(100):
            channels.receive(changed())
        assert await received(subscriber) == [many(NAME)]
        clock.advance(MANY_EVERY_SECONDS)
        assert await received(subscriber) == [many(NAME)]
        clock.advance(MANY_EVERY_SECONDS)
        assert await received(subscriber) == []

    async def test_many_is_received_at_once_and_again_only_a_second_later(
        self, channels: Channels, clock: ManualClock, subscriber: Subscriber
    ) -> None:
        channels.receive(many(NAME))
        assert await received(subscriber) == [many(NAME)]
        channels.receive(many(NAME))
        channels.receive(changed())
        clock.advance(MANY_EVERY_SECONDS * 0.9)
        assert await received(subscriber) == []
        clock.advance(MANY_EVERY_SECONDS * 0.1)
        assert await received(subscriber) == [many(NAME)]

    async def test_it_knows_of_which_changes_events_came(self, clock: ManualClock, channel: Channel) -> None:
        event = changed()
        clock.advance(10)
        channel.receive(event)
        assert channel.has_received(event.subject_id, clock.now() - 1)
        assert not channel.has_received(event.subject_id, clock.now() + 1)
        assert not channel.has_received(uuid4(), clock.now() - 1)
        channel.receive(many(NAME))
        assert channel.has_received(uuid4(), clock.now() - 1)


class TestOpenChannels:
    async def test_a_channel_is_open_from_its_first_subscriber_until_some_seconds_after_the_last(
        self, channels: Channels, clock: ManualClock
    ) -> None:
        with channels.subscribe(NAME):
            with channels.subscribe(NAME):
                assert channels.open.keys() == channels.subscribed.keys() == {NAME}
            clock.advance(LINGER_SECONDS)
            assert NAME in channels.open
        assert not channels.subscribed
        clock.advance(LINGER_SECONDS * 0.9)
        assert NAME in channels.open
        clock.advance(LINGER_SECONDS * 0.1)
        assert not channels.open

    async def test_who_comes_back_in_time_finds_the_channel_and_what_was_published_meanwhile(
        self, channels: Channels, clock: ManualClock
    ) -> None:
        with channels.subscribe(NAME):
            before = channels.open[NAME]
        asked_at, event = clock.now(), changed()
        channels.receive(event)
        clock.advance(LINGER_SECONDS * 0.9)
        with channels.subscribe(NAME, asked_at) as subscriber:
            clock.advance(LINGER_SECONDS)
            assert channels.open[NAME] is before
            assert await received(subscriber) == [event]

    async def test_only_so_many_stay_open_without_subscribers(self, channels: Channels) -> None:
        with ExitStack() as stack:
            for number in range(LINGER_LIMIT + 5):
                stack.enter_context(channels.subscribe(f"invitations:{number}"))
        assert len(channels.open) == LINGER_LIMIT

    async def test_opening_and_closing_is_noticed(self, channels: Channels, clock: ManualClock) -> None:
        with channels.subscribe(NAME):
            assert channels.changed.is_set()
            channels.changed.clear()
        assert not channels.changed.is_set()
        clock.advance(LINGER_SECONDS)
        assert channels.changed.is_set()


class TestIncompleteChannels:
    async def test_a_channel_may_lack_events_until_it_is_confirmed(
        self, channels: Channels, clock: ManualClock
    ) -> None:
        asked_at = clock.now()
        with channels.subscribe(NAME, asked_at):
            clock.advance(0.1)
            channels.confirm(NAME)
            assert await channels.next_incomplete() == {NAME: channels.open[NAME]}
            assert not channels.open[NAME].has_received(uuid4(), asked_at - UNDERWAY_SECONDS * 0.9)
            assert channels.open[NAME].has_received(uuid4(), asked_at - UNDERWAY_SECONDS)

    async def test_one_who_asked_before_the_confirmation_but_came_after_it_lacks_them_as_well(
        self, channels: Channels, clock: ManualClock
    ) -> None:
        asked_at = clock.now()
        clock.advance(5)
        with channels.subscribe(NAME):
            channels.confirm(NAME)
            await channels.next_incomplete()
            with channels.subscribe(NAME, asked_at):
                assert await channels.next_incomplete() == {NAME: channels.open[NAME]}
                assert not channels.open[NAME].has_received(uuid4(), asked_at)

    async def test_one_who_asked_after_the_confirmation_lacks_nothing(
        self, channels: Channels, clock: ManualClock
    ) -> None:
        other = "members:acme"
        with channels.subscribe(NAME), channels.subscribe(other):
            channels.confirm(NAME)
            await channels.next_incomplete()
            with channels.subscribe(NAME):
                channels.confirm(other)
                assert (await channels.next_incomplete()).keys() == {other}

    async def test_after_an_interruption_all_may_lack_events_again(self, channels: Channels) -> None:
        with channels.subscribe(NAME):
            channels.confirm(NAME)
            await channels.next_incomplete()
            channels.interrupt()
            assert channels.open[NAME].confirmed_at is None
            channels.confirm(NAME)
            assert (await channels.next_incomplete()).keys() == {NAME}

    async def test_channels_without_subscribers_are_not_completed(self, channels: Channels) -> None:
        with channels.subscribe(NAME):
            pass
        channels.confirm(NAME)
        assert await channels.next_incomplete() == {}
