"""How a worker is told to stop: it looks between chunks."""

from typing import Protocol


class Stopping(Protocol):
    """An asyncio.Event is one."""

    def is_set(self) -> bool:
        """Whether to stop after this chunk."""
        ...
