"""Requests that take their time."""

import asyncio

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
