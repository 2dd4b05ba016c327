"""When each schedule of this process last ran, and when it is to run next: noted in memory, sent with the heartbeat."""

import time
from collections.abc import Callable
from pathlib import Path
from traceback import walk_tb

from app.operations.schedules import ScheduleReport

ROOT = Path(__file__).parent.parent
# As many as PostgreSQL's integer holds: 25 days, which only a run that never ran out of work takes.
MAX_DURATION_MS = 2**31 - 1


class LoggedFailure(Exception):  # noqa: N818 - says what it is
    """A run has failed and has logged why itself; `__cause__` is what it failed with. The next one is in its time."""


class ScheduleRun:
    """The last run of one loop, by `clock`. `lasts`: a run goes on for as long as there is something to do."""

    def __init__(self, name: str, interval_seconds: float, clock: Callable[[], float], *, lasts: bool) -> None:
        self.name = name
        self.interval_seconds = interval_seconds
        self.lasts = lasts
        self.is_running = False
        self.next_at = clock()
        self._clock = clock
        self._began_at = self._last_began_at = self.next_at
        self._duration = 0.0
        self.error: str | None = None
        self.error_at: float | None = None

    def begin(self) -> None:
        self.is_running = True
        self._began_at = self._clock()
        self.next_at = min(self.next_at, self._began_at)

    def fail(self, error: BaseException) -> None:
        self.error, self.error_at = describe_error(error), self._clock()

    def end(self, pause_seconds: float) -> None:
        """The next run begins after the pause."""
        self.is_running = False
        self._last_began_at, self._duration = self._began_at, self._clock() - self._began_at
        self.next_at = self._clock() + pause_seconds

    def report(self, *, is_working: bool) -> ScheduleReport:
        now = self._clock()
        is_getting_on = self.is_running and self.lasts and is_working
        return ScheduleReport(
            name=self.name,
            interval_seconds=self.interval_seconds,
            started_in=self._last_began_at - now,
            duration_ms=min(MAX_DURATION_MS, round(self._duration * 1000)),
            next_in=self.interval_seconds if is_getting_on else self.next_at - now,
            error=self.error,
            error_in=None if self.error_at is None else self.error_at - now,
        )


class ScheduleRuns:
    """Those of all schedules of a process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._runs: list[ScheduleRun] = []

    def add(self, name: str, interval_seconds: float, *, lasts: bool) -> ScheduleRun:
        run = ScheduleRun(name, interval_seconds, self._clock, lasts=lasts)
        self._runs.append(run)
        return run

    def reports(self, *, is_working: bool) -> list[ScheduleReport]:
        """One for each name: of several loops that which is to run first, so that one that hangs shows.

        `is_working`: the process works on something. What a lasting run is busy with is in the heartbeat, so it is not
        late.
        """
        reports: dict[str, ScheduleReport] = {}
        for run in self._runs:
            report = run.report(is_working=is_working)
            if run.name not in reports or report.next_in < reports[run.name].next_in:
                reports[run.name] = report
        return list(reports.values())


def describe_error(error: BaseException) -> str:
    """Returns its type and where in our code it came from, never its text, which may hold an address."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    own = [(path.relative_to(ROOT), line) for path, line in frames if _is_own(path)]
    place = f" in {own[-1][0]}, line {own[-1][1]}" if own else ""
    return f"{type(error).__name__}{place}"


def _is_own(path: Path) -> bool:
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts
