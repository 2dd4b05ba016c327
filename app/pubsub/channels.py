"""Passes events on to the subscribers in this process. Nobody waits for a slow one, and a flood becomes MANY."""

import asyncio
import itertools
import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.pubsub.events import ChangeKind, Event, many

SINGLES_PER_SECOND = 20
MANY_EVERY_SECONDS = 1.0
WAITING_LIMIT = 64


_numbers = itertools.count()


@dataclass(eq=False)
class PublishedEvent:
    """One telling of an event; its hearers keep in `shared` what need not be worked out by each of them."""

    event: Event
    shared: dict[Hashable, Any] = field(default_factory=dict)
    number: int = field(default_factory=_numbers.__next__)
    """Greater than that of any earlier one."""

    @staticmethod
    def latest() -> int:
        """A number that the next one will be greater than."""
        return next(_numbers)


class Subscriber:
    """What one subscriber has yet to hear, in order; nothing while another listener hears for it."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.is_represented = False
        self._waiting: dict[Event, PublishedEvent] = {}
        self._awake = asyncio.Event()

    async def next(self) -> PublishedEvent | None:
        """Waits for the next event. None after a `nudge`: there is no news, but time to look around."""
        await self._awake.wait()
        occurrence = self._waiting.pop(next(iter(self._waiting))) if self._waiting else None
        if not self._waiting:
            self._awake.clear()
        return occurrence

    @property
    def has_news(self) -> bool:
        return self._awake.is_set()

    def nudge(self) -> None:
        if not self.is_represented:
            self._awake.set()

    def hear(self, occurrence: PublishedEvent) -> None:
        """Keeps it until it is asked for. What waits already is brought up to date, too much becomes MANY.

        The list will be read again when MANY is heard, so what comes while MANY waits need not be told.
        """
        everything = many(self.topic)
        if self.is_represented or everything in self._waiting:
            return
        if occurrence.event == everything:
            self._waiting = {everything: occurrence}
        elif len(self._waiting) >= WAITING_LIMIT:
            self._waiting = {everything: PublishedEvent(everything)}
        else:
            self._waiting[occurrence.event] = occurrence
        self._awake.set()


class Channel:
    """The listeners of one topic, and what they have been told and when (`time.monotonic()`)."""

    def __init__(self, name: str, complete_until: float) -> None:
        """Nobody here cares about what happened before `complete_until`."""
        self.name = name
        self.listeners: set[Subscriber] = set()
        self.complete_until = complete_until
        self._told: dict[UUID | None, float] = {}
        self._second_began = 0.0
        self._singles = 0
        self._many_at = 0.0
        self._many_due: asyncio.TimerHandle | None = None

    def tell(self, event: Event) -> PublishedEvent | None:
        """Passes it on now, or has it covered by a MANY a little later; then the answer is None."""
        now = time.monotonic()
        self._told[event.subject_id] = now
        if self._many_due is not None:
            return None
        if now - self._second_began >= 1:
            self._second_began, self._singles = now, 0
        self._singles += 1
        if event.kind is not ChangeKind.MANY and self._singles <= SINGLES_PER_SECOND:
            return self._pass_on(event)
        pause = self._many_at + MANY_EVERY_SECONDS - now
        if pause <= 0:
            return self._tell_many()
        self._many_due = asyncio.get_running_loop().call_later(pause, self._tell_many)
        return None

    def was_told(self, subject_id: UUID | None, at: float) -> bool:
        """Have the listeners heard of a change that began at that time?"""
        return max(self.complete_until, self._told.get(subject_id, 0.0)) >= at

    def forget_before(self, at: float) -> None:
        """Nobody will ask about older changes."""
        self._told = {subject_id: told for subject_id, told in self._told.items() if told >= at}

    def close(self) -> None:
        if self._many_due is not None:
            self._many_due.cancel()

    def _tell_many(self) -> PublishedEvent:
        """While a flood goes on, this is all that is told of it."""
        now = time.monotonic()
        self._many_due = None
        self._many_at = self.complete_until = self._second_began = now
        self._singles = SINGLES_PER_SECOND
        return self._pass_on(many(self.name))

    def _pass_on(self, event: Event) -> PublishedEvent:
        occurrence = PublishedEvent(event)
        for listener in self.listeners:
            listener.hear(occurrence)
        return occurrence
