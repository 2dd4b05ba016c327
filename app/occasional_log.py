"""One line a minute for what happens with every request or try."""

import logging
import time
from collections.abc import Callable

PAUSE_SECONDS = 60.0


class OccasionalLog:
    """Logs the first of many like events, and then, once a minute, how many there were since the last line."""

    def __init__(self, logger: logging.Logger, message: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._logger = logger
        self._message = message
        self._clock = clock
        self._next = float("-inf")
        self._count = 0

    def warn(self, count: int = 1, /, **details: object) -> None:
        """Notes an event, or several; `details` are in the line if it is this one that is logged."""
        self._count += count
        now = self._clock()
        if now < self._next:
            return
        self._logger.warning(self._message, extra={**details, "count": self._count})
        self._next, self._count = now + PAUSE_SECONDS, 0
