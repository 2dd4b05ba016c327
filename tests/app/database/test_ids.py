"""Ids that sort by time."""

import time

from app.database.ids import uuid7


class TestUuid7:
    def test_sorts_in_the_order_of_making_within_a_millisecond(self) -> None:
        made = [uuid7() for _ in range(10_000)]
        assert made == sorted(made)
        assert len(set(made)) == len(made)

    def test_carries_the_time_in_milliseconds(self) -> None:
        before = time.time_ns() // 1_000_000
        assert before <= uuid7().int >> 80 <= time.time_ns() // 1_000_000 + 1
        assert uuid7().version == 7

    def test_goes_on_upwards_where_the_clock_was_set_back(self) -> None:
        earlier = uuid7()
        assert uuid7(clock=lambda: 0) > earlier
