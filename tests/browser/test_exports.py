"""Export CSV: the whole list as it is filtered and sorted, and why there is none."""

import csv
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.people import invitations, members, rows
from tests.browser.product import Product


async def export(page: Page, downloads: Path) -> tuple[str, list[dict[str, str]]]:
    """Answers the name of the file and its rows."""
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Export CSV").click()
    download = await started.value
    await download.save_as(downloads / "list.csv")
    with (downloads / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        return download.suggested_filename, list(csv.DictReader(file))


class TestExport:
    async def test_of_current_users_has_all_pages_in_their_order(
        self, open_page: OpenPage, product: Product, downloads: Path
    ) -> None:
        word = await members(product, 27)
        page = await open_page(f"/?q={word}&order=-EMAIL", ())
        await expect(rows(page)).to_have_count(25)
        name, found = await export(page, downloads)
        assert name.endswith(".csv")
        assert [each["Email"] for each in found] == [f"{word}{number}@story.example" for number in range(36, 9, -1)]
        assert {each["Last active"] for each in found} == {"Never"}

    async def test_of_invited_users_has_those_that_the_filters_keep(
        self, open_page: OpenPage, product: Product, downloads: Path
    ) -> None:
        word = await invitations(product, 2)
        page = await open_page(f"/?tab=invited&q={word}11", ())
        await expect(rows(page)).to_have_count(1)
        _, found = await export(page, downloads)
        assert [(each["Email"], each["Role"]) for each in found] == [(f"{word}11@story.example", "Analyst")]

    async def test_that_is_refused_says_why(self, page: Page, complaints: Complaints) -> None:
        complaints.expected += ["429"]
        refusal = '{"errors": [{"message": "That is too much. Try again in 2 minutes."}]}'
        await expect(rows(page).first).to_be_visible()
        await page.route("**/exports/**", lambda route: route.fulfill(status=429, body=refusal))
        await page.get_by_role("link", name="Export CSV").click()
        await expect(page.get_by_role("alert").filter(has_text="Try again in 2 minutes.")).to_be_visible()
