"""How many emails at once, and how fast, by what the mail server made of the last ones."""

from dataclasses import dataclass

import pytest

from app.deliveries.sending_limit import (
    INTERVAL_HALF_LIFE_SECONDS,
    MAX_BACK_OFF_SECONDS,
    MAX_INTERVAL_SECONDS,
    SendingLimit,
)


@dataclass
class Seconds:
    now: float = 100.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def limit(clock: Seconds) -> SendingLimit:
    limit = SendingLimit(clock)
    limit.most = 8
    return limit


def refuse(limit: SendingLimit, times: int = 1) -> None:
    for _ in range(times):
        limit.not_connected(limit.start())


class TestAtOnce:
    def test_as_many_as_may_be_until_the_server_refuses_one(self, limit: SendingLimit) -> None:
        assert limit.at_once == 8

    def test_half_as_many_however_many_were_refused_together(self, limit: SendingLimit) -> None:
        together = [limit.start() for _ in range(5)]
        for started_at in together:
            limit.not_connected(started_at)
        assert limit.at_once == 4

    def test_one_more_after_a_while_that_goes_well_and_never_more_than_most(self, limit: SendingLimit) -> None:
        refuse(limit)
        for _ in range(20):
            limit.accepted()
        assert limit.at_once == 5
        for _ in range(1000):
            limit.accepted()
        assert limit.at_once == 8


class TestClosed:
    def test_a_last_one_refused_closes_it_for_a_while_and_then_one_probes(
        self, limit: SendingLimit, clock: Seconds
    ) -> None:
        refuse(limit, 4)
        assert (limit.is_closed, limit.at_once) == (True, 0)
        clock.now += 1
        assert (limit.is_closed, limit.at_once) == (False, 1)

    def test_the_longer_the_outage_the_rarer_the_probes_up_to_a_bound(
        self, limit: SendingLimit, clock: Seconds
    ) -> None:
        refuse(limit, 3)
        waits = []
        for _ in range(9):
            refuse(limit)
            closed_at = clock.now
            while limit.is_closed:
                clock.now += 0.25
            waits.append(clock.now - closed_at)
        assert waits == sorted(waits)
        assert waits[0] < 1
        assert waits[-1] == pytest.approx(MAX_BACK_OFF_SECONDS, abs=0.5)

    def test_a_probe_that_comes_through_opens_it_quickly(self, limit: SendingLimit, clock: Seconds) -> None:
        refuse(limit, 4)
        clock.now += 1
        for _ in range(7):
            limit.accepted()
        assert limit.at_once == 8


class TestRate:
    def test_too_fast_leaves_time_between_emails_and_sends_fewer_at_once(
        self, limit: SendingLimit, clock: Seconds
    ) -> None:
        limit.too_fast(limit.start())
        limit.start()
        assert limit.wait_seconds > 0.2
        assert limit.at_once == 4
        clock.now += 1
        assert limit.wait_seconds == 0

    def test_the_time_between_is_bounded_and_passes(self, limit: SendingLimit) -> None:
        for _ in range(20):
            limit.too_fast(limit.start())
        limit.start()
        assert MAX_INTERVAL_SECONDS - 1 < limit.wait_seconds <= MAX_INTERVAL_SECONDS
        assert not limit.is_closed
        for _ in range(100):
            limit.accepted()
        limit.start()
        assert limit.wait_seconds == 0

    def test_the_time_between_is_shorter_after_a_while_without_any_email(
        self, limit: SendingLimit, clock: Seconds
    ) -> None:
        for _ in range(20):
            limit.too_fast(limit.start())
        clock.now += INTERVAL_HALF_LIFE_SECONDS
        limit.start()
        assert limit.wait_seconds == pytest.approx(MAX_INTERVAL_SECONDS / 2, abs=0.1)
        clock.now += 10 * INTERVAL_HALF_LIFE_SECONDS
        limit.start()
        assert limit.wait_seconds == 0


def begun_within(limit: SendingLimit, clock: Seconds, seconds: float, late: float = 0.0) -> int:
    """How many emails begin in this time, each as soon as it may and so many seconds late."""
    begun, end = 0, clock.now + seconds
    while clock.now < end:
        wait = limit.wait_seconds
        if wait:
            clock.now += wait + late
        else:
            limit.take()
            begun += 1
    return begun


class TestWhatAnOperatorAllows:
    @pytest.mark.parametrize(("per_minute", "late"), [(1, 0.0), (30, 0.05), (600, 0.02), (6000, 0.005)])
    def test_so_many_begin_in_a_minute(self, per_minute: int, late: float, limit: SendingLimit, clock: Seconds) -> None:
        limit.per_minute = per_minute
        begun_within(limit, clock, 5)
        begun = begun_within(limit, clock, 120, late)
        assert 2 * per_minute * 0.97 - 1 <= begun <= 2 * per_minute + 1

    def test_time_without_emails_is_not_made_up_for(self, limit: SendingLimit, clock: Seconds) -> None:
        limit.per_minute = 600
        clock.now += 3600
        assert begun_within(limit, clock, 1) <= 12

    def test_another_rate_holds_at_once_also_where_a_long_wait_had_begun(
        self, limit: SendingLimit, clock: Seconds
    ) -> None:
        limit.per_minute = 1
        limit.take()
        assert limit.wait_seconds == pytest.approx(60, abs=0.1)
        limit.per_minute = 600
        assert limit.wait_seconds == pytest.approx(0.1, abs=0.01)
        limit.per_minute = None
        assert limit.wait_seconds == 0
        clock.now += 60
        limit.per_minute = 6
        limit.take()
        assert limit.wait_seconds == pytest.approx(10, abs=0.01)

    def test_what_the_server_finds_too_fast_is_slower_still(self, limit: SendingLimit) -> None:
        limit.per_minute = 60_000
        limit.take()
        limit.too_fast(limit.start())
        limit.take()
        assert limit.wait_seconds > 0.2

    def test_as_many_at_once_as_allowed_whatever_is_configured_and_back(self, limit: SendingLimit) -> None:
        for _ in range(100):
            limit.accepted()
        limit.allowed = 50
        assert limit.at_once == 50
        limit.allowed = 2
        assert limit.at_once == 2
        limit.allowed = None
        assert limit.at_once == 8

    def test_what_the_server_refuses_stays_refused(self, limit: SendingLimit) -> None:
        refuse(limit)
        limit.allowed = 50
        assert limit.at_once == 4
        for _ in range(10_000):
            limit.accepted()
        assert limit.at_once == 50

    def test_only_what_may_begin_soon_is_claimed(self, limit: SendingLimit, clock: Seconds) -> None:
        assert limit.room(waiting=0, active=0, seconds=1) == 16
        assert limit.room(waiting=4, active=8, seconds=1) == 0
        limit.per_minute = 120
        assert limit.room(waiting=0, active=0, seconds=1) == 3
        limit.take()
        assert limit.room(waiting=0, active=1, seconds=1) == 2
        assert limit.room(waiting=2, active=0, seconds=1) == 0
        limit.per_minute = 1
        assert limit.room(waiting=0, active=0, seconds=1) == 0
        clock.now += 59.5
        assert limit.room(waiting=0, active=0, seconds=1) == 1

    def test_what_may_not_begin_soon_any_more_is_too_many(self, limit: SendingLimit, clock: Seconds) -> None:
        assert limit.surplus(waiting=16, seconds=1) == 0
        limit.allowed = 2
        assert limit.surplus(waiting=16, seconds=1) == 12
        limit.per_minute = 120
        assert limit.surplus(waiting=16, seconds=1) == 13
        assert limit.surplus(waiting=3, seconds=1) == 0
        limit.take()
        limit.per_minute = 1
        assert limit.surplus(waiting=3, seconds=1) == 3
        clock.now += 59.5
        assert limit.surplus(waiting=3, seconds=1) == 2

    @pytest.mark.parametrize("per_minute", [1, 7, 60, 120, 1000, 6000])
    def test_what_was_claimed_is_never_too_many_while_the_rate_stays(
        self, per_minute: float, limit: SendingLimit, clock: Seconds
    ) -> None:
        limit.per_minute = per_minute
        waiting = 0
        for _ in range(2000):
            assert limit.surplus(waiting, 1) == 0
            waiting += limit.room(waiting, 0, 1)
            while waiting and not limit.wait_seconds:
                limit.take()
                waiting -= 1
            clock.now += 0.05
