"""How many sockets and subscriptions this process keeps open for one network or one session."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from schema.transport.body import TooManyConnections

RETRY_SECONDS = 10


@dataclass
class ConnectionLimit:
    """Whoever comes past `limit` is refused until somebody of the same key has left."""

    limit: int
    what: str
    _held: Counter[str] = field(default_factory=Counter, init=False)

    @contextmanager
    def held_by(self, key: str) -> Iterator[None]:
        """One more of `key` for as long as it lasts. Raises Crowded."""
        if self._held[key] >= self.limit:
            sentence = f"You have {self.limit:,} {self.what} open: close one first."
            raise TooManyConnections(sentence, RETRY_SECONDS)
        self._held[key] += 1
        try:
            yield
        finally:
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]
