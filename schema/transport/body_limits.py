"""How large a request's body may be, from whom, and how long it may stall: 408 and 413."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.types import Message, Receive

from app.errors import FileTooLarge
from app.settings.limits import Limits
from schema.execution.errors import Code
from schema.execution.request_context import RequestContext
from schema.transport.errors import HttpError


class LimitedReceive:
    """An ASGI `receive` that counts the body's bytes.

    Raises HttpError once there are more than `max_bytes`, or when no part of the body arrives for too long.
    `authorize_more` is called once there are more for the first time: it raises `max_bytes`, or an error.
    """

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self.receive = receive
        self.max_bytes = limits.request_bytes
        self.too_large = HttpError(413, f"The request's body is larger than {self.max_bytes:,} bytes.")
        self.stall_seconds = limits.body_stall_seconds
        self.received_bytes = 0
        self.is_finished = False
        self.authorize_more: Callable[[], Awaitable[None]] | None = None

    async def __call__(self) -> Message:
        try:
            async with asyncio.timeout(self.stall_seconds):
                message = await self.receive()
        except TimeoutError:
            sentence = f"Nothing more of the request's body came for {self.stall_seconds:g} seconds."
            raise HttpError(408, sentence, Connection="close") from None
        self.received_bytes += len(message.get("body", b""))
        self.is_finished = not message.get("more_body", False)
        if self.received_bytes > self.max_bytes and self.authorize_more is not None:
            authorize, self.authorize_more = self.authorize_more, None
            await authorize()
        if self.received_bytes > self.max_bytes:
            raise self.too_large
        return message


async def authorize_large_body(
    request: Request, *, is_multipart: bool, body: LimitedReceive, context: RequestContext, limits: Limits
) -> None:
    """Raises the limit of a large or multipart body, if the context allows an upload: before any of it is read.

    A body of unknown length counts as large once that much of it has arrived.
    Raises HttpError for a declared length beyond the limit, and what the context raises.
    """
    length = _content_length(request)

    async def allow(max_bytes: int, sentence: str) -> None:
        await context.authorize_upload()
        body.max_bytes, body.too_large = max_bytes, HttpError(413, sentence, Code.FILE_TOO_LARGE)
        if length is not None and length > max_bytes:
            raise body.too_large

    list_sentence = (
        f"This list is larger than {limits.list_bytes // 2**20} MB: send it as a file, or split into multiple lists."
    )
    if is_multipart:
        await allow(limits.request_bytes + limits.upload_bytes, FileTooLarge(limits.upload_bytes).message)
    elif length is None:
        body.authorize_more = partial(allow, limits.list_bytes, list_sentence)
    elif length > limits.request_bytes:
        await allow(limits.list_bytes, list_sentence)


def is_large_and_unread(request: Request, body: LimitedReceive, limits: Limits) -> bool:
    """Whether the client may still be sending the body when it gets the response."""
    if body.is_finished:
        return False
    length = _content_length(request)
    return "transfer-encoding" in request.headers if length is None else length > limits.request_bytes


def _content_length(request: Request) -> int | None:
    text = request.headers.get("content-length", "")
    return int(text) if text.isdecimal() else None
