"""graphql-transport-ws over a real server: the test client would hide how sockets end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from app.errors import NotSignedIn
from app.settings.limits import Limits
from schema.execution.request_context import Transport
from tests.support.small_schema import ORIGIN, SECRET, World, build_endpoint, served
from tests.support.waiting import PATIENCE_SECONDS

PROTOCOL = "graphql-transport-ws"
LIMITS = Limits(socket_operations=2, socket_message_bytes=2_000)


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with served(build_endpoint(world, limits=LIMITS)) as address:
        yield address


@asynccontextmanager
async def opened(
    address: str, protocol: str = PROTOCOL, origin: str | None = ORIGIN
) -> AsyncIterator[ClientConnection]:
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        connect(
            f"ws://{address}/",
            subprotocols=[Subprotocol(protocol)],
            origin=Origin(origin) if origin is not None else None,
        ) as socket,
    ):
        yield socket


@asynccontextmanager
async def greeted(address: str, payload: object = None) -> AsyncIterator[ClientConnection]:
    async with opened(address) as socket:
        await say(socket, type="connection_init", payload=payload)
        assert await hear(socket) == {"type": "connection_ack"}
        yield socket


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def hear(socket: ClientConnection) -> Any:
    return json.loads(await socket.recv())


async def ask(socket: ClientConnection, name: str, query: str, **payload: Any) -> None:
    await say(socket, id=name, type="subscribe", payload={"query": query, **payload})


async def how_it_ends(socket: ClientConnection) -> int:
    await socket.wait_closed()
    assert socket.close_code is not None
    return socket.close_code


async def is_alive(socket: ClientConnection) -> bool:
    await ask(socket, "alive", "{ hello }")
    return bool(
        await hear(socket) == {"id": "alive", "type": "next", "payload": {"data": {"hello": "Hello, world"}}}
        and await hear(socket) == {"id": "alive", "type": "complete"}
    )


class TestOperations:
    async def test_a_subscription_tells_each_result_and_completes(self, address: str) -> None:
        async with greeted(address) as socket:
            await ask(socket, "a", "subscription { count(to: 2) }")
            assert [await hear(socket) for _ in range(3)] == [
                {"id": "a", "type": "next", "payload": {"data": {"count": 0}}},
                {"id": "a", "type": "next", "payload": {"data": {"count": 1}}},
                {"id": "a", "type": "complete"},
            ]

    async def test_queries_and_mutations_are_welcome(self, address: str) -> None:
        async with greeted(address) as socket:
            assert await is_alive(socket)
            await ask(socket, "m", 'mutation { plant(input: {name: "fig"}) { names } }')
            assert (await hear(socket))["payload"] == {"data": {"plant": {"names": ["fig"]}}}

    async def test_a_mutation_that_needs_a_cookie_is_refused(self, address: str) -> None:
        async with greeted(address) as socket:
            await ask(socket, "m", "mutation { signIn }")
            assert (await hear(socket))["payload"]["errors"][0]["extensions"]["code"] == "BAD_REQUEST"

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("subscription {", "GRAPHQL_PARSE_FAILED"),
            ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
            ("", "BAD_REQUEST"),
            ("query ($n: String!) { hello(name: $n) }", "BAD_USER_INPUT"),
            ("{ " + "itself { " * 20 + "hello" + " }" * 21, "QUERY_TOO_COMPLEX"),
        ],
    )
    async def test_a_request_error_ends_that_operation_alone(self, address: str, query: str, code: str) -> None:
        async with greeted(address) as socket:
            await ask(socket, "bad", query)
            message = await hear(socket)
            assert (message["id"], message["type"]) == ("bad", "error")
            assert message["payload"][0]["extensions"]["code"] == code
            assert await is_alive(socket)

    async def test_what_breaks_is_masked(self, address: str) -> None:
        async with greeted(address) as socket:
            await ask(socket, "b", "subscription { breaking }")
            assert (await hear(socket))["payload"] == {"data": {"breaking": 1}}
            message = json.dumps(await hear(socket))
            assert "INTERNAL_SERVER_ERROR" in message
            assert SECRET not in message

    async def test_each_operation_has_a_context_of_its_own(self, address: str, world: World) -> None:
        async with greeted(address, {"authorization": "Bearer x"}) as socket:
            assert await is_alive(socket)
            assert await is_alive(socket)
        first, second = world.contexts
        assert first is not second
        assert first.transport is Transport.SOCKET
        assert first.connection_params == {"authorization": "Bearer x"}
        assert not first.is_get

    async def test_a_context_that_cannot_be_made_ends_the_operation_alone(self, address: str, world: World) -> None:
        async with greeted(address) as socket:
            world.context_fails_with = NotSignedIn()
            await ask(socket, "a", "{ hello }")
            assert (await hear(socket))["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            world.context_fails_with = None
            assert await is_alive(socket)

    async def test_a_session_that_ends_ends_its_subscriptions(self, address: str, world: World) -> None:
        async with greeted(address) as socket:
            await ask(socket, "t", "subscription { ticks }")
            world.ticks.put_nowait(1)
            assert (await hear(socket))["type"] == "next"
            world.signed_in = False
            world.ticks.put_nowait(2)
            message = await hear(socket)
            assert (message["id"], message["type"]) == ("t", "error")
            assert message["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            await world.stopped.wait()

    async def test_a_completed_subscription_stops_and_its_id_is_free(self, address: str, world: World) -> None:
        async with greeted(address) as socket:
            await ask(socket, "t", "subscription { ticks }")
            await world.watching.wait()
            await say(socket, id="t", type="complete")
            await world.stopped.wait()
            await ask(socket, "t", "subscription { count(to: 1) }")
            assert (await hear(socket))["payload"] == {"data": {"count": 0}}

    async def test_a_socket_that_goes_takes_its_subscriptions_along(self, address: str, world: World) -> None:
        async with greeted(address) as socket:
            await ask(socket, "t", "subscription { ticks }")
            await world.watching.wait()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await world.stopped.wait()


class TestLimits:
    async def test_operations_at_once_are_limited(self, address: str) -> None:
        async with greeted(address) as socket:
            for name in ("one", "two", "three"):
                await ask(socket, name, "subscription { ticks }")
            message = await hear(socket)
            assert (message["id"], message["type"]) == ("three", "error")
            assert message["payload"][0]["extensions"]["code"] == "BAD_REQUEST"

    async def test_a_message_too_big_ends_the_socket(self, address: str) -> None:
        async with greeted(address) as socket:
            await ask(socket, "a", "{ hello }" + " " * 3_000)
            assert await how_it_ends(socket) == 1009

    async def test_who_never_greets_is_shown_out(self) -> None:
        impatient = build_endpoint()
        impatient.connection_init_wait_timeout = timedelta(seconds=0.01)
        async with served(impatient) as address, opened(address) as socket:
            assert await how_it_ends(socket) == 4408

    async def test_nobody_is_served_before_greeting(self, address: str) -> None:
        async with opened(address) as socket:
            await ask(socket, "a", "{ hello }")
            assert await how_it_ends(socket) == 4401

    async def test_greeting_twice_is_too_much(self, address: str) -> None:
        async with greeted(address) as socket:
            await say(socket, type="connection_init")
            assert await how_it_ends(socket) == 4429

    async def test_an_id_names_one_operation_at_a_time(self, address: str) -> None:
        async with greeted(address) as socket:
            await ask(socket, "a", "subscription { ticks }")
            await ask(socket, "a", "{ hello }")
            assert await how_it_ends(socket) == 4409


class TestMalformedMessages:
    """Stock Strawberry breaks off with 1006 on several of these."""

    @pytest.mark.parametrize(
        "text",
        [
            "{",
            "null",
            "[]",
            "7",
            '"ping"',
            "{}",
            '{"type": 1}',
            '{"type": "start"}',
            '{"type": ["ping"]}',
            '{"type": "subscribe"}',
            '{"type": "subscribe", "id": 1, "payload": {"query": "{ hello }"}}',
            '{"type": "subscribe", "id": [], "payload": {"query": "{ hello }"}}',
            '{"type": "subscribe", "id": "a", "payload": "x"}',
            '{"type": "subscribe", "id": "a", "payload": {}}',
            '{"type": "subscribe", "id": "a", "payload": {"query": 1}}',
            '{"type": "subscribe", "id": "a", "payload": {"query": "{ hello }", "variables": 1}}',
            '{"type": "subscribe", "id": "a", "payload": {"query": "{ hello }", "operationName": []}}',
            '{"type": "complete"}',
            '{"type": "complete", "id": {}}',
            '{"type": "connection_init", "payload": 3}',
            "[" * 1_500,
            b"{}",
        ],
    )
    async def test_what_makes_no_sense_ends_the_socket_with_4400(self, address: str, text: str | bytes) -> None:
        async with greeted(address) as socket:
            await socket.send(text)
            assert await how_it_ends(socket) == 4400

    async def test_pings_are_answered(self, address: str) -> None:
        async with opened(address) as socket:
            await say(socket, type="ping", payload={"a": 1})
            assert await hear(socket) == {"type": "pong"}
            await say(socket, type="pong")
            await say(socket, type="connection_init", payload=None)
            assert await hear(socket) == {"type": "connection_ack"}


class TestHandshake:
    @pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
    async def test_another_page_is_turned_away(self, address: str, origin: str) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with opened(address, origin=origin):
                pass
        assert refused.value.response.status_code == 403
        assert json.loads(refused.value.response.body)["errors"][0]["extensions"]["code"] == "FORBIDDEN"

    async def test_a_page_is_not_ours_because_the_host_header_says_so(self, address: str) -> None:
        with pytest.raises(InvalidStatus):
            async with opened(address, origin=f"http://{address}"):
                pass

    async def test_what_is_no_browser_is_welcome(self, address: str) -> None:
        async with opened(address, origin=None) as socket:
            await say(socket, type="ping")
            assert await hear(socket) == {"type": "pong"}

    async def test_the_old_protocol_is_not_spoken(self, address: str) -> None:
        async with opened(address, protocol="graphql-ws") as socket:
            assert await how_it_ends(socket) == 4406
