"""uvicorn's protocol with an end to what a client may leave unfinished, and a bound to how many connections it opens.

`uvicorn --http app.web.http_protocol:BoundedHttpProtocol`. uvicorn itself waits for headers and bodies for ever.
"""

import asyncio
import socket
from asyncio.events import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.settings import get_settings
from app.web.connection_gate import ConnectionGate

UNREAD_MILLISECONDS = 60_000
CHECK_SECONDS = 1.0


class BoundedHttpProtocol(HttpToolsProtocol):
    """Headers have `header_seconds`; a body has `body_stall_seconds`, and a second for each `body_bytes_per_second`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = get_settings()
        self._gate = ConnectionGate.of_process()
        self._timer: TimerHandle | None = None
        self._body_until = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _close_where_nothing_is_read(transport)
        if self._gate.admits(self, self.client[0] if self.client else None, len(self.connections)):
            self._expect_headers()
        else:
            self._end(b"503 Service Unavailable")

    def connection_lost(self, exc: Exception | None) -> None:
        self._gate.leave(self)
        self._stop_timer()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._gate.leave(self)
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        if self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_headers()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self._body_until = self.loop.time() + self._limits.body_stall_seconds
        self._timer = self.loop.call_later(self._limits.body_stall_seconds, self._check_body)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_until += len(body) / self._limits.body_bytes_per_second
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_timer()
        super().on_message_complete()

    def _expect_headers(self) -> None:
        self._timer = self.loop.call_later(self._limits.header_seconds, self._end, b"408 Request Timeout")

    def _check_body(self) -> None:
        if self.flow.read_paused:  # what waits is in our memory, and not the client's fault
            self._body_until = max(self._body_until, self.loop.time()) + CHECK_SECONDS
        seconds = self._body_until - self.loop.time()
        if seconds > 0:
            self._timer = self.loop.call_later(max(seconds, CHECK_SECONDS), self._check_body)
        else:
            self._end(b"408 Request Timeout")

    def _end(self, status: bytes) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        is_answering = self.cycle is not None and self.cycle.response_started
        if not is_answering:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _close_where_nothing_is_read(transport: asyncio.Transport) -> None:
    """A client that reads nothing, or whose host is lost, keeps its response in our memory no longer than this."""
    connected = transport.get_extra_info("socket")
    if connected is not None and connected.family in {socket.AF_INET, socket.AF_INET6}:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)
