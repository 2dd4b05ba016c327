"""The id of a request: every log line of it has it, and the response names it in `X-Request-Id`."""

import re
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.telemetry import log_context

NAME = b"x-request-id"  # as ASGI has it
# A UUID with or without dashes, as proxies make them. Nothing that could be an address, a name or a token of ours.
_FORM = re.compile(rb"[0-9a-f]{8}(-?)[0-9a-f]{4}(?:\1[0-9a-f]{4}){2}\1[0-9a-f]{12}")


class RequestIds:
    """Takes the id of the request's own header where it is a UUID in lower case, and makes one elsewhere.

    Outside of all that logs or responds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == NAME), b"")
        request_id = given.decode() if _FORM.fullmatch(given) else token_hex(16)
        log_context.begin(request_id=request_id)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (NAME, request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            log_context.end()
