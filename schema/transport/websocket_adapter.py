"""One WebSocket, as Strawberry's protocol handler reads and writes it: JSON texts of a bounded size."""

from collections.abc import AsyncGenerator, Mapping
from typing import Protocol

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected

from app.settings.limits import Limits

MESSAGE_TOO_BIG = 1009


class _View(Protocol):
    limits: Limits


class WebSocketAdapter(ASGIWebSocketAdapter):
    """`iter_json` bounds a message's size; sending after the socket closed raises WebSocketDisconnected alone."""

    view: _View  # type: ignore[assignment]  # the WebSocketHandler
    ws: WebSocket

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        del ignore_parsing_errors
        while self.ws.application_state is WebSocketState.CONNECTED:
            message = await self.ws.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                raise NonTextMessageReceived
            if len(text.encode()) > self.view.limits.socket_message_bytes:
                await self.close(MESSAGE_TOO_BIG, "Message too big")
                return
            try:
                yield orjson.loads(text)
            except orjson.JSONDecodeError as error:
                raise NonJsonMessageReceived from error

    async def send_json(self, message: Mapping[str, object]) -> None:
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error

    def send_nowait(self, text: str) -> bool:
        """Sends without waiting. Returns False where the socket is closed, or its client slow to read."""
        sending = self.ws.send({"type": "websocket.send", "text": text})
        try:
            sending.send(None)
        except StopIteration:
            return True
        except (OSError, WebSocketDisconnect, RuntimeError):
            return False
        sending.close()  # the server waits for room in its buffer before it sends, so nothing was sent
        return False

    async def close(self, code: int, reason: str) -> None:
        if self.ws.application_state is WebSocketState.CONNECTED:
            await self.ws.close(code, reason)
