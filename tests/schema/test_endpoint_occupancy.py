"""How much one caller may keep open, and that what ends makes room again."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from app.settings.limits import Limits
from tests.support.small_schema import World, build_endpoint, served
from tests.support.waiting import PATIENCE_SECONDS

LIMITS = Limits(sockets_per_network=2, subscriptions_per_session=2)
TICKS = {"query": "subscription { ticks }"}
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with asyncio.timeout(PATIENCE_SECONDS), served(build_endpoint(world, limits=LIMITS)) as address:
        yield address


@asynccontextmanager
async def socket(address: str) -> AsyncIterator[ClientConnection]:
    async with connect(f"ws://{address}/", subprotocols=[Subprotocol("graphql-transport-ws")]) as opened:
        await opened.send('{"type": "connection_init"}')
        assert json.loads(await opened.recv()) == {"type": "connection_ack"}
        yield opened


@asynccontextmanager
async def stream(address: str) -> AsyncIterator[Any]:
    async with (
        httpx2.AsyncClient() as client,
        client.stream("POST", f"http://{address}/", json=TICKS, headers=STREAM) as response,
    ):
        yield response


async def subscribe(opened: ClientConnection) -> None:
    await opened.send(json.dumps({"id": "one", "type": "subscribe", "payload": TICKS}))


async def until_let_in(address: str) -> None:
    """A server hears of what ended a little later than who ended it."""
    while True:
        async with stream(address) as response:
            if response.status_code == 200:
                return


class TestSockets:
    async def test_one_network_has_so_many_and_is_told_when_to_come_back(self, address: str) -> None:
        async with socket(address), socket(address):
            with pytest.raises(InvalidStatus) as refused:
                async with socket(address):
                    pass
            assert refused.value.response.status_code == 429
            assert int(refused.value.response.headers["retry-after"]) > 0
            assert b"RATE_LIMITED" in refused.value.response.body

    async def test_one_that_closes_makes_room(self, address: str) -> None:
        for _ in range(5):
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(socket(address))
                opened = await stack.enter_async_context(socket(address))
                await opened.close()
                await opened.wait_closed()


class TestSubscriptions:
    async def test_streams_count_like_those_over_sockets(self, address: str, world: World) -> None:
        async with stream(address), socket(address) as opened:
            await world.watching.wait()
            world.watching.clear()
            await subscribe(opened)
            await world.watching.wait()
            async with stream(address) as refused:
                assert refused.status_code == 429
                assert int(refused.headers["retry-after"]) > 0
                body = json.loads(await refused.aread())
                assert body["errors"][0]["extensions"] == {"code": "RATE_LIMITED", "retryAfterSeconds": 10}

    async def test_over_a_socket_one_too_many_fails_alone(self, address: str) -> None:
        async with stream(address), stream(address), socket(address) as opened:
            await subscribe(opened)
            error = json.loads(await opened.recv())
            assert (error["id"], error["type"]) == ("one", "error")
            assert error["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
            await opened.send('{"type": "ping"}')
            assert json.loads(await opened.recv()) == {"type": "pong"}

    async def test_one_that_ends_makes_room(self, address: str) -> None:
        async with stream(address):
            async with stream(address):
                pass
            await until_let_in(address)
