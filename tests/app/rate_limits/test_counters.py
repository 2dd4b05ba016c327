"""Buckets in Redis and in memory: the same stories hold for both."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from app.occasional_log import PAUSE_SECONDS
from app.rate_limits.buckets import Charge, apply_charge
from app.rate_limits.counters import AWAY_SECONDS, KEY_PREFIX, Counter, MemoryCounter, SharedCounter
from app.settings.rates import Rate
from tests.support.tcp import tcp_server

HOURLY = Rate(count=3, seconds=3600)
STEP = 1200


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class World:
    """A counter, and the way to let time pass for it."""

    counter: Counter
    pass_seconds: Callable[[float], Awaitable[None]]
    take: Callable[..., Awaitable[list[float]]] = field(init=False)

    def __post_init__(self) -> None:
        self.take = self.counter.take


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        await client.flushdb()
        yield client


@pytest.fixture(params=["memory", "redis"])
def world(request: pytest.FixtureRequest, redis: Redis) -> World:
    if request.param == "memory":
        clock = Clock()

        async def advance(seconds: float) -> None:
            clock.now += seconds

        return World(MemoryCounter(clock), advance)

    async def set_back(seconds: float) -> None:
        for key in await redis.keys(f"{KEY_PREFIX}*"):
            await redis.incrbyfloat(key, -seconds * 1000)

    return World(SharedCounter(redis), set_back)


class TestBuckets:
    async def test_as_many_as_the_rate_says_come_at_once_and_the_next_has_to_wait(self, world: World) -> None:
        charge = Charge("a", HOURLY)
        assert [await world.take([charge]) for _ in range(3)] == [[0], [0], [0]]
        assert await world.take([charge]) == [pytest.approx(STEP, abs=10)]

    async def test_what_is_refused_costs_nothing(self, world: World) -> None:
        for _ in range(9):
            waits = await world.take([Charge("a", HOURLY)])
        assert waits == [pytest.approx(STEP, abs=10)]

    async def test_units_come_back_one_after_another(self, world: World) -> None:
        charge = Charge("a", HOURLY)
        await world.take([Charge("a", HOURLY, 3)])
        await world.pass_seconds(STEP + 1)
        assert [(await world.take([charge]))[0] > 0 for _ in range(2)] == [False, True]

    async def test_of_many_at_the_same_time_no_more_are_let_in(self, world: World) -> None:
        waits = await asyncio.gather(*(world.take([Charge("a", HOURLY)]) for _ in range(50)))
        assert waits.count([0]) == 3

    async def test_buckets_do_not_mix(self, world: World) -> None:
        await world.take([Charge("a", HOURLY, 3)])
        assert await world.take([Charge("b", HOURLY)]) == [0]

    async def test_all_are_taken_or_none(self, world: World) -> None:
        await world.take([Charge("a", HOURLY, 3)])
        refused = await world.take([Charge("a", HOURLY), Charge("b", HOURLY, 3)])
        assert [wait > 0 for wait in refused] == [True, False]
        assert await world.take([Charge("b", HOURLY, 3)]) == [0]

    async def test_separately_each_is_taken_that_can_be(self, world: World) -> None:
        await world.take([Charge("a", HOURLY, 3)])
        both = [Charge("a", HOURLY), Charge("b", HOURLY, 3)]
        assert [wait > 0 for wait in await world.take(both, separately=True)] == [True, False]
        assert [wait > 0 for wait in await world.take(both, separately=True)] == [True, True]

    async def test_a_unit_given_back_can_be_taken_again(self, world: World) -> None:
        await world.take([Charge("a", HOURLY, 3)])
        await world.take([Charge("a", HOURLY, -1)])
        assert await world.take([Charge("a", HOURLY)]) == [0]
        assert (await world.take([Charge("a", HOURLY)]))[0] > 0

    async def test_giving_back_to_an_empty_bucket_saves_nothing_up(self, world: World) -> None:
        await world.take([Charge("a", HOURLY, -3)])
        await world.take([Charge("a", HOURLY, 3)])
        assert (await world.take([Charge("a", HOURLY)]))[0] > 0

    async def test_more_than_a_bucket_holds_needs_an_empty_one_and_fills_it(self, world: World) -> None:
        assert await world.take([Charge("a", HOURLY, 500)]) == [0]
        assert (await world.take([Charge("a", HOURLY)]))[0] > 0
        await world.pass_seconds(STEP + 1)
        assert (await world.take([Charge("a", HOURLY, 500)]))[0] > 0


@given(st.integers(1, 1000), st.integers(1, 100_000), st.lists(st.floats(0, 1000), max_size=200))
def test_no_more_is_let_in_than_the_rate_allows(count: int, seconds: int, pauses: list[float]) -> None:
    rate, now, empty_at, taken = Rate(count=count, seconds=seconds), 0.0, 0.0, 0
    for pause in pauses:
        now += pause
        after, wait = apply_charge(Charge("a", rate), empty_at, now)
        if not wait:
            empty_at, taken = after, taken + 1
    assert taken <= count + now * count / seconds + 1e-3


class TestRedis:
    async def test_an_empty_bucket_takes_no_room(self, redis: Redis) -> None:
        counter = SharedCounter(redis)
        await counter.take([Charge("a", HOURLY)])
        (key,) = await redis.keys("*")
        assert STEP - 10 < await redis.ttl(key) <= STEP
        await counter.take([Charge("a", HOURLY, -1)])
        assert await redis.keys("*") == []

    async def test_two_processes_share_their_buckets(self, redis: Redis) -> None:
        await SharedCounter(redis).take([Charge("a", HOURLY, 3)])
        assert (await SharedCounter(redis).take([Charge("a", HOURLY)]))[0] > 0


class TestWhileRedisIsAway:
    @pytest.fixture
    async def nowhere(self) -> AsyncIterator[Redis]:
        async with Redis(host="127.0.0.1", port=9) as client:
            yield client

    async def test_each_process_counts_for_itself_and_is_stricter(self, nowhere: Redis) -> None:
        counter = SharedCounter(nowhere)
        hundred = Charge("a", Rate(count=100, seconds=3600))
        waits = [await counter.take([hundred]) for _ in range(60)]
        assert waits.count([0]) == 50

    async def test_redis_is_left_alone_for_a_while_and_then_asked_again(
        self, nowhere: Redis, caplog: pytest.LogCaptureFixture
    ) -> None:
        clock = Clock()
        counter = SharedCounter(nowhere, clock)
        for _ in range(3):
            await counter.take([Charge("a", HOURLY)])
        assert [record.message for record in caplog.records] == ["rate_limits_in_memory"]
        clock.now += AWAY_SECONDS
        await counter.take([Charge("a", HOURLY)])
        assert len(caplog.records) == 1  # one line a minute
        clock.now += PAUSE_SECONDS
        await counter.take([Charge("a", HOURLY)])
        first, second = caplog.records
        assert [first.__dict__["count"], second.__dict__["count"]] == [1, 2]

    @pytest.fixture
    async def silent(self) -> AsyncIterator[Redis]:
        """It takes connections and says nothing."""

        async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while await reader.read(4096):
                pass

        async with tcp_server(wait) as port, Redis(host="127.0.0.1", port=port) as client:
            yield client

    async def test_that_hangs_all_wait_together_for_no_longer_than_one_look(
        self, silent: Redis, caplog: pytest.LogCaptureFixture
    ) -> None:
        """However many connections that takes, and however many wait for one."""
        looks = 120.0
        counter = SharedCounter(silent, look_seconds=0.2)
        first = asyncio.create_task(counter.take([Charge("a", HOURLY)]))
        await asyncio.sleep(0)
        counter._look_seconds = looks
        later = [asyncio.create_task(counter.take([Charge(str(number), HOURLY)])) for number in range(50)]
        async with asyncio.timeout(looks / 2):
            assert await asyncio.gather(first, *later) == [[0]] * 51
        assert [record.message for record in caplog.records] == ["rate_limits_in_memory"]

    async def test_that_hangs_looks_that_end_at_the_same_moment_all_count_in_memory(self, silent: Redis) -> None:
        """A busy process finds several over their time in one turn of its loop."""
        counter = SharedCounter(silent, look_seconds=0.05)
        looks = [asyncio.create_task(counter.take([Charge(str(number), HOURLY)])) for number in range(10)]
        await asyncio.sleep(0)
        time.sleep(0.1)  # noqa: ASYNC251 - the loop is busy
        assert await asyncio.gather(*looks) == [[0]] * 10
