"""The subscribers of `./dev bench live`, in a process of their own: a socket each, with the least work per message.

Reads one line of JSON: `port`, `tokens` and `operations`, one token and operation for each subscriber. Writes "ready"
once the server has started all subscriptions. For each line that it reads after that it writes what came since:
`messages` (time of arrival and text) and `cpu`, the seconds of processor time that receiving them took.
"""

import asyncio
import json
import sys
import time
from functools import partial
from typing import cast

import uvloop

HANDSHAKE = (
    "GET /graphql HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: c3Vic2NyaWJlci1vZi1vbg==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
SHORT, MEDIUM = 125, 126
MASK_BIT, TEXT, PING, PONG = 0x80, 0x81, 0x89, 0x8A
received: list[tuple[float, bytes]] = []


class Subscriber(asyncio.Protocol):
    """One socket. Sources: RFC 6455, section 5.2, for frames; the protocol of graphql-transport-ws."""

    def __init__(self, token: str, operation: object) -> None:
        self.first_messages = (
            {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}},
            {"type": "subscribe", "id": "1", "payload": operation},
            {"type": "ping"},
        )
        self.subscribed = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(HANDSHAKE.encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.rest += data
        if not self.is_open:
            head, end, self.rest = self.rest.partition(b"\r\n\r\n")
            assert end, head
            assert head.startswith(b"HTTP/1.1 101"), head
            self.is_open = True
            self.transport.write(b"".join(map(_frame, self.first_messages)))
        while len(self.rest) > 1:
            start, length = 2, self.rest[1]
            if length > SHORT:
                assert length == MEDIUM
                start, length = 4, int.from_bytes(self.rest[2:4])
            if len(self.rest) < start + length:
                return
            opcode, message = self.rest[0], self.rest[start : start + length]
            self.rest = self.rest[start + length :]
            if opcode == PING:
                self.transport.write(bytes([PONG, MASK_BIT | length]) + bytes(4) + message)
            else:
                self._handle(now, message)

    def _handle(self, now: float, message: bytes) -> None:
        if b'"next"' in message:
            received.append((now, message))
        elif b'"pong"' in message:
            self.subscribed.set_result(None)
        else:
            assert b'"connection_ack"' in message, message


def _frame(message: object) -> bytes:
    """Returns a text frame with a mask of zeros, as a client's frames must be masked."""
    text = json.dumps(message).encode()
    length = len(text)
    size = bytes([MASK_BIT | length]) if length <= SHORT else bytes([MASK_BIT | MEDIUM]) + length.to_bytes(2)
    return bytes([TEXT]) + size + bytes(4) + text


async def main() -> None:
    loop = asyncio.get_running_loop()
    arguments = json.loads(sys.stdin.readline())
    for token, operation in zip(arguments["tokens"], arguments["operations"], strict=True):
        subscriber = Subscriber(token, operation)
        await loop.create_connection(partial(_same, subscriber), "127.0.0.1", arguments["port"])
        await subscriber.subscribed
    _write("ready")
    used = time.process_time()
    while await loop.run_in_executor(None, sys.stdin.readline):
        _write({"messages": [(at, message.decode()) for at, message in received], "cpu": time.process_time() - used})
        received.clear()
        used = time.process_time()


def _same(subscriber: Subscriber) -> Subscriber:
    return subscriber


def _write(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
