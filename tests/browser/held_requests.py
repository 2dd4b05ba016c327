"""Requests that take their time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Page, Route, WebSocketRoute


async def hold_requests(page: Page, operation: str) -> asyncio.Event:
    """From now on, requests that name the operation wait for the event that is returned."""
    may_go = asyncio.Event()

    async def hold(route: Route) -> None:
        if operation in (route.request.post_data or ""):
            await may_go.wait()
        await route.fallback()

    await page.route("**/graphql", hold)
    return may_go


async def hold_subscriptions(page: Page) -> Callable[[], None]:
    """From now on, subscriptions over sockets reach the server after what is returned was called."""
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    is_held = True

    def relay(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if is_held and '"subscribe"' in str(message):
                held.append((server, message))
            else:
                server.send(message)

        socket.on_message(pass_on)

    def release() -> None:
        nonlocal is_held
        is_held = False
        for server, message in held:
            server.send(message)

    await page.route_web_socket("**/graphql", relay)
    return release


@asynccontextmanager
async def answered(page: Page, operation: str) -> AsyncIterator[None]:
    """Waits at its end until a request that names the operation was answered, and the page has drawn what it says."""
    async with page.expect_response(lambda each: operation in (each.request.post_data or "")) as response:
        yield
    await (await response.value).finished()
    await page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
