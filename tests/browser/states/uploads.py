"""Bulk Upload but for its review."""

from playwright.async_api import Page, expect

from tests.browser.product import address
from tests.browser.states.step import FEW, Step
from tests.browser.test_bulk_upload import choose, file_of
from tests.browser.test_upload_summary import open_earlier


async def choose_file(page: Page) -> None:
    await expect(page.get_by_text("At most")).to_be_visible()
    await expect(page.locator(".upload").first).to_be_visible()


async def summary(page: Page) -> None:
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,"))
    await dialog.get_by_role("button", name="Send 1 Invitation").click()
    await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()
    await expect(dialog.get_by_text("1 row with errors was left out.")).to_be_visible()


async def earlier_summary(page: Page) -> None:
    await open_earlier(page, "new-starters.csv")
    await expect(page.get_by_role("region", name="Why emails failed")).to_be_visible()


async def upload_banner(page: Page) -> None:
    dialog = await choose(page, "axe-later.csv", file_of(f"{address()},Analyst,"))
    await expect(dialog.get_by_role("button", name="Send 1 Invitation")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("region", name="Unfinished uploads")).to_be_visible()


UPLOADS: list[tuple[str, Step]] = [
    (f"{FEW}&invite=bulk", choose_file),
    (f"{FEW}&invite=bulk", summary),
    (f"{FEW}&invite=bulk", earlier_summary),
    (f"{FEW}&invite=bulk", upload_banner),
]
