"""What a process reports of its schedules."""

import json
from pathlib import Path

import pytest

from app.operations.schedules import ScheduleReport
from tests.support.manual_clock import ManualClock
from workers.schedule_runs import ScheduleRuns, describe_error


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def runs(clock: ManualClock) -> ScheduleRuns:
    return ScheduleRuns(clock.now)


def only(runs: ScheduleRuns, *, is_working: bool = False) -> ScheduleReport:
    (report,) = runs.reports(is_working=is_working)
    return report


def test_a_run_that_has_ended(runs: ScheduleRuns, clock: ManualClock) -> None:
    run = runs.add("purge", 3600, lasts=False)
    run.begin()
    clock.advance(2.5)
    run.end(3600)
    clock.advance(600)
    assert only(runs) == ScheduleReport("purge", 3600, started_in=-602.5, duration_ms=2500, next_in=3000)


def test_a_run_that_hangs_was_to_end_long_ago_and_shows_the_one_before(runs: ScheduleRuns, clock: ManualClock) -> None:
    run = runs.add("purge", 3600, lasts=False)
    run.begin()
    clock.advance(1)
    run.end(60)
    clock.advance(60)
    run.begin()
    clock.advance(500)
    assert only(runs) == ScheduleReport("purge", 3600, started_in=-561, duration_ms=1000, next_in=-500)


def test_a_first_run_that_hangs_shows(runs: ScheduleRuns, clock: ManualClock) -> None:
    runs.add("purge", 3600, lasts=False).begin()
    clock.advance(40)
    assert only(runs).next_in == -40


def test_a_run_that_was_woken_before_its_time_is_late_from_then_on(runs: ScheduleRuns, clock: ManualClock) -> None:
    run = runs.add("send", 60, lasts=True)
    run.end(60)
    clock.advance(10)
    run.begin()
    clock.advance(5)
    assert only(runs).next_in == -5


def test_a_lasting_run_is_not_late_while_the_process_works_on_something(runs: ScheduleRuns, clock: ManualClock) -> None:
    runs.add("send", 60, lasts=True).begin()
    runs.add("purge", 60, lasts=False).begin()
    clock.advance(500)
    assert [each.next_in for each in runs.reports(is_working=True)] == [60, -500]
    assert [each.next_in for each in runs.reports(is_working=False)] == [-500, -500]


def test_of_several_loops_with_one_name_the_one_that_hangs_shows(runs: ScheduleRuns, clock: ManualClock) -> None:
    loops = [runs.add("work", 1, lasts=True) for _ in range(3)]
    for loop in loops:
        loop.begin()
    clock.advance(100)
    for loop in (loops[0], loops[2]):
        loop.end(1)
    assert only(runs).next_in == -100


def test_an_error_is_kept_by_its_type_and_place(runs: ScheduleRuns, clock: ManualClock) -> None:
    run = runs.add("purge", 60, lasts=False)
    run.begin()
    with pytest.raises(OSError, match=r"ada@example\.com") as raised:
        Path("/ada@example.com").read_text()
    run.fail(raised.value)
    run.end(1)
    clock.advance(30)
    run.begin()
    run.end(60)
    report = only(runs)
    assert report.error is not None
    assert report.error.startswith("FileNotFoundError in tests/workers/test_schedule_runs.py, line ")
    assert report.error_in == -30


def test_an_error_from_nowhere_has_its_type_alone() -> None:
    assert describe_error(ValueError("ada@example.com")) == "ValueError"


def test_an_error_out_of_a_library_names_the_line_of_ours() -> None:
    with pytest.raises(ValueError, match="property name") as raised:
        json.loads("{")
    assert describe_error(raised.value).startswith("JSONDecodeError in tests/workers/test_schedule_runs.py, line ")
