"""Requests that take their time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, Route


async def hold_requests(page: Page, operation: str) -> asyncio.Event:
    """From now on, requests that name the operation wait for the event that is returned."""
    may_go = asyncio.Event()

    async def hold(route: Route) -> None:
        if operation in (route.request.post_data or ""):
            await may_go.wait()
        await route.fallback()

    await page.route("**/graphql", hold)
    return may_go


@asynccontextmanager
async def answered(page: Page, operation: str) -> AsyncIterator[None]:
    """Waits at its end until a request that names the operation was answered, and the page has drawn what it says."""
    async with page.expect_response(lambda each: operation in (each.request.post_data or "")) as response:
        yield
    await (await response.value).finished()
    await page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
