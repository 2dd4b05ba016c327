"""Subscribers who would get the same answers: an event is executed and encoded once, and pushed to all of them.

A subscriber joins after it was answered by itself, once nothing more waits for it. It leaves, and is answered by
itself again, when its session is not what it was, when its socket does not take a message at once, and when an
answer is more than plain data.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from strawberry.dataloader import DataLoader
from strawberry.utils.await_maybe import await_maybe

from app.authentication.caller import Caller
from app.pubsub.channels import PublishedEvent, Subscriber
from app.pubsub.redis import EventBus
from schema.execution.shared_execution import SharedEvent, SharedExecutor

if TYPE_CHECKING:
    from schema.api.context import Context

logger = logging.getLogger(__name__)
Make = Callable[[PublishedEvent], Awaitable[SharedEvent | None]]
"""Makes of what happened what is told, None where that is nothing. Raises OneByOne."""


class ExecuteIndividually(Exception):  # noqa: N818 - nothing is wrong
    """Everybody is to be answered by themselves."""


@dataclass(frozen=True)
class _Seat:
    context: "Context"
    taken_at: int


class SharedSubscriptions:
    """All crowds of a process. `callers` answers whose sessions tokens are now."""

    def __init__(self, bus: EventBus, callers: DataLoader[str, Caller | None]) -> None:
        self.bus = bus
        self.callers = callers
        self._crowds: dict[Hashable, SharedSubscription] = {}
        self._joined: dict[Subscriber, SharedSubscription] = {}

    def join(self, listener: Subscriber, context: "Context", make: Make) -> None:
        """From here on, the crowd hears for this listener; if it has news, or cannot be pushed to, it goes on alone."""
        if listener.has_news or context.push is None or context.executor is None:
            return
        key = (listener.topic, context.executor.question)
        crowd = self._crowds.get(key)
        if crowd is None:
            crowd = self._crowds[key] = SharedSubscription(self, listener.topic, context.executor, make)
        self._joined[listener] = crowd
        crowd.seat(listener, context)

    @contextmanager
    def left_by(self, listener: Subscriber) -> Iterator[None]:
        """Whatever crowd the listener is in when this ends, it leaves."""
        try:
            yield
        finally:
            self.leave(listener)

    def leave(self, listener: Subscriber) -> None:
        """The listener hears for itself again."""
        crowd = self._joined.pop(listener, None)
        if crowd is not None and crowd.unseat(listener):
            crowd.end()
            self._crowds = {key: each for key, each in self._crowds.items() if each is not crowd}


class SharedSubscription:
    """The subscribers of one topic who ask the same as members with the same rights."""

    def __init__(self, crowds: SharedSubscriptions, topic: str, executor: SharedExecutor, make: Make) -> None:
        self._crowds = crowds
        self._executor = executor
        self._make = make
        self._seats: dict[Subscriber, _Seat] = {}
        self._stack = ExitStack()
        self._ears = self._stack.enter_context(crowds.bus.listen(topic))
        self._task = asyncio.create_task(self._run(), name=f"tell a crowd of {topic}")

    def seat(self, listener: Subscriber, context: "Context") -> None:
        listener.is_represented = True
        self._seats[listener] = _Seat(context, PublishedEvent.latest())

    def unseat(self, listener: Subscriber) -> bool:
        """Answers whether that was the last one."""
        listener.is_represented = False
        self._seats.pop(listener, None)
        return not self._seats

    def end(self) -> None:
        self._stack.close()
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            occurrence = await self._ears.next()
            try:
                await self._pass_on(occurrence)
            except Exception:
                logger.exception("crowd_not_told")
                self._dismiss(list(self._seats), occurrence)

    async def _pass_on(self, occurrence: PublishedEvent | None) -> None:
        seats = {
            listener: seat
            for listener, seat in self._seats.items()
            if occurrence is None or seat.taken_at < occurrence.number
        }
        self._dismiss(await self._changed(seats), occurrence)
        if occurrence is None:
            return
        try:
            text = await self._told(occurrence)
        except ExecuteIndividually:
            self._dismiss(list(seats), occurrence)
            return
        if text is not None:
            slow = [each for each, seat in seats.items() if each in self._seats and not _push(seat, text)]
            self._dismiss(slow, occurrence)

    async def _changed(self, seats: dict[Subscriber, _Seat]) -> list[Subscriber]:
        """Whose sessions are not what they were when the seats were taken."""
        tokens = list({seat.context.token or "" for seat in seats.values()})
        callers = dict(zip(tokens, await self._crowds.callers.load_many(tokens), strict=True))
        return [
            listener for listener, seat in seats.items() if callers[seat.context.token or ""] != seat.context.caller
        ]

    async def _told(self, occurrence: PublishedEvent) -> str | None:
        """What the answer to everybody holds. Raises OneByOne."""
        event = await self._make(occurrence) if self._seats else None
        if event is None or not self._seats:
            return None
        executor = self._executor.build_per_event_executor(event)
        executor.context_value = copy(next(iter(self._seats.values())).context)
        executor.context_value.forget()
        result: Any = await await_maybe(executor.execute_operation(False))
        if result.errors or result.data is None:
            raise ExecuteIndividually
        return orjson.dumps({"data": result.data}).decode()

    def _dismiss(self, listeners: list[Subscriber], occurrence: PublishedEvent | None) -> None:
        """They hear of it by themselves."""
        for listener in listeners:
            if listener not in self._seats:
                continue
            self._crowds.leave(listener)
            if occurrence is None:
                listener.nudge()
            else:
                listener.hear(occurrence)


def _push(seat: _Seat, text: str) -> bool:
    assert seat.context.push is not None
    return seat.context.push(text)
