"""When an email is tried again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.deliveries.retry_policy import GIVE_UP_AFTER, INTERVALS, JITTER, next_attempt_at

NOW = datetime(2030, 1, 1, tzinfo=UTC)
chances = st.floats(0, 1)


class TestRetrying:
    def test_waits_grow_from_a_minute_to_four_hours_and_stay_there(self) -> None:
        waits = []
        for failures in range(1, 10):
            moment = next_attempt_at(failures, NOW, NOW, chance=0.5)
            assert moment is not None
            waits.append((moment - NOW) / timedelta(minutes=1))
        assert waits == [1, 5, 15, 30, 60, 120, 240, 240, 240]

    @given(failures=st.integers(1, 1000), chance=chances)
    def test_every_wait_is_within_a_fifth_of_its_interval(self, failures: int, chance: float) -> None:
        moment = next_attempt_at(failures, NOW, NOW, chance)
        assert moment is not None
        interval = INTERVALS[min(failures, len(INTERVALS)) - 1]
        assert abs(moment - NOW - interval) <= interval * JITTER + timedelta(microseconds=1)

    @given(age=st.timedeltas(timedelta(0), timedelta(hours=100)), failures=st.integers(1, 100), chance=chances)
    def test_nothing_is_tried_later_than_two_days_after_the_first_failure(
        self, age: timedelta, failures: int, chance: float
    ) -> None:
        moment = next_attempt_at(failures, NOW - age, NOW, chance)
        assert moment is None or NOW < moment <= NOW - age + GIVE_UP_AFTER

    def test_gives_up_when_the_next_wait_would_end_too_late(self) -> None:
        assert next_attempt_at(20, NOW - timedelta(hours=45), NOW, chance=0.5) is None

    @given(chance=chances)
    def test_an_outage_of_a_day_is_survived(self, chance: float) -> None:
        assert next_attempt_at(12, NOW - timedelta(hours=24), NOW, chance) is not None
