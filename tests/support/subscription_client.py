"""Subscribes as clients do: over graphql-transport-ws, or as a stream of server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx2
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.support.waiting import PATIENCE_SECONDS


class ReceivedEvents:
    """What a subscriber has heard: `messages` are payloads, each with `data`, `errors` or both."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.has_ended = False
        self._news = asyncio.Condition()

    async def add(self, message: dict[str, Any]) -> None:
        async with self._news:
            self.messages.append(message)
            self._news.notify_all()

    async def end(self) -> None:
        async with self._news:
            self.has_ended = True
            self._news.notify_all()

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The events, out of the field that was subscribed to."""
        return [next(iter(message["data"].values())) for message in self.messages if message.get("data")]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for message in self.messages for error in message.get("errors") or ()]

    async def until(self, is_so: Callable[["ReceivedEvents"], bool]) -> None:
        """Waits until something is true of it. Raises TimeoutError with what was heard instead."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._news:
                await self._news.wait_for(lambda: is_so(self))
        except TimeoutError:
            raise TimeoutError(f"heard only {self.messages}") from None

    async def change(self, **expected: Any) -> dict[str, Any]:
        """Waits for an event with these values; the first one."""

        def found() -> dict[str, Any] | None:
            return next((each for each in self.changes if expected.items() <= each.items()), None)

        await self.until(lambda _: found() is not None)
        return found() or {}


@asynccontextmanager
async def over_socket(url: str, token: str | None, query: str, **extensions: object) -> AsyncIterator[ReceivedEvents]:
    """Yields once the server has taken the subscription in."""
    heard = ReceivedEvents()
    address = url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        payload = {"authorization": f"Bearer {token}"} if token else {}
        operation = {"query": query, "extensions": extensions}
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": operation}))
        await socket.send(json.dumps({"type": "ping"}))
        taken = asyncio.Event()

        async def listen() -> None:
            async for text in socket:
                match json.loads(text):
                    case {"type": "pong"}:
                        taken.set()
                    case {"type": "next", "payload": message}:
                        await heard.add(message)
                    case {"type": "error", "payload": errors}:
                        await heard.add({"errors": errors})
                        await heard.end()
                    case {"type": "complete"}:
                        await heard.end()

        async with _running(listen()):
            await asyncio.wait_for(taken.wait(), PATIENCE_SECONDS)
            yield heard


@asynccontextmanager
async def over_stream(url: str, token: str | None, query: str, **extensions: object) -> AsyncIterator[ReceivedEvents]:
    """Yields once the server has taken the subscription in."""
    heard = ReceivedEvents()
    headers = {"accept": "text/event-stream"} | ({"authorization": f"Bearer {token}"} if token else {})
    async with (
        httpx2.AsyncClient(timeout=httpx2.Timeout(PATIENCE_SECONDS, read=None)) as client,
        client.stream(
            "POST", f"{url}/graphql", json={"query": query, "extensions": extensions}, headers=headers
        ) as response,
    ):

        async def listen() -> None:
            async for line in response.aiter_lines():
                if line == "event: complete":
                    await heard.end()
                elif line.startswith("data: {"):
                    await heard.add(json.loads(line.removeprefix("data: ")))

        async with _running(listen()):
            yield heard


@asynccontextmanager
async def _running(listening: Any) -> AsyncIterator[None]:
    """A server that goes away ends it; whatever else it raises is raised."""
    task = asyncio.create_task(listening)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, OSError, ConnectionClosed, httpx2.TransportError):
            await task
