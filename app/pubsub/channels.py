"""Subscribers in this process, and the channels that events reach them by. A flood of events becomes MANY."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from uuid import UUID

from app.pubsub.channels_of_users import ChannelsOfUsers
from app.pubsub.events import SESSIONS_CHANNEL, ChangeKind, Event, many

SINGLES_PER_SECOND = 20
MANY_EVERY_SECONDS = 1.0
WAITING_LIMIT = 64
RECENT_LIMIT = 64
OWN_LIMIT = 1_000
# A channel without subscribers stays open for so long: most reload a page, or go to the next one.
LINGER_SECONDS = 10.0
LINGER_LIMIT = 1_000
# An event reaches this process so long after its transaction began, or sooner.
UNDERWAY_SECONDS = 1.0


class Timer(Protocol):
    def cancel(self) -> None: ...


class Clock:
    """Time in seconds, as `time.monotonic()` has it, and timers of the running event loop."""

    def now(self) -> float:
        return time.monotonic()

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Timer:
        return asyncio.get_running_loop().call_later(seconds, callback)


@dataclass(frozen=True, eq=False)
class PublishedEvent:
    """One publication of an event; all subscribers of a channel receive the same object.

    `published_at` is when it reached this process (`time.monotonic()`).
    """

    event: Event
    published_at: float = field(default_factory=time.monotonic)


class Subscriber:
    """The events of a channel that one subscriber has yet to take, in their order. A slow one delays nobody."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self._waiting: dict[Event, PublishedEvent] = {}
        self._awake = asyncio.Event()

    async def next(self) -> PublishedEvent | None:
        """Waits for the next event. Returns None after `wake` where no event waits."""
        await self._awake.wait()
        published = self._waiting.pop(next(iter(self._waiting))) if self._waiting else None
        if not self._waiting:
            self._awake.clear()
        return published

    @property
    def is_awake(self) -> bool:
        """Whether `next` returns at once."""
        return self._awake.is_set()

    def wake(self) -> None:
        self._awake.set()

    def receive(self, published: PublishedEvent) -> None:
        """Keeps the event until it is taken. An equal one that waits is replaced, and too many become MANY.

        The list is read again after MANY, so what arrives while MANY waits is dropped.
        """
        everything = many(self.channel)
        if everything in self._waiting:
            return
        if published.event == everything:
            self._waiting = {everything: published}
        elif len(self._waiting) >= WAITING_LIMIT:
            self._waiting = {everything: PublishedEvent(everything)}
        else:
            self._waiting[published.event] = published
        self._awake.set()


class Channel:
    """The subscribers of one channel, and which changes they have received events of.

    `complete_until`: no subscriber needs to be informed of changes before then.
    `confirmed_at`: since when every event that is published anywhere reaches this process; None if that is not so.
    Both are in seconds of the clock.
    """

    def __init__(self, name: str, complete_until: float, clock: Clock) -> None:
        self.name = name
        self.subscribers: set[Subscriber] = set()
        self.complete_until = complete_until
        self.confirmed_at: float | None = None
        self._clock = clock
        self._recent: deque[tuple[float, Event]] = deque(maxlen=RECENT_LIMIT)
        self._received: dict[UUID | None, float] = {}
        self._second_began = 0.0
        self._singles = 0
        self._many_at = 0.0
        self._many_due: Timer | None = None

    def add(self, subscriber: Subscriber, since: float) -> None:
        """Adds a subscriber, who also receives what was published since then."""
        if len(self._recent) == RECENT_LIMIT and self._recent[0][0] >= since:
            subscriber.receive(PublishedEvent(many(self.name), self._clock.now()))
        for at, event in self._recent:
            if at >= since:
                subscriber.receive(PublishedEvent(event, at))
        self.subscribers.add(subscriber)

    def receive(self, event: Event) -> None:
        """Passes an event on now, or has it covered by a MANY a little later."""
        now = self._clock.now()
        self._recent.append((now, event))
        self._received[event.subject_id] = now
        if self._many_due is not None:
            return
        if now - self._second_began >= 1:
            self._second_began, self._singles = now, 0
        self._singles += 1
        if event.kind is not ChangeKind.MANY and self._singles <= SINGLES_PER_SECOND:
            self._pass_on(event, now)
            return
        pause = self._many_at + MANY_EVERY_SECONDS - now
        if pause <= 0:
            self._pass_on_many()
        else:
            self._many_due = self._clock.call_later(pause, self._pass_on_many)

    def has_received(self, subject_id: UUID | None, at: float) -> bool:
        """Whether subscribers need not be informed of a change that began at that time: an event came after it."""
        return max(self.complete_until, self._received.get(subject_id, 0.0)) >= at

    def note(self, subject_id: UUID | None, at: float) -> None:
        """Subscribers need not be informed of a change of this subject that had been published by then."""
        self._received[subject_id] = at

    def forget_before(self, at: float) -> None:
        """Drops what `has_received` needs for changes before that time."""
        self._received = {subject_id: time for subject_id, time in self._received.items() if time >= at}

    def close(self) -> None:
        if self._many_due is not None:
            self._many_due.cancel()

    def _pass_on_many(self) -> None:
        """During a flood, subscribers receive nothing else."""
        now = self._clock.now()
        self._many_due = None
        self._many_at = self.complete_until = self._second_began = now
        self._singles = SINGLES_PER_SECOND
        self._pass_on(many(self.name), now)

    def _pass_on(self, event: Event, now: float) -> None:
        published = PublishedEvent(event, now)
        for subscriber in self.subscribers:
            subscriber.receive(published)


class Channels:
    """The channels that somebody in this process subscribes to. Who receives events from elsewhere confirms them."""

    def __init__(
        self,
        *,
        linger_seconds: float = LINGER_SECONDS,
        underway_seconds: float = UNDERWAY_SECONDS,
        clock: Clock | None = None,
    ) -> None:
        self.changed = asyncio.Event()
        """Set whenever a channel is opened or closed."""
        self._linger_seconds = linger_seconds
        self._underway_seconds = underway_seconds
        self._clock = clock or Clock()
        self._channels: dict[str, Channel] = {}
        self._lingering: dict[str, Timer] = {}
        self._of_users = ChannelsOfUsers()
        self._own: deque[tuple[float, Event]] = deque(maxlen=OWN_LIMIT)
        self._incomplete: set[Channel] = set()
        self._is_incomplete = asyncio.Event()

    @property
    def open(self) -> Mapping[str, Channel]:
        """All channels whose events are wanted, by name; also those whose last subscriber left a moment ago."""
        return self._channels

    @property
    def subscribed(self) -> dict[str, Channel]:
        """The channels that have subscribers, by name."""
        return {name: channel for name, channel in self._channels.items() if channel.subscribers}

    @contextmanager
    def subscribe(self, name: str, since: float | None = None, user_id: UUID | None = None) -> Iterator[Subscriber]:
        """Yields a subscriber who receives everything from now on, or from a moment ago (`time.monotonic()`).

        Who subscribes to what `user_id` subscribes to is woken when a session of that user ends.
        """
        since = self._clock.now() if since is None else since
        channel = self._open(name, since)
        subscriber = Subscriber(name)
        channel.add(subscriber, since)
        try:
            with self._of_users.subscribed(user_id, name):
                yield subscriber
        finally:
            channel.subscribers.discard(subscriber)
            if not channel.subscribers:
                self._close_later(channel)

    def pause(self, subscriber: Subscriber) -> None:
        """From now on the subscriber receives nothing; another one of its channel has to stay meanwhile."""
        self._channels[subscriber.channel].subscribers.discard(subscriber)

    def resume(self, subscriber: Subscriber) -> None:
        self._channels[subscriber.channel].subscribers.add(subscriber)

    def receive(self, event: Event) -> None:
        """Passes an event on to the subscribers in this process. Of SESSIONS_CHANNEL they are woken."""
        if event.channel == SESSIONS_CHANNEL:
            self._wake(self._channels if event.subject_id is None else self._of_users.of(event.subject_id))
        elif channel := self._channels.get(event.channel):
            channel.receive(event)

    def note_own(self, event: Event) -> None:
        """Notes an event that this process itself has published: who subscribes later has seen the change."""
        self._own.append((self._clock.now(), event))

    def wake_subscribers(self) -> None:
        self._wake(self._channels)

    def confirm(self, name: str) -> None:
        """From now on, every event that is published anywhere on this channel is passed to `receive`."""
        if channel := self._channels.get(name):
            channel.confirmed_at = self._clock.now()
            self._mark_incomplete(channel)

    def interrupt(self) -> None:
        """Until the next `confirm`, events of each channel may be lost."""
        for channel in self._channels.values():
            channel.confirmed_at = None

    async def next_incomplete(self) -> dict[str, Channel]:
        """Waits for channels of which events may have been lost before they were confirmed. Returns each once."""
        await self._is_incomplete.wait()
        self._is_incomplete.clear()
        incomplete, self._incomplete = self._incomplete, set()
        return {name: channel for name, channel in self.subscribed.items() if channel in incomplete}

    def _wake(self, names: Iterable[str]) -> None:
        for name in names:
            for subscriber in self._channels[name].subscribers:
                subscriber.wake()

    def _open(self, name: str, since: float) -> Channel:
        earliest = since - self._underway_seconds
        channel = self._channels.get(name)
        if channel is None:
            channel = self._channels[name] = Channel(name, earliest, self._clock)
            for at, event in self._own:
                if event.channel == name and at <= since:
                    channel.note(event.subject_id, at)
            self.changed.set()
        elif timer := self._lingering.pop(name, None):
            timer.cancel()
            channel.complete_until = max(channel.complete_until, earliest)
        if channel.confirmed_at is None:
            channel.complete_until = min(channel.complete_until, earliest)
        elif since < channel.confirmed_at:
            channel.complete_until = min(channel.complete_until, earliest)
            self._mark_incomplete(channel)
        return channel

    def _mark_incomplete(self, channel: Channel) -> None:
        self._incomplete.add(channel)
        self._is_incomplete.set()

    def _close_later(self, channel: Channel) -> None:
        if len(self._lingering) < LINGER_LIMIT:
            self._lingering[channel.name] = self._clock.call_later(self._linger_seconds, partial(self._close, channel))
        else:
            self._close(channel)

    def _close(self, channel: Channel) -> None:
        channel.close()
        self._lingering.pop(channel.name, None)
        del self._channels[channel.name]
        self.changed.set()
