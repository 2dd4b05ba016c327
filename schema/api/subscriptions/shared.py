"""Subscribers who get the same results: an event is executed and encoded once, and pushed to all of them.

A subscriber joins after it was served individually, once no event waits for it. It leaves, and is served
individually again, when its session is not what it was, when its socket does not take a message at once, and when a
result has errors.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import orjson
from strawberry.utils.await_maybe import await_maybe

from app.authentication.caller import Caller, find_callers
from app.database.outages import DatabaseUnavailable
from app.operations.watch import OperationsWatch
from app.pubsub.channels import Channels, PublishedEvent, Subscriber
from app.pubsub.missed_events import MissedEvents
from app.telemetry.background import background_context
from app.web.error_responses import note_outage
from schema.api.subscriptions.session_checks import SessionChecks
from schema.execution.shared_execution import SharedEvent, SharedExecutor

logger = logging.getLogger(__name__)
BuildEvent = Callable[[PublishedEvent], Awaitable[SharedEvent | None]]
"""Returns what the subscription yields for a published event, None for nothing. Raises ExecuteIndividually."""
_shared: WeakKeyDictionary[PublishedEvent, dict[Hashable, Any]] = WeakKeyDictionary()


def shared_by(published: PublishedEvent) -> dict[Hashable, Any]:
    """Returns what the subscribers who receive the event have worked out for each other."""
    return _shared.setdefault(published, {})


class ExecuteIndividually(Exception):  # noqa: N818 - nothing is wrong
    """Every member has to be served individually."""


class SubscriberContext(Protocol):
    """What sharing needs of the context of a subscription's operation."""

    token: str | None
    caller: Caller | None
    push: Callable[[str], bool] | None
    executor: Any

    def reset_loaders(self) -> None: ...

    async def revalidate_session(self) -> None: ...


@dataclass(frozen=True)
class Member:
    """A subscriber's place in a shared subscription. `joined_at` is `time.monotonic()`."""

    context: SubscriberContext
    joined_at: float = field(default_factory=monotonic)

    @property
    def token(self) -> str:
        return self.context.token or ""

    def push(self, text: str) -> bool:
        """Returns False where the socket did not take it."""
        return self.context.push is not None and self.context.push(text)


class SharedSubscriptions:
    """What all subscriptions of a process share: channels, results, and the checks of their sessions.

    `callers` loads whose sessions tokens are now, for all that are checked at the same time in one query.
    """

    def __init__(self, channels: Channels, missed_events: MissedEvents) -> None:
        self.channels = channels
        self.missed_events = missed_events
        self.callers = SessionChecks(find_callers)
        self.operations = OperationsWatch(channels)
        self._by_key: dict[Hashable, SharedSubscription] = {}
        self._joined: dict[Subscriber, SharedSubscription] = {}

    @property
    def member_count(self) -> int:
        return len(self._joined)

    def join(self, subscriber: Subscriber, context: SubscriberContext, build_event: BuildEvent) -> None:
        """Has a shared subscription serve this subscriber, unless events wait for it or it cannot be pushed to."""
        if subscriber.is_awake or context.push is None or context.executor is None:
            return
        key = (subscriber.channel, context.executor.share_key)
        shared = self._by_key.get(key)
        if shared is None:
            shared = self._by_key[key] = SharedSubscription(self, subscriber.channel, context.executor, build_event)
        self._joined[subscriber] = shared
        shared.members[subscriber] = Member(context)
        self.channels.pause(subscriber)

    @contextmanager
    def left_by(self, subscriber: Subscriber) -> Iterator[None]:
        """The subscriber leaves what it has joined when this ends."""
        try:
            yield
        finally:
            self.leave(subscriber)

    def leave(self, subscriber: Subscriber) -> None:
        """The subscriber receives events individually again."""
        shared = self._joined.pop(subscriber, None)
        if shared is None:
            return
        self.channels.resume(subscriber)
        del shared.members[subscriber]
        if not shared.members:
            shared.end()
            self._by_key = {key: each for key, each in self._by_key.items() if each is not shared}


async def check_session(context: SubscriberContext) -> None:
    """Raises NotSignedIn. While the database is away nobody is let go: there is nothing to be told either."""
    try:
        await context.revalidate_session()
    except DatabaseUnavailable as error:
        note_outage(error)


class SharedSubscription:
    """The subscribers of one channel with the same share key."""

    def __init__(
        self, subscriptions: SharedSubscriptions, channel: str, executor: SharedExecutor, build_event: BuildEvent
    ) -> None:
        self.members: dict[Subscriber, Member] = {}
        self._subscriptions = subscriptions
        self._executor = executor
        self._build_event = build_event
        self._stack = ExitStack()
        self._subscriber = self._stack.enter_context(subscriptions.channels.subscribe(channel))
        self._task = asyncio.create_task(
            self._run(), name=f"serve the members of {channel}", context=background_context()
        )

    def end(self) -> None:
        self._stack.close()
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            published = await self._subscriber.next()
            try:
                await self._serve(published)
            except Exception as error:
                if not note_outage(error):
                    logger.exception("shared_subscription_failed")
                self._dismiss(list(self.members), published)

    async def _serve(self, published: PublishedEvent | None) -> None:
        """Pushes the event to those who were members when it was published. Without one, checks sessions only."""
        members = {
            subscriber: member
            for subscriber, member in self.members.items()
            if published is None or member.joined_at <= published.published_at
        }
        self._dismiss(await self._changed(members), published)
        if published is None:
            return
        try:
            text = await self._execute(published)
        except ExecuteIndividually:
            self._dismiss(members, published)
            return
        if text is not None:
            slow = [each for each, member in members.items() if each in self.members and not member.push(text)]
            self._dismiss(slow, published)

    async def _changed(self, members: dict[Subscriber, Member]) -> list[Subscriber]:
        """Returns the members whose sessions are not what they were when they joined."""
        tokens = list({member.token for member in members.values()})
        callers = await self._subscriptions.callers.load_many(tokens)
        return [subscriber for subscriber, member in members.items() if callers[member.token] != member.context.caller]

    async def _execute(self, published: PublishedEvent) -> str | None:
        """Returns the result as JSON, None where nothing is to be sent. Raises ExecuteIndividually."""
        event = await self._build_event(published) if self.members else None
        if event is None or not self.members:
            return None
        executor = self._executor.build_per_event_executor(event)
        context = copy(next(iter(self.members.values())).context)
        context.reset_loaders()
        executor.context_value = context
        result: Any = await await_maybe(executor.execute_operation(False))
        if result.errors or result.data is None:
            raise ExecuteIndividually
        return orjson.dumps({"data": result.data}).decode()

    def _dismiss(self, subscribers: Iterable[Subscriber], published: PublishedEvent | None) -> None:
        """They receive the event, or are woken, individually."""
        for subscriber in subscribers:
            if subscriber not in self.members:
                continue
            self._subscriptions.leave(subscriber)
            if published is None:
                subscriber.wake()
            else:
                subscriber.receive(published)
