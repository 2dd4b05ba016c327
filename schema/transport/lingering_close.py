"""Responding while the request's body is still being sent.

A server that closes the connection at once resets it, and clients lose the response that they have not read yet: a
person who sends a file that is too large would see "network error". Source: RFC 9112, 9.6.
"""

import asyncio
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

# Many clients read nothing until they have sent everything: up to this size of a body they get the response.
LINGER_BYTES = 512 * 2**20
LINGER_SECONDS = 60.0


async def close_lingering(
    response: Response,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    linger_bytes: int = LINGER_BYTES,
    linger_seconds: float = LINGER_SECONDS,
) -> None:
    """Sends the whole response, reads on for a while, and closes the connection."""

    async def send_and_linger(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        await send({**message, "more_body": True})
        await _discard_body(receive, linger_bytes, linger_seconds)
        await send({"type": "http.response.body"})

    response.headers["Connection"] = "close"
    await response(scope, receive, send_and_linger)


async def _discard_body(receive: Receive, limit: int, seconds: float) -> None:
    discarded = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while discarded < limit:
                message = await receive()
                if not message.get("more_body"):
                    return
                discarded += len(message["body"])
