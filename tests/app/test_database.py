"""Ids that sort by time."""

import time

import pytest

from app.database import uuid7


class TestUuid7:
    def test_sorts_in_the_order_of_making_within_a_millisecond(self) -> None:
        made = [uuid7() for _ in range(10_000)]
        assert made == sorted(made)
        assert len(set(made)) == len(made)

    def test_carries_the_time_in_milliseconds(self) -> None:
        before = time.time_ns() // 1_000_000
        assert before <= uuid7().int >> 80 <= time.time_ns() // 1_000_000 + 1
        assert uuid7().version == 7

    def test_goes_on_upwards_where_the_clock_was_set_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        earlier = uuid7()
        monkeypatch.setattr(time, "time_ns", lambda: 0)
        assert uuid7() > earlier
