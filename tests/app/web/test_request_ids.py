"""Requests have an id in the log and in their response."""

from uuid import uuid4

import httpx2
import pytest
from starlette.applications import Starlette
from structlog.contextvars import get_contextvars

from app.web.request_ids import RequestIds

HEADER = "X-Request-Id"

UUID_TEXT = "0af76519-16cd-43dd-8448-eb211c80319c"


async def id_of(app: Starlette, sent: str | None = None) -> str:
    headers = {} if sent is None else {HEADER.encode(): sent.encode("latin-1")}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://localhost:8000") as client:
        response = await client.get("/nowhere", headers=headers)
    return str(response.headers[HEADER])


async def test_each_request_gets_another_one(app: Starlette) -> None:
    first, second = await id_of(app), await id_of(app)
    assert len(first) == len(second) == 32
    assert first != second


@pytest.mark.parametrize("given", [UUID_TEXT, UUID_TEXT.replace("-", "")])
async def test_that_of_a_proxy_is_kept(app: Starlette, given: str) -> None:
    assert await id_of(app, given) == given


@pytest.mark.parametrize(
    "given",
    [
        "ada@example.com",
        UUID_TEXT.upper(),
        UUID_TEXT[:-1],
        f"{UUID_TEXT}0",
        UUID_TEXT.replace("-", "", 1),
        "\xb2" * 32,
    ],
)
async def test_anything_else_is_not(app: Starlette, given: str) -> None:
    assert await id_of(app, given) != given


async def test_the_ids_of_a_request_are_gone_after_it() -> None:
    seen: list[dict[str, object]] = []

    async def app(scope: object, receive: object, send: object) -> None:
        seen.append(get_contextvars())

    given = str(uuid4())
    scope = {"type": "http", "headers": [(b"x-request-id", given.encode())]}
    await RequestIds(app)(scope, None, None)  # type: ignore[arg-type]
    assert seen == [{"request_id": given}]
    assert get_contextvars() == {}
