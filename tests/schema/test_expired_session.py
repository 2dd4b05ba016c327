"""A session that has ended looks the same over every transport."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.support.small_schema import served

EXPIRED = {"authorization": "Bearer ses_that_has_ended"}
QUERY = "{ invitedUsers { totalCount } }"
SUBSCRIPTION = "subscription { invitedUsersChanged { kind } }"
ERROR = {"message": "Sign in first.", "extensions": {"code": "UNAUTHENTICATED"}}
GRAPHQL_JSON = "application/graphql-response+json"


@pytest.fixture
async def address(app: Starlette, database: None) -> AsyncIterator[str]:
    async with served(app) as address:
        yield address


async def ask(address: str, query: str, accept: str) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=f"http://{address}", headers=EXPIRED) as client:
        return await client.post("/graphql", json={"query": query}, headers={"accept": accept})


async def test_over_http(address: str) -> None:
    response = await ask(address, QUERY, GRAPHQL_JSON)
    assert (response.status_code, response.json()) == (401, {"errors": [ERROR]})
    assert response.headers["www-authenticate"] == 'Bearer realm="api"'
    response = await ask(address, QUERY, "application/json")
    assert (response.status_code, response.json()) == (200, {"errors": [ERROR]})


@pytest.mark.parametrize("query", [QUERY, SUBSCRIPTION])
async def test_over_an_event_stream(address: str, query: str) -> None:
    response = await ask(address, query, "text/event-stream")
    events = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: {")]
    assert [json.loads(event) for event in events] == [{"errors": [ERROR]}]


@pytest.mark.parametrize("query", [QUERY, SUBSCRIPTION])
async def test_over_a_socket(address: str, query: str) -> None:
    async with connect(f"ws://{address}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:

        async def say(**message: Any) -> Any:
            await socket.send(json.dumps(message))
            return json.loads(await socket.recv())

        await say(type="connection_init", payload=EXPIRED)
        told = await say(id="a", type="subscribe", payload={"query": query})
        assert told == {"id": "a", "type": "error", "payload": [ERROR]}


@pytest.mark.parametrize("name", ["0198c0de-0000-7000-8000-000000000001/problems.csv", "template.xlsx"])
async def test_of_a_download(address: str, name: str) -> None:
    async with httpx2.AsyncClient(base_url=f"http://{address}", headers=EXPIRED) as client:
        response = await client.get(f"/bulk-invites/{name}")
    assert (response.status_code, response.json()) == (401, {"errors": [ERROR]})
    assert response.headers["www-authenticate"] == 'Bearer realm="api"'
