"""Waiting for what another process does, of which nothing tells this one."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.02

T = TypeVar("T")


def wait_until(look: Callable[[], T | None], patience: float = PATIENCE_SECONDS) -> T:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, f"not so after {patience:.0f} s: {look}"
        time.sleep(POLL_SECONDS)
    return found
