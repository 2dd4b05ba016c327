"""Events to publish and workers to wake once the current transaction has committed, best effort.

A lost event or wake-up costs time alone: subscriptions and workers also read the database by themselves.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.database.transaction import on_commit
from app.jobs import WakeUp
from app.pubsub.events import Event
from app.telemetry.spans import Kind, span


class Dispatcher(Protocol):
    """Passes on what was registered, without blocking and without raising."""

    def publish(self, event: Event) -> None: ...
    def wake(self, wake_up: WakeUp) -> None: ...


_dispatchers: list[Dispatcher] = []


def dispatch_with(dispatcher: Dispatcher) -> Callable[[], None]:
    """Hands what transactions of this process register to `dispatcher` as well. Returns how to stop that."""
    _dispatchers.append(dispatcher)
    return lambda: _dispatchers.remove(dispatcher)


def publish_after_commit(*events: Event) -> None:
    """Publishes events once the current transaction has committed."""
    for event in events:
        on_commit(partial(_publish, event))


def wake_after_commit(wake_up: WakeUp) -> None:
    """Wakes the workers of a queue once the current transaction has committed."""
    on_commit(partial(_wake, wake_up))


def _publish(event: Event) -> None:
    for dispatcher in _dispatchers:
        dispatcher.publish(event)


def _wake(wake_up: WakeUp) -> None:
    with span(f"wake {wake_up.job}", kind=Kind.PRODUCER):
        for dispatcher in _dispatchers:
            dispatcher.wake(wake_up)
