"""Reads the body of a request from somebody who is not known yet: with bounds for its size and time."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

CLOSE = {"Connection": "close"}


async def read_body(request: Request, max_bytes: int, seconds: float) -> bytes:
    """Raises HTTPException for a body that is too large, too slow or cut off."""
    sentence = f"The request's body is larger than {max_bytes:,} bytes."
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > max_bytes:
        raise HTTPException(413, sentence, CLOSE)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > max_bytes:
                    raise HTTPException(413, sentence, CLOSE)
    except ClientDisconnect:
        raise HTTPException(400, "The request's body ended early.") from None
    except TimeoutError:
        raise HTTPException(408, f"The request's body did not come within {seconds:g} seconds.", CLOSE) from None
    return bytes(body)
