"""Webhooks of mail providers over HTTP: what is refused before anybody's signature is looked at, or cannot be read."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from app.metrics.exposition import Exposition
from app.web import mail_events
from tests.support.measured_here import shown
from tests.support.webhook_posts import JSON, Providers
from tests.support.webhooks import basic, postmark_bounce, sendgrid_event


def refusal(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


MALFORMED = (400, "BAD_REQUEST")


class TestMalformed:
    @pytest.mark.parametrize(
        "body", [b"", b"{", b"\xff\xfe", b'"', b"[" * 2000 + b"]" * 2000, b'"\\ud800"', b"NaN", b"[]x"]
    )
    async def test_what_is_no_json_is_refused(self, providers: Providers, body: bytes) -> None:
        answers = [
            await providers.post("ses", body, JSON),
            await providers.post("postmark", body, {**JSON, "Authorization": basic()}),
            await providers.post("sendgrid", body, {**JSON, **providers.sendgrid.headers(body)}),
            await providers.post("mailgun", body, JSON),
        ]
        assert {refusal(each) for each in answers} == {MALFORMED}

    async def test_so_are_arrays_for_objects_and_objects_for_arrays(
        self, providers: Providers, exposition: Exposition
    ) -> None:
        answers = [
            await providers.post("ses", b"[]", JSON),
            await providers.ses(providers.sns.notification([])),
            await providers.postmark([postmark_bounce("HardBounce")]),
            await providers.send_grid(sendgrid_event("bounce")),
            await providers.mailgun([]),
        ]
        assert {refusal(each) for each in answers} == {MALFORMED}
        assert shown(exposition).value("senturo_mail_events_total", source="ses", result="malformed") == 2

    @pytest.mark.parametrize(
        "headers",
        [
            {"Content-Type": "application/x-www-form-urlencoded"},
            {"Content-Type": "multipart/form-data; boundary=x"},
            {"Content-Type": "application/json; charset=utf-16"},
            {"Content-Type": "application/json", "Content-Encoding": "gzip"},
            {"Content-Type": ""},
            {},
        ],
    )
    async def test_other_content_types_are_refused(self, providers: Providers, headers: dict[str, str]) -> None:
        for provider in ("ses", "postmark", "sendgrid", "mailgun"):
            assert refusal(await providers.post(provider, b"{}", headers)) == (415, "BAD_REQUEST")


class TestBounds:
    async def test_a_large_body_is_refused(self, providers: Providers) -> None:
        body = b" " * (mail_events.MAX_BODY_BYTES + 1)
        assert refusal(await providers.post("mailgun", body, JSON)) == (413, "BAD_REQUEST")

    async def test_a_body_without_an_end_is_cut(self, providers: Providers) -> None:
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 2**26:
                sent += 2**16
                yield b" " * 2**16

        response = await providers.client.post("/mail-events/ses", content=endless(), headers=JSON)
        assert refusal(response) == (413, "BAD_REQUEST")

    async def test_a_body_that_does_not_come_is_not_awaited(
        self, providers: Providers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mail_events, "BODY_SECONDS", 0.01)
        assert await status_without_a_body(providers.app, "/mail-events/mailgun") == 408

    async def test_other_methods_are_refused(self, providers: Providers) -> None:
        for method in ("GET", "PUT", "DELETE"):
            assert (await providers.client.request(method, "/mail-events/ses")).status_code == 405


async def status_without_a_body(app: Starlette, path: str) -> int:
    """The status of the response to a request whose body never comes."""
    sent: list[Any] = []

    async def receive_nothing() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"content-type", b"application/json")], "client": ("127.0.0.1", 1), "server": ("localhost", 80),
        "scheme": "http", "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    await app(scope, receive_nothing, send)
    status: int = sent[0]["status"]
    return status


class TestNotConfigured:
    async def test_a_provider_is_not_found(self, app: Starlette) -> None:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://localhost:8000") as client:
            for provider in ("ses", "postmark", "sendgrid", "mailgun"):
                response = await client.post(f"/mail-events/{provider}", json={})
                assert refusal(response) == (404, "NOT_FOUND")

    async def test_nor_is_one_that_nobody_knows(self, providers: Providers) -> None:
        for provider in ("pipe", "SES", "x"):
            assert refusal(await providers.post(provider, b"{}", JSON)) == (404, "NOT_FOUND")
