"""What sockets leave behind is freed, though Python itself would keep it for long."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.web import collect_garbage
from app.web.collect_garbage import FEWEST, CollectGarbage


class Socket:
    """Refers to itself, as a server and its parser refer to each other."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def collection_on_request_alone() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


class Sockets:
    """Sockets behind the middleware, and which of them have been freed."""

    def __init__(self) -> None:
        self.kept: set[weakref.ref[Socket]] = set()
        self.served = CollectGarbage(self._serve, settle_seconds=0)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        del send
        assert scope["type"] in {"websocket", "http"}
        self.kept.add(weakref.ref(Socket(), self.kept.discard))
        await receive()

    async def open(self, count: int, kind: str = "websocket") -> list[asyncio.Event]:
        """Returns what ends each."""
        ends = [asyncio.Event() for _ in range(count)]
        self.tasks = [asyncio.create_task(self._one(kind, end)) for end in ends]
        await asyncio.sleep(0)  # each is served as far as it waits for its end
        return ends

    async def come_and_go(self, count: int, kind: str = "websocket") -> None:
        for end in await self.open(count, kind):
            end.set()
        await asyncio.gather(*self.tasks)
        await asyncio.sleep(0)  # for a timer without delay, which is due in the next round of the loop
        await asyncio.sleep(0)

    async def _one(self, kind: str, end: asyncio.Event) -> None:
        async def receive() -> Message:
            await end.wait()
            return {"type": "websocket.disconnect"}

        async def send(message: Message) -> None:
            raise AssertionError(message)

        await self.served({"type": kind}, receive, send)


async def test_sockets_that_have_left_are_freed() -> None:
    sockets = Sockets()
    await sockets.come_and_go(FEWEST - 1)
    assert len(sockets.kept) == FEWEST - 1
    await sockets.come_and_go(1)
    assert not sockets.kept


async def test_what_is_open_is_not_looked_at_for_fewer_that_have_left() -> None:
    sockets = Sockets()
    ends = await sockets.open(2 * FEWEST)
    still_open = sockets.tasks
    await sockets.come_and_go(2 * FEWEST - 1)
    assert len(sockets.kept) == 4 * FEWEST - 1
    await sockets.come_and_go(1)
    assert not sockets.kept
    for end in ends:
        end.set()
    await asyncio.gather(*still_open)


@pytest.mark.parametrize(("seconds", "kept"), [(3600, FEWEST), (0, 0)])
async def test_of_requests_those_that_lasted_count(seconds: float, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect_garbage, "LASTING_SECONDS", seconds)
    sockets = Sockets()
    await sockets.come_and_go(FEWEST, "http")
    assert len(sockets.kept) == kept


@pytest.mark.parametrize(("body", "kept"), [(b"x" * 999_999, 32), (b"x" * 1_000_000, 0)])
async def test_what_large_bodies_leave_is_freed_before_it_adds_up(body: bytes, kept: int) -> None:
    """However few and short their requests are."""
    sockets = Sockets()

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    for _ in range(32):
        await sockets.served({"type": "http"}, receive, send)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(sockets.kept) == kept
