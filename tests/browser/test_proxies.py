"""Live data behind proxies that pass no WebSocket, or buffer event streams as well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product, address
from tests.browser.review import counts
from tests.browser.test_bulk_upload import choose, file_of
from tests.support.obstructive_proxy import ObstructiveProxy, Streams, Upgrades, obstructive_proxy

LOST = "The connection was lost."
OBSTRUCTIONS = [
    (Upgrades.REFUSE, Streams.PASS),
    (Upgrades.STALL, Streams.PASS),
    (Upgrades.CUT, Streams.PASS),
    (Upgrades.REFUSE, Streams.BUFFER),
    (Upgrades.STALL, Streams.BUFFER),
]


@pytest.fixture(autouse=True)
def attempts(complaints: Complaints) -> None:
    """The browser complains about each socket that it could not have."""
    complaints.expected.append("WebSocket")


@asynccontextmanager
async def behind(
    upgrades: Upgrades, streams: Streams, open_page: OpenPage, path: str
) -> AsyncIterator[tuple[ObstructiveProxy, Page]]:
    """Opens a page that closes before its proxy does, which would cut whatever was under way."""
    async with obstructive_proxy(upgrades, streams) as proxy:
        page = await open_page(path, (), proxy={"server": proxy.url})
        yield proxy, page
        await page.context.close()


@pytest.mark.parametrize(("upgrades", "streams"), OBSTRUCTIONS)
class TestObstructiveProxy:
    async def test_a_list_shows_what_others_do(
        self, open_page: OpenPage, product: Product, upgrades: Upgrades, streams: Streams
    ) -> None:
        email = address("behind")
        async with behind(upgrades, streams, open_page, f"/?tab=invited&q={email}") as (proxy, page):
            await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
            await asyncio.to_thread(product.invite, email)
            await expect(page.get_by_role("cell", name=email, exact=True)).to_be_visible()
            await asyncio.to_thread(product.emails_when_any, email)
            await expect(page.get_by_role("row").filter(has_text=email)).to_contain_text("Sent")
            await expect(page.get_by_text(LOST)).to_be_hidden()
            assert proxy.requests["upgrade"] > 0

    async def test_a_file_is_followed_from_the_drop_to_the_summary(
        self, open_page: OpenPage, upgrades: Upgrades, streams: Streams
    ) -> None:
        one, two = address("behind"), address("behind")
        async with behind(upgrades, streams, open_page, "/?q=amara.okafor&invite=bulk") as (_, page):
            dialog = await choose(page, "people.csv", file_of(f"{one},Analyst,", f"{two},Remote,"))
            await counts(dialog, ready=2)
            await dialog.get_by_role("button", name="Send 2 Invitations").click()
            await expect(dialog.get_by_text("2 people were invited.")).to_be_visible()
            await expect(dialog.locator("dl div").filter(has_text="Emails sent")).to_contain_text("2")


class TestOtherWays:
    async def test_streams_carry_what_sockets_cannot(self, open_page: OpenPage, product: Product) -> None:
        """Once streams are open nothing is asked for but what changed."""
        email = address("streamed")
        async with behind(Upgrades.REFUSE, Streams.PASS, open_page, f"/?tab=invited&q={email}") as (proxy, page):
            async with page.expect_response(lambda response: is_stream(response.headers)):
                pass
            await asyncio.to_thread(product.invite, email)
            await expect(page.get_by_role("cell", name=email, exact=True)).to_be_visible()
            assert proxy.requests["stream"] == 2

    async def test_a_second_window_leaves_the_browsers_connections_to_requests(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = address("window")
        async with behind(Upgrades.REFUSE, Streams.PASS, open_page, f"/?tab=invited&q={email}") as (proxy, page):
            await page.wait_for_event("response", lambda response: is_stream(response.headers))
            other = await page.context.new_page()
            await other.goto(f"/?tab=invited&q={email}")
            await expect(other.get_by_role("heading", name="Nobody matches")).to_be_visible()
            await asyncio.to_thread(product.invite, email)
            for window in (page, other):
                await expect(window.get_by_role("cell", name=email, exact=True)).to_be_visible()
            assert proxy.requests["stream"] == 2

    async def test_graphiql_subscribes_by_them_too(self, open_page: OpenPage, product: Product) -> None:
        async with behind(Upgrades.REFUSE, Streams.PASS, open_page, "/graphiql") as (_, page):
            await page.get_by_role("tab", name="InvitedUsersChanged").click()
            async with page.expect_response(lambda response: is_stream(response.headers)):
                await page.get_by_role("button", name="Execute query").click()
            email = await asyncio.to_thread(product.invite)
            await expect(page.get_by_label("Result Window")).to_contain_text(email)

    async def test_a_server_that_cannot_be_reached_at_all_is_told(
        self, open_page: OpenPage, product: Product, complaints: Complaints
    ) -> None:
        complaints.expected.append("403")
        email = address("cut-off")
        async with behind(Upgrades.REFUSE, Streams.BUFFER, open_page, f"/?tab=invited&q={email}") as (proxy, page):
            await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
            proxy.is_cut_off = True
            await expect(page.get_by_text(LOST)).to_be_visible()
            await asyncio.to_thread(product.invite, email)
            proxy.is_cut_off = False
            await expect(page.get_by_role("cell", name=email, exact=True)).to_be_visible()
            await expect(page.get_by_text(LOST)).to_be_hidden()


def is_stream(headers: dict[str, str]) -> bool:
    return headers.get("content-type", "").startswith("text/event-stream")
