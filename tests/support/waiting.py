"""Waits for what another process does, which notifies nobody here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE_SECONDS = 120.0  # a busy machine is slow; who waits in vain has failed anyway
PROGRAMS_SECONDS = 300.0  # for programs that start Python or a shell, some of them several times
POLL_SECONDS = 0.02

T = TypeVar("T")


def wait_until(look: Callable[[], T | None], patience: float = PATIENCE_SECONDS) -> T:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, f"not so after {patience:.0f} s: {look}"
        time.sleep(POLL_SECONDS)
    return found


async def until(look: Callable[[], Awaitable[object]], patience: float = PATIENCE_SECONDS) -> None:
    """Returns once `look` returns something true. Raises TimeoutError after `patience` seconds."""
    async with asyncio.timeout(patience):
        while not await look():  # noqa: ASYNC110 - another process does the work
            await asyncio.sleep(POLL_SECONDS)
