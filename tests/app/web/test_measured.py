"""How long requests take, by method, route and status, however they end."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from app.metrics.exposition import Exposition
from app.web.measured import MeasureRequests
from tests.support.measured_processes import Page

COUNT, SUM = "senturo_http_request_seconds_count", "senturo_http_request_seconds_sum"
SLOW_SECONDS = 0.05


async def fine(_: Request) -> Response:
    return PlainTextResponse("fine")


async def broken(_: Request) -> Response:
    raise RuntimeError


async def stream(request: Request) -> Response:
    async def parts() -> AsyncIterator[str]:
        yield "data: 1\n\n"
        await asyncio.sleep(SLOW_SECONDS)
        yield "data: 2\n\n"

    return StreamingResponse(parts(), media_type=request.path_params["media"].replace("-", "/", 1))


APP = Starlette(
    routes=[
        Route("/people/{id}", fine),
        Route("/broken", broken),
        Route("/stream/{media}", stream),
        Mount("/assets", Starlette(routes=[Route("/{file}", fine)])),
    ],
    middleware=[Middleware(MeasureRequests)],
)


async def page_after(exposition: Exposition, method: str, path: str) -> Page:
    transport = httpx2.ASGITransport(APP, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.request(method, path)
    return Page.of(exposition.show().decode())


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/people/ada@acme.example", {"method": "GET", "route": "/people/{id}", "status": "2xx"}),
        ("POST", "/people/ada", {"method": "POST", "route": "/people/{id}", "status": "4xx"}),
        ("ADA", "/people/ada", {"method": "other", "route": "/people/{id}", "status": "4xx"}),
        ("GET", "/ada", {"method": "GET", "route": "none", "status": "4xx"}),
        ("GET", "/broken", {"method": "GET", "route": "/broken", "status": "5xx"}),
    ],
)
async def test_a_request_counts_by_its_template(
    exposition: Exposition, method: str, path: str, expected: dict[str, str]
) -> None:
    page = await page_after(exposition, method, path)
    assert page.value(COUNT, **expected) == 1
    assert page.total(COUNT) == 1


async def test_what_is_mounted_names_no_file(exposition: Exposition) -> None:
    page = await page_after(exposition, "GET", "/assets/ada.js")
    assert page.total(COUNT) == 1
    assert "ada" not in page.text


@pytest.mark.parametrize(("media", "is_measured_to_its_end"), [("text-plain", True), ("text-event-stream", False)])
async def test_a_response_is_measured_to_its_end_and_an_event_stream_to_its_beginning(
    exposition: Exposition, media: str, is_measured_to_its_end: bool
) -> None:
    page = await page_after(exposition, "GET", f"/stream/{media}")
    assert page.total(COUNT) == 1
    assert (page.total(SUM) >= SLOW_SECONDS) is is_measured_to_its_end
