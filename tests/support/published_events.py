"""What transactions tell once they have committed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.database import News, announce_with
from app.events import Event
from app.jobs import WakeUp


@contextmanager
def hear() -> Iterator[News]:
    """Gathers the events and wake-ups of what is done meanwhile."""
    heard = News()

    def note(events: Sequence[Event], wake_ups: Sequence[WakeUp]) -> None:
        heard.events.extend(events)
        heard.wake_ups.extend(wake_ups)

    stop = announce_with(note)
    try:
        yield heard
    finally:
        stop()
