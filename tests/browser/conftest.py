"""A real Chromium in front of the real product. A page that complains or calls another host fails its test."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright, expect

from tests.browser.long_names import people_with_long_names
from tests.browser.product import FLAGS, Product, chromium, running_product
from tests.browser.scripted_operations import ScriptedOperations

TIMEOUT_MS = 60_000
# Nothing moves, so nothing waits for it; a story that wants motion says so.
USUAL = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"}
OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def executable() -> str:
    found = chromium()
    if found is None and not os.environ.get("CI"):
        pytest.skip("There is no Chromium: `apt-get install chromium-headless-shell`, or name yours in CHROMIUM.")
    assert found is not None, "There is no Chromium, and CI does not skip."
    return found


@pytest.fixture(scope="session")
def product(executable: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("product") / "data") as running:
        yield running


@pytest.fixture(scope="session")
async def browser(executable: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=TIMEOUT_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        await browser.close()


class Complaints:
    """What pages said that they should not; a story that provokes a complaint names a part of it beforehand."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.expected: list[str] = []
        self.heard: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.heard.append(f"page error: {error.error}"))
        context.on("request", self._on_request)

    def unexpected(self) -> list[str]:
        return [heard for heard in self.heard if not any(part in heard for part in self.expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.heard.append(f"request to another host: {request.url}")


@pytest.fixture(autouse=True)
async def complaints(product: Product) -> AsyncIterator[Complaints]:
    found = Complaints(urlsplit(product.url).netloc)
    yield found
    assert found.unexpected() == []


@pytest.fixture
async def open_page(browser: Browser, product: Product, complaints: Complaints) -> AsyncIterator[OpenPage]:
    """Opens a page of a browser of its own.

    `signed_in_as` is an address and a password; with () it is the first Admin, in a session that others use, too.
    """
    contexts: list[BrowserContext] = []

    async def open_one(
        path: str = "/", signed_in_as: tuple[str, str] | tuple[()] | None = None, **options: object
    ) -> Page:
        context = await browser.new_context(**{**USUAL, "base_url": product.url, **options})  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        complaints.watch(context)
        if signed_in_as is not None:
            token = await asyncio.to_thread(product.sign_in, *signed_in_as) if signed_in_as else product.admin_token
            await context.add_cookies([{"name": "session", "value": token, "url": product.url}])
        page = await context.new_page()
        await page.goto(path)
        return page

    yield open_one
    for context in contexts:
        await context.close()


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    """The console, signed in as the first Admin."""
    return await open_page("/", ())


@pytest.fixture
def operations() -> ScriptedOperations:
    """What the API answers about operations to `open_jobs`; a story changes it."""
    return ScriptedOperations()


@pytest.fixture
def open_jobs(open_page: OpenPage, operations: ScriptedOperations) -> OpenPage:
    """Opens the page of background jobs, as the first Admin, who is an operator."""

    async def open_one(path: str = "/jobs", signed_in_as: tuple[str, str] | tuple[()] = (), **options: object) -> Page:
        page = await open_page("/forgot-password", signed_in_as, **options)
        await operations.install(page)
        await page.goto(path)
        return page

    return open_one


@pytest.fixture(scope="session")
def people(product: Product) -> list[str]:
    """The addresses of members with long names in two directions, many groups and the longest role."""
    return people_with_long_names(product)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path
