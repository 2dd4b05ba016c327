"""The fastest possible mail server: accepts everything and discards it."""

import asyncio
from typing import cast

END_OF_MESSAGE = b"\r\n.\r\n"
REPLIES = {
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10485760\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
OK = b"250 ok\r\n"


class Sink(asyncio.Protocol):
    """One connection; commands may come in any number of pieces, or several at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.buffer, self.in_message = b"", False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            end = END_OF_MESSAGE if self.in_message else b"\r\n"
            line, found, rest = self.buffer.partition(end)
            if not found:
                return
            verb = line[:4].upper()
            self.buffer = rest
            self.transport.write(OK if self.in_message else REPLIES.get(verb, OK))
            self.in_message = not self.in_message and verb == b"DATA"


async def start_sink() -> asyncio.Server:
    """Listens on a free port of 127.0.0.1."""
    return await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
