"""Frees what connections that lasted leave behind.

Servers and parsers refer to each other, so only a full garbage collection frees a socket's objects: a hundred of them,
or 50 kB, once they have outlived the young generations. Python counts objects, and would run one after thousands of
sockets (see `collect_garbage_less_often`).

What a refusal's traceback keeps is garbage of that kind, too, and with it the body of the request: few objects, but
megabytes of text.
"""

import asyncio
import gc
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LASTING_SECONDS = 1.0  # what a request that is over sooner leaves, young collections free
FEWEST = 100
LARGE_BYTES = 1_000_000  # smaller bodies are freed in time by their number
KEPT_BYTES = 32_000_000  # of large bodies, until a collection
SETTLE_SECONDS = 1.0  # of many that leave at once, all have left by then


class CollectGarbage:
    """Runs a full collection when as many sockets, streams and slow requests have ended as are open, or FEWEST.

    So it does when the large bodies of requests that have ended add up to KEPT_BYTES.

    So garbage takes no more memory than what is in use, and the work grows with what has ended, not with what is open.
    """

    def __init__(self, app: ASGIApp, settle_seconds: float = SETTLE_SECONDS) -> None:
        self.app = app
        self._settle_seconds = settle_seconds
        self._open = 0
        self._ended = 0
        self._kept_bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        self._open += 1
        began = time.monotonic()
        body_bytes = 0

        async def receive_counted() -> Message:
            nonlocal body_bytes
            message = await receive()
            body_bytes += len(message.get("body", b""))
            return message

        try:
            await self.app(scope, receive if scope["type"] == "websocket" else receive_counted, send)
        finally:
            self._open -= 1
            if body_bytes >= LARGE_BYTES:
                self._kept_bytes += body_bytes
                if self._kept_bytes >= KEPT_BYTES:
                    self._kept_bytes = 0
                    asyncio.get_running_loop().call_soon(gc.collect)
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
