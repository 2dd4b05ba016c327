"""`/health/ready`: 503 with a sentence where this version cannot work on the database."""

import httpx2
import pytest
from starlette.applications import Starlette

from app.database import requirements
from app.database.known_migrations import known_names
from app.settings import Settings


async def ready(app: Starlette, settings: Settings) -> tuple[int, str]:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        response = await client.get("/health/ready")
    return response.status_code, response.json()["status"]


async def test_is_ready_on_a_database_that_suits(database: None, app: Starlette, settings: Settings) -> None:
    assert await ready(app, settings) == (200, "ready")


async def test_says_that_migrations_are_missing(
    database: None, app: Starlette, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "known_names", lambda: (*known_names(), "9000_next"))
    status, sentence = await ready(app, settings)
    assert status == 503
    assert sentence.startswith("The database lacks the migrations from 9000_next on")


async def test_says_that_the_server_is_too_old(
    database: None, app: Starlette, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        requirements, "STATE", "SELECT 150004 AS version_number, 'UTF8' AS encoding, false AS is_migrated"
    )
    assert await ready(app, settings) == (
        503,
        "The database server is PostgreSQL 15; the service needs PostgreSQL 18 or newer.",
    )


async def test_says_that_a_newer_version_has_migrated_and_is_ready(
    database: None, app: Starlette, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "known_names", lambda: known_names()[:-1])
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        response = await client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (200, "ready")
    assert f"({known_names()[-1]})" in response.json()["notice"]


async def test_health_is_as_ready_and_live_asks_nothing_of_the_database(
    database: None, app: Starlette, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "known_names", lambda: (*known_names(), "9000_next"))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        assert (await client.get("/health")).status_code == 503
        live = await client.get("/health/live")
    assert (live.status_code, live.json()) == (200, {"status": "alive"})
