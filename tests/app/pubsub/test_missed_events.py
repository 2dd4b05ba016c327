"""Changes of which no event came are read from the database."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.occasional_log import OccasionalLog
from app.pubsub import missed_events
from app.pubsub.channels import Channels, Subscriber
from app.pubsub.events import OPERATIONS_CHANNEL, ChangeKind, Event
from app.pubsub.missed_events import Change, MissedEvents, OwnEvents
from app.pubsub.redis import RedisReceiver, publish
from tests.support.changed_database import ChangedDatabase
from tests.support.waiting import PATIENCE_SECONDS

NEVER = 3_600.0


def searching(
    channels: Channels, database: ChangedDatabase, *, sweep_seconds: float = NEVER, wake_seconds: float = NEVER
) -> AbstractAsyncContextManager[None]:
    missed_events = MissedEvents(
        channels,
        {"invitations": database.changed_since, "members": database.changed_since},
        read_clock=database.now,
        sweep_seconds=sweep_seconds,
        wake_seconds=wake_seconds,
        underway_seconds=0,
    )
    return missed_events.searching()


@pytest.fixture
def database() -> ChangedDatabase:
    return ChangedDatabase()


@pytest.fixture
def channels() -> Channels:
    return Channels()


@pytest.fixture
async def sweeping(channels: Channels, database: ChangedDatabase) -> AsyncIterator[None]:
    async with searching(channels, database, sweep_seconds=0.02):
        yield


@pytest.fixture
def name() -> str:
    return f"invitations:{uuid4()}"


def changed(channel: str) -> Event:
    return Event(channel, ChangeKind.UPDATED, uuid4())


def seconds_ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


async def next_event(subscriber: Subscriber) -> Event:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (published := await subscriber.next()):
            pass
    return published.event


@pytest.mark.usefixtures("sweeping")
class TestSweeps:
    async def test_a_change_of_which_no_event_came_is_received_once(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost, marker = changed(name), changed(name)
        with channels.subscribe(name) as subscriber:
            database.changes.append(Change(lost, datetime.now(UTC)))
            assert await next_event(subscriber) == lost
            await database.be_searched()
            channels.receive(marker)
            assert await next_event(subscriber) == marker

    async def test_a_channel_that_is_looked_after_otherwise_takes_no_part(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost = changed(name)
        with channels.subscribe(OPERATIONS_CHANNEL) as otherwise, channels.subscribe(name) as subscriber:
            database.changes.append(Change(lost, datetime.now(UTC)))
            assert await next_event(subscriber) == lost
            assert not otherwise.is_awake

    async def test_a_change_of_which_an_event_came_is_not_received_again(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        event, marker = changed(name), changed(name)
        with channels.subscribe(name) as subscriber:
            database.changes.append(Change(event, seconds_ago(0.05)))
            channels.receive(event)
            await database.be_searched()
            channels.receive(marker)
            assert [await next_event(subscriber) for _ in range(2)] == [event, marker]

    async def test_an_event_does_not_cover_a_later_change(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        event = changed(name)
        with channels.subscribe(name) as subscriber:
            channels.receive(event)
            assert await next_event(subscriber) == event
            database.changes.append(Change(event, seconds_ago(-0.05)))
            assert await next_event(subscriber) == event

    async def test_what_changed_before_anybody_subscribed_is_not_received(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        marker = changed(name)
        database.changes.append(Change(changed(name), seconds_ago(2)))
        with channels.subscribe(name) as subscriber:
            await database.be_searched()
            channels.receive(marker)
            assert await next_event(subscriber) == marker

    async def test_what_changed_while_the_database_was_away_is_received_afterwards(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost = changed(name)
        with channels.subscribe(name) as subscriber:
            await database.be_searched()
            database.refused = asyncio.Event()
            await asyncio.wait_for(database.refused.wait(), PATIENCE_SECONDS)
            database.changes.append(Change(lost, datetime.now(UTC)))
            database.refused = None
            assert await next_event(subscriber) == lost

    async def test_a_database_that_is_away_is_one_line_a_minute_without_a_traceback(
        self,
        channels: Channels,
        database: ChangedDatabase,
        name: str,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(
            missed_events, "outages", OccasionalLog(logging.getLogger(missed_events.__name__), "changes_not_read")
        )
        with channels.subscribe(name):
            for _ in range(3):
                database.refused = asyncio.Event()
                await asyncio.wait_for(database.refused.wait(), PATIENCE_SECONDS)
        (record,) = caplog.records
        assert (record.message, record.exc_info) == ("changes_not_read", None)

    async def test_one_search_is_for_all_channels_of_a_noun_and_none_without_subscribers(
        self, channels: Channels, database: ChangedDatabase
    ) -> None:
        assert database.searched == []
        ids = {uuid4(), uuid4()}
        one, other = (f"invitations:{each}" for each in ids)
        with channels.subscribe(one), channels.subscribe(other), channels.subscribe(other):
            await database.be_searched()
        assert set(database.searched[-1]) == ids

    async def test_changes_of_different_nouns_are_received(self, channels: Channels, database: ChangedDatabase) -> None:
        names = [f"invitations:{uuid4()}", f"members:{uuid4()}"]
        lost = [changed(name) for name in names]
        with channels.subscribe(names[0]) as one, channels.subscribe(names[1]) as other:
            database.changes += [Change(event, datetime.now(UTC)) for event in lost]
            assert [await next_event(one), await next_event(other)] == lost


class TestConfirmations:
    """Without any sweep."""

    async def test_what_was_published_before_the_channel_was_confirmed_is_received_at_once(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost = changed(name)
        async with searching(channels, database):
            with channels.subscribe(name) as subscriber:
                database.changes.append(Change(lost, datetime.now(UTC)))
                assert database.searched == []
                channels.confirm(name)
                assert await next_event(subscriber) == lost

    async def test_so_is_what_began_before_the_request_and_was_published_after_it(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost = changed(name)
        database.changes.append(Change(lost, seconds_ago(0.1)))
        async with searching(channels, database):
            with channels.subscribe(name) as subscriber:
                channels.confirm(name)
                assert await next_event(subscriber) == lost

    async def test_what_this_process_published_before_the_request_is_not_received(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        published, lost = changed(name), changed(name)
        database.changes += [Change(published, seconds_ago(0.2)), Change(lost, seconds_ago(0.1))]
        async with searching(channels, database):
            OwnEvents(channels).publish(published)
            with channels.subscribe(name) as subscriber:
                channels.confirm(name)
                assert await next_event(subscriber) == lost
                assert not subscriber.is_awake

    async def test_what_this_process_published_after_the_request_is_received(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost = changed(name)
        async with searching(channels, database):
            requested_at = time.monotonic()
            database.changes.append(Change(lost, datetime.now(UTC)))
            OwnEvents(channels).publish(lost)
            with channels.subscribe(name, since=requested_at) as subscriber:
                channels.confirm(name)
                assert await next_event(subscriber) == lost

    async def test_what_redis_passed_to_nobody_is_received_as_soon_as_redis_has_confirmed(
        self, channels: Channels, database: ChangedDatabase, name: str, redis_url: str
    ) -> None:
        lost, later = changed(name), changed(name)
        async with Redis.from_url(redis_url) as redis, searching(channels, database):
            with channels.subscribe(name) as subscriber:
                database.changes.append(Change(lost, datetime.now(UTC)))
                await publish(redis, [lost])
                async with RedisReceiver(channels).receiving(redis):
                    assert await next_event(subscriber) == lost
                    await publish(redis, [later])
                    assert await next_event(subscriber) == later

    async def test_who_asked_before_the_confirmation_and_came_after_it_receives_what_was_published_meanwhile(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost = changed(name)
        asked_at = time.monotonic()
        async with searching(channels, database):
            with channels.subscribe(name):
                channels.confirm(name)
                await database.be_searched(1)
                database.changes.append(Change(lost, datetime.now(UTC)))
                with channels.subscribe(name, asked_at) as subscriber:
                    assert await next_event(subscriber) == lost

    async def test_what_an_event_has_reported_by_then_is_not_received_again(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        event, marker = changed(name), changed(name)
        async with searching(channels, database):
            with channels.subscribe(name) as subscriber:
                database.changes.append(Change(event, datetime.now(UTC)))
                channels.confirm(name)
                channels.receive(event)
                await database.be_searched(1)
                channels.confirm(name)
                await database.be_searched(1)
                channels.receive(marker)
                assert [await next_event(subscriber) for _ in range(2)] == [event, marker]

    async def test_with_the_database_away_the_next_confirmation_searches_again(
        self, channels: Channels, database: ChangedDatabase, name: str
    ) -> None:
        lost = changed(name)
        async with searching(channels, database):
            with channels.subscribe(name) as subscriber:
                database.changes.append(Change(lost, datetime.now(UTC)))
                database.refused = asyncio.Event()
                channels.confirm(name)
                await asyncio.wait_for(database.refused.wait(), PATIENCE_SECONDS)
                database.refused = None
                channels.confirm(name)
                assert await next_event(subscriber) == lost


async def test_subscribers_are_woken_now_and_then(channels: Channels, database: ChangedDatabase, name: str) -> None:
    async with searching(channels, database, wake_seconds=0.02):
        with channels.subscribe(name) as subscriber:
            assert await asyncio.wait_for(subscriber.next(), PATIENCE_SECONDS) is None
