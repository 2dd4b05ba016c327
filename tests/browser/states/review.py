"""The review of an uploaded file."""

import re

from playwright.async_api import Page, expect

from tests.browser.product import address
from tests.browser.review import cell, editor, rows, segment
from tests.browser.states.step import FEW, Step
from tests.browser.test_bulk_upload import choose, file_of


async def review(page: Page) -> None:
    text = file_of(
        f"{address()},Analyst,Kiosks;Berlin office",
        "bad,Analyst,",
        f"{address('maximilian.wolfeschlegelsteinhausenbergerdorff')},Analist,",
        f"{address()},Analist,Kiosk",
    )
    dialog = await choose(page, "axe.csv", text)
    await segment(dialog, "All", 4).click()
    await expect(rows(dialog)).to_have_count(4)


async def review_of_an_address(page: Page) -> None:
    await review(page)
    dialog = page.get_by_role("dialog", name="Invite Users")
    await cell(dialog, "email", "bad").click()
    await editor(dialog, "Email", "bad").fill("worse")
    await page.keyboard.press("Enter")
    await expect(editor(dialog, "Email", "worse")).to_have_accessible_description(re.compile("not a valid email"))


async def review_of_a_role(page: Page) -> None:
    await review(page)
    await cell(page.get_by_role("dialog", name="Invite Users"), "role", "bad").click()
    await expect(page.get_by_role("option", name="Broadcaster")).to_be_visible()


async def review_of_a_selection(page: Page) -> None:
    await review(page)
    await page.get_by_role("dialog").get_by_role("checkbox", name="Select all of these rows").check()
    await page.get_by_role("button", name="Set role").click()
    await expect(page.get_by_role("menuitem", name="Broadcaster")).to_be_visible()


async def review_replacing(page: Page) -> None:
    await review(page)
    await page.get_by_role("button", name="Replace").click()
    await expect(page.get_by_role("dialog", name="Replace “Analist” in 2 rows")).to_be_visible()


async def review_without_rows(page: Page) -> None:
    await review(page)
    await segment(page.get_by_role("dialog", name="Invite Users"), "Warnings", 0).click()
    await expect(page.get_by_text("No row has a warning.")).to_be_visible()


WITH_ROWS = (review, review_of_an_address, review_of_a_selection)
REVIEW: list[tuple[str, Step]] = [
    (f"{FEW}&invite=bulk", step) for step in (*WITH_ROWS, review_of_a_role, review_replacing, review_without_rows)
]
