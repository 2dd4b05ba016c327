"""What transactions tell once they have committed."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.jobs import WakeUp
from app.pubsub.after_commit import dispatch_with
from app.pubsub.events import Event


class Dispatched:
    """The events and wake-ups of committed transactions, in their order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.wake_ups: list[WakeUp] = []

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def wake(self, wake_up: WakeUp) -> None:
        self.wake_ups.append(wake_up)


@contextmanager
def hear() -> Iterator[Dispatched]:
    """Collects what is dispatched meanwhile."""
    dispatched = Dispatched()
    stop = dispatch_with(dispatched)
    try:
        yield dispatched
    finally:
        stop()
