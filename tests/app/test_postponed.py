from app.postponed import MOST, SECONDS, Postponed
from tests.support.manual_clock import ManualClock


def test_an_item_is_left_out_for_a_day() -> None:
    clock = ManualClock()
    postponed = Postponed[str](clock.now)
    postponed.add("a")
    clock.advance(SECONDS - 1)
    assert postponed.items == ["a"]
    clock.advance(1)
    assert postponed.items == []


def test_where_more_fail_than_can_be_left_out_the_work_fails() -> None:
    postponed = Postponed[int](ManualClock().now)
    assert all(postponed.add(number) for number in range(MOST))
    assert not postponed.add(MOST)
    assert len(postponed.items) == MOST
