"""Without a network, and back again."""

import asyncio

from playwright.async_api import Route, WebSocketRoute, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product


class TestOffline:
    async def test_says_so_and_catches_up(self, open_page: OpenPage, product: Product, complaints: Complaints) -> None:
        complaints.expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
        page = await open_page("/?tab=invited", ())
        await expect(page.get_by_role("table", name="Invited Users").get_by_role("row").nth(1)).to_be_visible()
        await page.context.set_offline(True)
        await expect(page.get_by_text("You are offline.")).to_be_visible()
        email = await asyncio.to_thread(product.invite)
        await page.context.set_offline(False)
        await expect(page.get_by_text("You are offline.")).to_be_hidden()
        await page.get_by_role("searchbox").fill(email)
        await expect(page.get_by_role("cell", name=email, exact=True)).to_be_visible()


class TestReconnecting:
    async def test_a_lost_server_is_told_and_what_was_missed_is_loaded(
        self, open_page: OpenPage, product: Product, complaints: Complaints
    ) -> None:
        complaints.expected += ["WebSocket", "ERR_FAILED"]
        page = await open_page("/forgot-password", ())
        sockets: list[WebSocketRoute] = []
        is_down = False

        async def relay(socket: WebSocketRoute) -> None:
            if is_down:
                await socket.close(code=1012)
                return
            socket.connect_to_server()
            sockets.append(socket)

        async def pass_on(route: Route) -> None:
            await (route.abort() if is_down else route.continue_())

        await page.route("**/graphql", pass_on)
        await page.route_web_socket("**/graphql", relay)
        await page.goto("/?tab=invited&q=missed")
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
        is_down = True
        await sockets[-1].close(code=1012)
        await expect(page.get_by_text("The connection was lost. Reconnecting")).to_be_visible()
        await asyncio.to_thread(product.invite, "missed@story.example")
        is_down = False
        await expect(page.get_by_role("cell", name="missed@story.example", exact=True)).to_be_visible()
        await expect(page.get_by_text("The connection was lost.")).to_be_hidden()


class TestFailures:
    async def test_a_list_that_cannot_be_loaded_offers_to_try_again(
        self, open_page: OpenPage, complaints: Complaints
    ) -> None:
        complaints.expected += ["ERR_FAILED", "Failed to load resource"]
        page = await open_page("/", ())
        await expect(page.get_by_text("25 of")).to_be_visible()
        await page.route("**/graphql", lambda route: route.abort())
        await page.get_by_role("tab", name="Invited Users").click()
        alert = page.get_by_role("alert").filter(has_text="The list could not be loaded")
        await expect(alert).to_contain_text("Check your connection and try again.")
        await page.unroute("**/graphql")
        await alert.get_by_role("button", name="Try again").click()
        await expect(page.get_by_role("table", name="Invited Users")).to_be_visible()
