"""Frees what connections that lasted leave behind.

Servers and parsers refer to each other, so only a full garbage collection frees a socket's objects: a hundred of them,
or 50 kB, once they have outlived the young generations. Python counts objects, and would run one after thousands of
sockets (see `collect_garbage_less_often`).
"""

import asyncio
import gc
import time

from starlette.types import ASGIApp, Receive, Scope, Send

LASTING_SECONDS = 1.0  # what a request that is over sooner leaves, young collections free
FEWEST = 100
SETTLE_SECONDS = 1.0  # of many that leave at once, all have left by then


class CollectGarbage:
    """Runs a full collection when as many sockets, streams and slow requests have ended as are open, or FEWEST.

    So garbage takes no more memory than what is in use, and the work grows with what has ended, not with what is open.
    """

    def __init__(self, app: ASGIApp, settle_seconds: float = SETTLE_SECONDS) -> None:
        self.app = app
        self._settle_seconds = settle_seconds
        self._open = 0
        self._ended = 0
        self._timer: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        self._open += 1
        began = time.monotonic()
        try:
            await self.app(scope, receive, send)
        finally:
            self._open -= 1
            if scope["type"] == "websocket" or time.monotonic() - began >= LASTING_SECONDS:
                self._ended += 1
                self._collect_later()

    def _collect_later(self) -> None:
        if self._timer is None and self._ended >= FEWEST:
            self._timer = asyncio.get_running_loop().call_later(self._settle_seconds, self._collect)

    def _collect(self) -> None:
        self._timer = None
        if self._ended >= max(FEWEST, self._open):
            self._ended = 0
            gc.collect()
