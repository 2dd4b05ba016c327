"""Pages whose code is loaded when they are first opened."""

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage

PAGES = ["Groups", "Activity", "Settings", "Account"]


@pytest.mark.parametrize("name", PAGES)
async def test_every_page_opens_at_its_address_with_its_title(open_page: OpenPage, name: str) -> None:
    page = await open_page(f"/{name.lower()}", ())
    await expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    await expect(page).to_have_title(f"{name} · Acme Devices · Senturo")
    await expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")


async def test_the_code_of_a_page_comes_with_the_page(page: Page) -> None:
    await expect(page.get_by_role("table", name="Current Users")).to_be_visible()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    await page.get_by_role("link", name="Groups", exact=True).click()
    await expect(page.get_by_role("heading", name="Groups", exact=True)).to_be_visible()
    assert any("/assets/groups-page" in url for url in loaded)


async def test_code_that_cannot_be_loaded_is_told_and_can_be_tried_again(page: Page, complaints: Complaints) -> None:
    complaints.expected += ["ERR_FAILED", "Failed to fetch dynamically imported module"]
    await expect(page.get_by_role("table", name="Current Users")).to_be_visible()
    blocked: list[str] = []

    async def block(route: Route) -> None:
        blocked.append(route.request.url)
        await route.abort()

    await page.route("**/assets/groups-page*", block)
    await page.get_by_role("link", name="Groups", exact=True).click()
    told = page.get_by_role("alert").filter(has_text="This page could not be loaded")
    await expect(told).to_be_visible()
    assert blocked
    await page.get_by_role("link", name="Role Management").click()
    await expect(page.get_by_role("table", name="Current Users")).to_be_visible()
    await page.get_by_role("link", name="Groups", exact=True).click()
    await expect(told).to_be_visible()
    await page.unroute("**/assets/groups-page*")
    await told.get_by_role("button", name="Reload").click()
    await expect(page.get_by_role("table", name="Groups")).to_be_visible()
