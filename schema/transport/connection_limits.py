"""How many sockets and subscriptions this process keeps open for one network or one session."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from schema.transport.errors import TooManyConnections

RETRY_SECONDS = 10


@dataclass
class ConnectionLimit:
    """At most `limit` connections at once for each key. `noun` is the connections' plural, for the sentence."""

    limit: int
    noun: str
    _open: Counter[str] = field(default_factory=Counter, init=False)

    @contextmanager
    def acquire(self, key: str) -> Iterator[None]:
        """Counts one more connection of `key` until the block ends. Raises TooManyConnections."""
        if self._open[key] >= self.limit:
            sentence = f"You have {self.limit:,} {self.noun} open: close one first."
            raise TooManyConnections(sentence, RETRY_SECONDS)
        self._open[key] += 1
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]
