"""Many rows of an uploaded file mended at once, by the server."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.review import counts, row, rows, segment
from tests.browser.test_bulk_upload import UPLOAD, choose, file_of

# More rows than are edited in the request: a worker edits them.
LONG = 2_100


def people(count: int, rest: str = "Analyst,") -> list[str]:
    word = address("repair").partition("@")[0]
    return [f"{word}-{number}@story.example,{rest}" for number in range(count)]


def lines(dialog: Locator) -> Locator:
    return dialog.get_by_role("region", name="Problems that several rows share").get_by_role("listitem")


def checkbox(dialog: Locator, line: int) -> Locator:
    return dialog.get_by_role("checkbox", name=re.compile(f", row {line}$"))


def every_row(dialog: Locator) -> Locator:
    return dialog.get_by_role("checkbox", name="Select all of these rows")


@pytest.fixture
async def long_files(product: Product) -> AsyncIterator[None]:
    async with product.row_limit(LONG):
        yield


async def confirm(page: Page, title: str, button: str) -> None:
    await page.get_by_role("dialog", name=title).get_by_role("button", name=button).click()


class TestSharedProblems:
    async def test_who_becomes_admin_is_one_line_that_shows_its_rows(self, open_page: OpenPage) -> None:
        text = file_of(
            *people(3, "Admin,"), *people(2, "group-admin,Kiosks"), *people(1, "GROUP ADMIN,Kiosks"), *people(4)
        )
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "admins.csv", text)
        await counts(dialog, warnings=6, ready=4)
        await expect(lines(dialog)).to_have_count(1)
        await expect(lines(dialog)).to_contain_text("3 become Admin, 3 Group Admin.")
        await lines(dialog).get_by_role("button", name="Show:").click()
        await expect(rows(dialog)).to_have_count(6)
        await expect(segment(dialog, "All", 10)).to_have_attribute("aria-pressed", "false")
        await lines(dialog).get_by_role("button", name="Show all rows").click()
        await expect(rows(dialog)).to_have_count(10)

    async def test_a_value_is_replaced_by_what_is_suggested(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "analist.csv", file_of(*people(12, "Analist,"), *people(1)))
        await expect(lines(dialog)).to_contain_text("12 rows have the role “Analist”, which does not exist.")
        await lines(dialog).get_by_role("button", name="Use Analyst").click()
        await counts(dialog, ready=13)
        await expect(page.get_by_text("12 rows were changed.")).to_be_visible()
        await expect(lines(dialog)).to_have_count(0)

    async def test_a_value_is_replaced_by_another(self, open_page: OpenPage) -> None:
        text = file_of(*people(3, "Chief,"), *people(2, "Analyst,Nowhere;Kiosks"))
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "replaced.csv", text)
        await counts(dialog, errors=5)
        await lines(dialog).filter(has_text="Chief").get_by_role("button", name="Replace").click()
        window = page.get_by_role("dialog", name="Replace “Chief” in 3 rows")
        await window.get_by_role("button", name="Replace in 3 rows").click()
        await expect(window.get_by_text("Choose a role.")).to_be_visible()
        await window.get_by_role("combobox", name="Replace with").click()
        await page.get_by_role("option", name="Broadcaster").click()
        await window.get_by_role("button", name="Replace in 3 rows").click()
        await counts(dialog, errors=2, ready=3)
        await lines(dialog).filter(has_text="Nowhere").get_by_role("button", name="Replace").click()
        window = page.get_by_role("dialog", name="Replace “Nowhere” in 2 rows")
        await window.get_by_role("combobox", name="Replace with").click()
        await page.get_by_role("option", name="Berlin office").click()
        await window.get_by_role("button", name="Replace in 2 rows").click()
        await counts(dialog, ready=5)
        await segment(dialog, "All", 5).click()
        await expect(rows(dialog).filter(has_text="Broadcaster")).to_have_count(3)
        await expect(rows(dialog).filter(has_text="Berlin office, Kiosks")).to_have_count(2)


class TestEverything:
    async def test_all_suggestions_are_used(self, open_page: OpenPage) -> None:
        slip = address("slip").replace("story.example", "gmial.com")
        text = file_of(*people(2, "Analist,"), *people(1, "Analyst,Kiosk"), f"{slip},Analyst,", "wrong,Analyst,")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "suggested.csv", text)
        await counts(dialog, errors=4, warnings=1)
        await dialog.get_by_role("button", name="Use all suggestions").click()
        await counts(dialog, errors=1, ready=4)
        await expect(page.get_by_text("4 rows were changed.")).to_be_visible()
        await expect(rows(dialog)).to_have_count(1)

    async def test_all_errors_are_removed_once_that_is_confirmed(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "removed.csv", file_of("wrong,Analyst,", "worse,Analyst,", *people(2)))
        await dialog.get_by_role("button", name="Remove 2 errors").click()
        await confirm(page, "Remove 2 rows with errors?", "Cancel")
        await counts(dialog, errors=2, ready=2)
        await dialog.get_by_role("button", name="Remove 2 errors").click()
        await confirm(page, "Remove 2 rows with errors?", "Remove")
        await counts(dialog, ready=2)
        await expect(segment(dialog, "All", 2)).to_be_visible()


class TestSelection:
    async def test_shift_takes_a_range_that_gets_a_role_and_groups(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "range.csv", file_of(*people(6)))
        await checkbox(dialog, 3).click()
        await checkbox(dialog, 5).click(modifiers=["Shift"])
        bar = dialog.get_by_role("region", name="Actions on the selected rows")
        await expect(bar.get_by_text("3 selected")).to_be_visible()
        await bar.get_by_role("button", name="Set role").click()
        await page.get_by_role("menuitem", name="Broadcaster").click()
        await expect(rows(dialog).filter(has_text="Broadcaster")).to_have_count(3)
        await expect(bar).to_be_hidden()
        await checkbox(dialog, 2).click()
        await bar.get_by_role("button", name="Set groups").click()
        window = page.get_by_role("dialog", name="Set the groups of 1 row")
        await window.get_by_role("combobox", name="Groups").click()
        await page.get_by_role("option", name="Kiosks").click()
        await page.keyboard.press("Escape")
        await window.get_by_role("button", name="Set in 1 row").click()
        await expect(rows(dialog).filter(has_text="Kiosks")).to_have_count(1)
        await expect(rows(dialog).first).to_contain_text("Kiosks")

    async def test_rows_are_removed(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "some.csv", file_of(*people(3)))
        await checkbox(dialog, 2).click()
        await checkbox(dialog, 4).click()
        await dialog.get_by_role("button", name="Remove", exact=True).click()
        await confirm(page, "Remove 2 rows?", "Remove")
        await expect(rows(dialog)).to_have_count(1)
        await expect(row(dialog, "-1@story.example")).to_be_visible()
        await counts(dialog, ready=1)

    async def test_a_whole_segment_is_taken_with_the_rows_nobody_has_seen(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "segment.csv", file_of(*people(60), "wrong,Analyst,"))
        await segment(dialog, "Ready", 60).click()
        await expect(row(dialog, "-0@story.example")).to_be_visible()
        await every_row(dialog).check()
        await expect(dialog.get_by_text("60 selected")).to_be_visible()
        await dialog.get_by_role("button", name="Set role").click()
        await page.get_by_role("menuitem", name="Remote").click()
        await expect(page.get_by_text("60 rows were changed.")).to_be_visible()
        await expect(row(dialog, "-0@story.example")).to_contain_text("Remote")
        await row(dialog, "-0@story.example").get_by_role("button").first.focus()
        await page.keyboard.press("Control+End")
        await expect(row(dialog, "-59@story.example")).to_contain_text("Remote")

    async def test_a_long_file_is_changed_by_a_worker_while_the_review_stays(
        self, open_page: OpenPage, long_files: None
    ) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "long.csv", file_of(*people(LONG)))
        await segment(dialog, "Ready", LONG).click()
        await every_row(dialog).check()
        await expect(dialog.get_by_text("2,100 selected")).to_be_visible()
        await dialog.get_by_role("button", name="Set role").click()
        await page.get_by_role("menuitem", name=re.compile("^Admin")).click()
        await expect(segment(dialog, "Warnings", LONG)).to_be_visible()
        await expect(dialog.get_by_text("No row is ready yet.")).to_be_visible()
        await segment(dialog, "Warnings", LONG).click()
        await expect(row(dialog, "-0@story.example")).to_be_visible()
        await expect(dialog.get_by_role("button", name="Send 2,100 Invitations")).to_be_enabled()
