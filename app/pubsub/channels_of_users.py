"""Which channels each user subscribes to in this process."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID


class ChannelsOfUsers:
    def __init__(self) -> None:
        self._names: dict[UUID, Counter[str]] = {}

    def of(self, user_id: UUID) -> Iterable[str]:
        """The names of the channels, each once."""
        return self._names.get(user_id, ())

    @contextmanager
    def subscribed(self, user_id: UUID | None, name: str) -> Iterator[None]:
        """The user subscribes to the channel for as long as the context is open. None: nobody does."""
        if user_id is None:
            yield
            return
        counts = self._names.setdefault(user_id, Counter())
        counts[name] += 1
        try:
            yield
        finally:
            counts[name] -= 1
            if not counts[name]:
                del counts[name]
            if not counts:
                self._names.pop(user_id, None)
