"""A clock that stands still until a test moves it on."""

from collections.abc import Callable
from dataclasses import dataclass

from app.pubsub.channels import Clock


@dataclass(eq=False)
class ManualTimer:
    at: float
    callback: Callable[[], object]
    timers: list["ManualTimer"]

    def cancel(self) -> None:
        self.timers.remove(self)


class ManualClock(Clock):
    def __init__(self) -> None:
        self.time = 1_000.0
        self.timers: list[ManualTimer] = []

    def now(self) -> float:
        return self.time

    def call_later(self, seconds: float, callback: Callable[[], object]) -> ManualTimer:
        timer = ManualTimer(self.time + seconds, callback, self.timers)
        self.timers.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        """Moves on, and calls back what is due by then."""
        self.time += seconds
        for timer in [timer for timer in self.timers if timer.at <= self.time]:
            self.timers.remove(timer)
            timer.callback()
