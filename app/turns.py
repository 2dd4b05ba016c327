"""Which loops of this process still turn: each says so whenever it gets on, and one that is silent is stuck."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

STUCK_SECONDS = 120.0


@dataclass
class Turns:
    """When the loops that are watched last got on, by the clock's seconds. Each is a task with a name."""

    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._last: dict[asyncio.Task[Any], tuple[str, float]] = {}

    @contextmanager
    def watched(self, name: str) -> Iterator[None]:
        """Watches the current task until the block ends."""
        task = asyncio.current_task()
        assert task is not None
        self._last[task] = (name, self.clock())
        try:
            yield
        finally:
            del self._last[task]

    def note(self) -> None:
        """The current task got on, if it is watched."""
        task = asyncio.current_task()
        if task in self._last:
            self._last[task] = (self._last[task][0], self.clock())

    def stuck(self, seconds: float = STUCK_SECONDS) -> list[str]:
        """Returns the names of loops that have not got on for so long."""
        now = self.clock()
        return sorted({name for name, last in self._last.values() if now - last > seconds})


turns = Turns()
