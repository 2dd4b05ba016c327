"""Without a network, and back again."""

import asyncio
import re

from playwright.async_api import Route, WebSocketRoute, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.held_requests import hold_subscriptions
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

    async def test_a_search_does_not_take_what_was_found_before_for_its_result(
        self, open_page: OpenPage, product: Product, complaints: Complaints
    ) -> None:
        complaints.expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
        page = await open_page("/", ())
        rows = page.get_by_role("table", name="Current Users").locator("tbody tr")
        await expect(rows).to_have_count(25)
        await page.context.set_offline(True)
        await page.get_by_role("searchbox").fill(product.email)
        alert = page.get_by_role("alert").filter(has_text="This could not be looked up")
        await expect(alert).to_contain_text("You are offline.")
        await expect(rows).to_have_count(0)
        await page.get_by_role("searchbox").fill("")
        await expect(rows).to_have_count(25)
        await page.get_by_role("searchbox").fill(product.email)
        await expect(alert).to_be_visible()
        await page.context.set_offline(False)
        await expect(rows).to_have_count(1)
        await expect(alert).to_be_hidden()


class TestFailedActions:
    async def test_are_told_until_the_server_answers_again(
        self, open_page: OpenPage, product: Product, complaints: Complaints
    ) -> None:
        complaints.expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Changed Offline")
        page = await open_page(f"/?q={email}", ())
        role = page.get_by_role("combobox", name="Role of Changed Offline")
        await expect(role).to_be_visible()
        await page.context.set_offline(True)
        await role.click()
        await page.get_by_role("option", name="Investigator").click()
        # Without a network the list may also say that it could not be loaded anew.
        toast = page.get_by_role("alert").filter(has_text=re.compile(r"^The server can't be reached\."))
        await expect(toast).to_be_visible()
        await expect(role).to_have_value("Analyst")
        await page.context.set_offline(False)
        await expect(toast).to_be_hidden()

    async def test_are_told_until_they_are_tried_again(
        self, open_page: OpenPage, product: Product, complaints: Complaints
    ) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Refused Once")
        page = await open_page(f"/?q={email}", ())
        role = page.get_by_role("combobox", name="Role of Refused Once")
        await expect(role).to_be_visible()
        refusal = {"__typename": "Refusal", "code": "CONFLICT", "message": "Not today.", "path": None}

        async def refuse(route: Route) -> None:
            if "mutation UpdateRole" not in (route.request.post_data or ""):
                await route.fallback()
                return
            payload = {"__typename": "UpdateRolePayload", "subject": None, "errors": [refusal]}
            await route.fulfill(json={"data": {"updateRole": payload}})

        await page.route("**/graphql", refuse)
        await role.click()
        await page.get_by_role("option", name="Investigator").click()
        toast = page.get_by_role("alert").filter(has_text="Not today.")
        await expect(toast).to_be_visible()
        await page.unroute("**/graphql")
        await role.click()
        await page.get_by_role("option", name="Investigator").click()
        await expect(page.get_by_text("Refused Once is now Investigator.")).to_be_visible()
        await expect(toast).to_be_hidden()


class TestConnecting:
    async def test_what_changed_before_the_page_had_subscribed_is_shown(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Changed Between")
        page = await open_page("/forgot-password", ())
        release = await hold_subscriptions(page)
        await page.goto(f"/?q={email}")
        role = page.get_by_role("combobox", name="Role of Changed Between")
        await expect(role).to_have_value("Analyst")
        await asyncio.to_thread(product.change_role, email, "INVESTIGATOR")
        release()
        await expect(role).to_have_value("Investigator")


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
