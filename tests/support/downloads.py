"""Downloads lists as files."""

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlencode

import httpx2
from starlette.applications import Starlette

from app.organizations.actor import Actor
from tests.support.factories import token_of
from tests.support.graphql_client import Api

CURRENT, INVITED = "/exports/current-users.csv", "/exports/invited-users.csv"
ACTIVITY, NDJSON = "/exports/activity.csv", "/exports/activity.ndjson"
ALL = (CURRENT, INVITED, ACTIVITY, NDJSON)
OnBody = Callable[[bytes], Awaitable[object]]


async def get(api: Api, reader: Actor, path: str, /, *, method: str = "GET", **parameters: Any) -> httpx2.Response:
    headers = {"authorization": f"Bearer {await token_of(reader)}"}
    return await api.http.request(method, path, params=parameters, headers=headers)


async def download(api: Api, reader: Actor, path: str, /, **parameters: Any) -> list[list[str]]:
    response = await get(api, reader, path, **parameters)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), strict=True))


async def emails(api: Api, reader: Actor, path: str, /, **parameters: Any) -> list[str]:
    return [record[0].partition("@")[0] for record in (await download(api, reader, path, **parameters))[1:]]


async def stream(
    app: Starlette, path: str, token: str, on_body: OnBody, *, leaves: bool = False, **parameters: str
) -> list[dict[str, Any]]:
    """What the server sends, message by message; `on_body` is awaited for each piece. `leaves`: after the first."""
    sent: list[dict[str, Any]] = []

    left = asyncio.Event()

    async def receive() -> MutableMapping[str, Any]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))
        if message.get("body"):
            if leaves:
                left.set()
            await on_body(message["body"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(parameters).encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"authorization", f"Bearer {token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 8000),
        "state": {},
    }
    await app(scope, receive, send)
    return sent
