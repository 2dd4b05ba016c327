"""What fails again and again, and must hold up nothing else."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

SECONDS = 86_400.0
MOST = 1_000
Item = TypeVar("Item", bound=Hashable)


class Postponed(Generic[Item]):
    """Items that this process could not get done, each for SECONDS: until then, its periodic work leaves them out.

    So one that always fails is tried, and logged, once a day. There are at most MOST: where more fail, it is not the
    items' fault, and the work has to fail.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[Item, float] = {}

    def add(self, item: Item) -> bool:
        """Postpones an item. Returns False where there are too many."""
        if len(self.items) >= MOST:
            return False
        self._until[item] = self._clock() + SECONDS
        return True

    @property
    def items(self) -> list[Item]:
        """Those that are to be left out now."""
        now = self._clock()
        self._until = {item: until for item, until in self._until.items() if until > now}
        return list(self._until)
