"""One look for all of a process, as long as somebody subscribes."""

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from uuid import uuid4

import pytest

from app.database.outages import DatabaseUnavailable
from app.operations.watch import TASK, OperationsWatch
from app.pubsub.channels import Channels, Subscriber
from tests.support.waiting import until


class Database:
    """`state` is what a look finds, or raises."""

    def __init__(self) -> None:
        self.state: str | Exception = "as it was"
        self.looks = 0
        self.looking = 0

    async def read(self) -> str:
        self.looks += 1
        self.looking += 1
        assert self.looking == 1, "two looks at once"
        try:
            await asyncio.sleep(0)
            if isinstance(self.state, Exception):
                raise self.state
            return self.state
        finally:
            self.looking -= 1

    async def looked_at(self, times: int) -> None:
        """Waits for so many looks from now on."""
        until_then = self.looks + times

        async def is_so() -> bool:
            return self.looks >= until_then

        await until(is_so)


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def watch(database: Database) -> OperationsWatch:
    return OperationsWatch(Channels(), database.read, seconds=0.001)


async def subscribed(stack: AsyncExitStack, watch: OperationsWatch, count: int) -> list[Subscriber]:
    now = time.monotonic()
    return [await stack.enter_async_context(watch.subscribe(now, uuid4())) for _ in range(count)]


async def test_all_subscribers_are_informed_by_the_same_looks(watch: OperationsWatch, database: Database) -> None:
    async with AsyncExitStack() as stack:
        subscribers = await subscribed(stack, watch, 50)
        database.state = "changed"
        for each in subscribers:
            assert await each.next() is not None


async def test_who_comes_to_others_costs_no_look(database: Database) -> None:
    async with AsyncExitStack() as stack:
        await subscribed(stack, OperationsWatch(Channels(), database.read, seconds=3600), 50)
        assert database.looks == 1


async def test_without_a_change_nobody_is(watch: OperationsWatch, database: Database) -> None:
    async with AsyncExitStack() as stack:
        (subscriber,) = await subscribed(stack, watch, 1)
        await database.looked_at(20)
        assert not subscriber.is_awake


async def test_a_change_after_subscribing_and_before_the_first_look_is_one(
    watch: OperationsWatch, database: Database
) -> None:
    async with AsyncExitStack() as stack:
        (subscriber,) = await subscribed(stack, watch, 1)
        database.state = "changed at once"
        assert await subscriber.next() is not None


async def test_without_subscribers_it_does_not_look(watch: OperationsWatch, database: Database) -> None:
    for _ in range(2):  # it begins anew
        async with AsyncExitStack() as stack:
            await subscribed(stack, watch, 2)
            await database.looked_at(2)
        assert watch._task is None
        assert not [each for each in asyncio.all_tasks() if each.get_name() == TASK and not each.cancelling()]


async def test_who_comes_while_the_last_look_for_others_is_being_ended_waits_for_that() -> None:
    looking = 0

    async def read() -> str:
        nonlocal looking
        looking += 1
        assert looking == 1, "two looks at once"
        try:
            await asyncio.sleep(0 if looks.pop() else 3600)
        finally:
            for _ in range(10):  # a connection is given back
                await asyncio.sleep(0)
            looking -= 1
        return "as it was"

    async def is_looking() -> bool:
        return looking == 1

    looks = [True, False, True]
    watch = OperationsWatch(Channels(), read, seconds=0.001)
    for _ in range(2):
        async with AsyncExitStack() as stack:
            await subscribed(stack, watch, 1)
            if looks:
                await until(is_looking)


async def test_who_comes_after_a_look_that_could_not_be_ended_is_not_kept_waiting() -> None:
    """As where a cancellation comes together with the answer of the database, and is dropped."""
    looks = 0
    is_looking = asyncio.Event()

    async def read() -> str:
        nonlocal looks
        looks += 1
        if looks == 2:
            is_looking.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)
        return "as it was"

    watch = OperationsWatch(Channels(), read, seconds=0.001)
    async with AsyncExitStack() as stack:
        await subscribed(stack, watch, 1)
        await is_looking.wait()
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        await subscribed(stack, watch, 1)


async def test_what_changed_while_the_database_was_away_is_told_when_it_is_back(
    watch: OperationsWatch, database: Database
) -> None:
    async with AsyncExitStack() as stack:
        (subscriber,) = await subscribed(stack, watch, 1)
        for error in (DatabaseUnavailable("away"), ValueError("a fault")):
            database.state = error
            await database.looked_at(3)
            assert not subscriber.is_awake
        database.state = "changed"
        assert await subscriber.next() is not None


async def test_who_cannot_be_told_of_changes_is_told_so(watch: OperationsWatch, database: Database) -> None:
    database.state = DatabaseUnavailable("away")
    async with AsyncExitStack() as stack:
        with pytest.raises(DatabaseUnavailable):
            await subscribed(stack, watch, 1)
    assert watch._subscriber_count == 0
