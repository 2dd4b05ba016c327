"""A forward proxy that lets requests through, but not WebSockets, and on command no event streams either.

It takes one request per connection, so that it decides about each. It knows HTTP/1.1 as browsers speak it to a proxy:
absolute addresses (RFC 9112, 3.2.2), and CONNECT for sockets (RFC 9110, 9.3.6).
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from tests.support.tcp import tcp_connection, tcp_server

CHUNK_BYTES = 65_536
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TUNNEL = b"HTTP/1.1 200 Connection established\r\n\r\n"
STREAM = "text/event-stream"


class Upgrades(Enum):
    """What becomes of a request to switch to the WebSocket protocol."""

    PASS = auto()
    REFUSE = auto()
    """The answer is 403."""
    STALL = auto()
    """There is no answer, and the connection stays."""
    CUT = auto()
    """The server's answer passes, and then the connection ends."""


class Streams(Enum):
    """What becomes of a response that is an event stream."""

    PASS = auto()
    BUFFER = auto()
    """Nothing of it is passed on before it has ended."""


@dataclass
class ObstructiveProxy:
    """`url` is what a browser is given. `is_cut_off`: every new request is refused; what runs already goes on."""

    upgrades: Upgrades
    streams: Streams
    url: str = ""
    is_cut_off: bool = False
    requests: Counter[str] = field(default_factory=Counter)
    """How many there were: "upgrade", "stream" and "other"."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._handle(await _Head.read(reader), reader, writer, ("", 0))

    async def _handle(
        self, head: "_Head", reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tunnel: tuple[str, int]
    ) -> None:
        if head.method == "CONNECT":
            name, _, number = head.target.rpartition(":")
            writer.write(TUNNEL)
            await self._handle(await _Head.read(reader), reader, writer, (name, int(number)))
            return
        kind = head.kind
        self.requests[kind] += 1
        if self.is_cut_off or (kind == "upgrade" and self.upgrades is Upgrades.REFUSE):
            writer.write(REFUSAL)
            await writer.drain()
            return
        if kind == "upgrade" and self.upgrades is Upgrades.STALL:
            await reader.read()
            return
        host, port = head.server or tunnel
        async with tcp_connection(host, port) as (server_reader, server_writer):
            server_writer.write(head.forwarded())
            upwards = asyncio.ensure_future(_pump(reader, server_writer))
            try:
                if kind == "upgrade" and self.upgrades is Upgrades.CUT:
                    writer.write(await server_reader.readuntil(b"\r\n\r\n"))
                elif kind == "stream" and self.streams is Streams.BUFFER:
                    await _buffer(upwards, server_reader, writer)
                else:
                    await _pump(server_reader, writer)
            finally:
                upwards.cancel()
                await asyncio.gather(upwards, return_exceptions=True)


@asynccontextmanager
async def obstructive_proxy(upgrades: Upgrades, streams: Streams = Streams.PASS) -> AsyncIterator[ObstructiveProxy]:
    proxy = ObstructiveProxy(upgrades, streams)
    async with tcp_server(proxy.serve, limit=CHUNK_BYTES) as port:
        proxy.url = f"http://127.0.0.1:{port}"
        yield proxy


@dataclass(frozen=True)
class _Head:
    method: str
    target: str
    fields: dict[str, str]

    @classmethod
    async def read(cls, reader: asyncio.StreamReader) -> "_Head":
        line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = line.split(" ")
        pairs = (each.partition(":") for each in lines if each)
        return cls(method, target, {name.lower(): value.strip() for name, _, value in pairs})

    @property
    def kind(self) -> str:
        if "upgrade" in self.fields:
            return "upgrade"
        return "stream" if self.fields.get("accept") == STREAM else "other"

    @property
    def server(self) -> tuple[str, int] | None:
        parts = urlsplit(self.target)
        return (parts.hostname, parts.port or 80) if parts.hostname else None

    def forwarded(self) -> bytes:
        """The head as the server gets it: a relative address, and for all but a socket one request per connection."""
        parts = urlsplit(self.target)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        fields = {name: value for name, value in self.fields.items() if name != "proxy-connection"}
        if self.kind != "upgrade":
            fields["connection"] = "close"
        lines = (f"{name}: {value}" for name, value in fields.items())
        return "\r\n".join((f"{self.method} {target} HTTP/1.1", *lines, "", "")).encode("latin-1")


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(CHUNK_BYTES):
        writer.write(data)
        await writer.drain()


async def _buffer(client: "asyncio.Future[None]", server: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Passes on all at once, unless the client leaves before."""
    whole = asyncio.ensure_future(server.read())
    either: set[asyncio.Future[Any]] = {whole, client}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if whole.done():
        writer.write(whole.result())
    whole.cancel()
