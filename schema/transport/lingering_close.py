"""Answering while the request's body is still on its way.

A server that closes the connection then resets it, and clients lose the answer that they have not read yet: what a
person sees of a file too large would be "network error". Source: RFC 9112, 9.6.
"""

import asyncio
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

# Many clients read nothing before they have sent all: this is how large a file may be and still be told so.
LINGER_BYTES = 512 * 2**20
LINGER_SECONDS = 60.0


async def answer_early(
    response: Response,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    linger_bytes: int = LINGER_BYTES,
    linger_seconds: float = LINGER_SECONDS,
) -> None:
    """Sends the whole answer, takes in some of what still comes, and has the connection closed."""

    async def send_and_linger(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        await send({**message, "more_body": True})
        await _take_in(receive, linger_bytes, linger_seconds)
        await send({"type": "http.response.body"})

    response.headers["Connection"] = "close"
    await response(scope, receive, send_and_linger)


async def _take_in(receive: Receive, limit: int, seconds: float) -> None:
    taken = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while taken < limit:
                message = await receive()
                if not message.get("more_body"):
                    return
                taken += len(message["body"])
