"""Server-sent events, as the graphql-sse protocol's distinct connections mode has them."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from schema.execution.request_context import Transport
from schema.transport.sse import EventStream
from tests.support.small_schema import SECRET, World, build_endpoint, served
from tests.support.waiting import PATIENCE_SECONDS

EVENTS = "text/event-stream"


def stream(client: TestClient, query: str, **body: Any) -> Any:
    return client.post("/", json={"query": query, **body}, headers={"Accept": EVENTS})


def test_each_result_is_a_next_event_and_the_end_is_told(client: TestClient, world: World) -> None:
    response = stream(client, "subscription { count(to: 2) }")
    assert response.text == (
        ":\n\n"
        'event: next\ndata: {"data":{"count":0}}\n\n'
        'event: next\ndata: {"data":{"count":1}}\n\n'
        "event: complete\ndata: \n\n"
    )
    assert response.headers["content-type"].startswith(EVENTS)
    assert "no-store" in response.headers["cache-control"]
    assert response.headers["x-accel-buffering"] == "no"
    assert world.contexts[0].transport is Transport.SSE


def test_a_query_is_one_event(client: TestClient) -> None:
    response = stream(client, "{ hello }")
    assert 'data: {"data":{"hello":"Hello, world"}}\n\nevent: complete' in response.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        # Strawberry's parser cache would end the stream without a word.
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription A { count } subscription B { count }", "OPERATION_RESOLUTION_FAILURE"),
        ("subscription ($to: Int!) { count(to: $to) }", "BAD_USER_INPUT"),
    ],
)
def test_a_request_error_reaches_the_client(client: TestClient, query: str, code: str) -> None:
    response = stream(client, query)
    assert f'"code":"{code}"' in response.text
    assert '"data":null' not in response.text
    assert response.text.endswith("event: complete\ndata: \n\n")


def test_a_subscription_that_breaks_is_masked(client: TestClient) -> None:
    text = stream(client, "subscription { breaking }").text
    assert '{"data":{"breaking":1}}' in text
    assert '"code":"INTERNAL_SERVER_ERROR"' in text
    assert SECRET not in text


def test_a_mutation_that_needs_a_cookie_is_refused(client: TestClient) -> None:
    assert '"code":"BAD_REQUEST"' in stream(client, "mutation { signIn }").text


def test_what_is_no_request_is_answered_in_json(client: TestClient) -> None:
    response = client.post("/", json=[], headers={"Accept": EVENTS})
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("application/json")


def test_an_event_source_can_subscribe_where_get_is_allowed(world: World) -> None:
    client = TestClient(build_endpoint(world, allow_get=True))
    response = client.get("/", params={"query": "subscription { count }"}, headers={"Accept": EVENTS})
    assert response.text.count("event: next") == 3
    response = client.get("/", params={"query": "mutation { signIn }"}, headers={"Accept": EVENTS})
    assert '"code":"BAD_REQUEST"' in response.text


def test_a_session_that_ended_ends_the_subscription(client: TestClient, world: World) -> None:
    world.signed_in = False
    text = stream(client, "subscription { count }").text
    assert '"code":"UNAUTHENTICATED"' in text
    assert '"count"' not in text
    assert text.endswith("event: complete\ndata: \n\n")


def test_what_was_loaded_is_forgotten_after_each_event(client: TestClient, world: World) -> None:
    stream(client, "subscription { count(to: 3) }")
    assert world.contexts[0].forgotten == 3


async def test_a_silent_stream_says_that_it_lives() -> None:
    go_on = asyncio.Event()

    async def results() -> AsyncGenerator[ExecutionResult, None]:
        await go_on.wait()
        yield ExecutionResult(data={"ticks": 7}, errors=None)

    async def stream_slowly(scope: Scope, receive: Receive, send: Send) -> None:
        await EventStream(results(), keep_alive_seconds=0.01)(scope, receive, send)

    async with (
        served(stream_slowly) as address,
        httpx2.AsyncClient() as client,
        client.stream("GET", f"http://{address}/") as response,
    ):
        lines = response.aiter_lines()
        assert [await anext(lines) for _ in range(4)] == [":", "", ":", ""]
        go_on.set()
        while (line := await anext(lines)) in {":", ""}:
            pass
        assert line == "event: next"


async def test_a_client_that_leaves_ends_its_subscription(world: World) -> None:
    async with served(build_endpoint(world)) as address, httpx2.AsyncClient() as client:
        body = {"query": "subscription { ticks }"}
        async with client.stream("POST", f"http://{address}/", json=body, headers={"Accept": EVENTS}) as response:
            assert response.status_code == 200
            await world.watching.wait()
            assert not world.stopped.is_set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await world.stopped.wait()
