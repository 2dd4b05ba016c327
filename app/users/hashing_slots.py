"""Who may hash a password now: so many at once, and networks take turns.

A hash costs 19 MiB and some 30 ms of a processor on purpose. Sixty people who sign in at once wait their turn, which
is short; one network that asks for thousands of hashes makes itself wait and nobody else.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.errors import RateLimited

RETRY_AFTER_SECONDS = 5


class HashingSlots:
    """`slots` at once; `waiting` of one network may wait, each for `seconds` at most."""

    def __init__(self, slots: int, waiting: int, seconds: float) -> None:
        self._free = slots
        self._waiting = waiting
        self._seconds = seconds
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def slot(self, network: str) -> AsyncIterator[None]:
        """Waits for a slot and holds it. Raises RateLimited where the wait would be too long."""
        await self._acquire(network)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, network: str) -> None:
        if self._free:
            self._free -= 1
            return
        queue = self._queues.setdefault(network, deque())
        if len(queue) >= self._waiting:
            raise RateLimited(RETRY_AFTER_SECONDS)
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._release()
            turn.cancel()
            if isinstance(error, TimeoutError):
                raise RateLimited(RETRY_AFTER_SECONDS) from None
            raise

    def _release(self) -> None:
        """Passes the slot on to the network that has waited longest for a turn."""
        while self._queues:
            network, queue = self._queues.popitem(last=False)
            turn = queue.popleft()
            if queue:
                self._queues[network] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
