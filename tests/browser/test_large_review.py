"""The review of a file with thousands of rows: it scrolls, by wheel and by keys, and stays where somebody works."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import Product, address
from tests.browser.review import counts, editor, row, rows, segment, upload_id
from tests.browser.test_bulk_upload import UPLOAD, choose, file_of

ROWS = 3_000
ERRORS = 5
MOST_IN_THE_DOCUMENT = 60
FIRST_ROWS = "query ($id: ID!) { bulkInvite(id: $id) { rows(first: 40) { edges { node { id line } } } } }"
REMOVE = "mutation ($i: RemoveBulkInviteRowsInput!) { removeBulkInviteRows(input: $i) { changedCount } }"
SHARED_PROBLEMS = "Problems that several rows share"
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture
async def long_files(product: Product) -> AsyncIterator[None]:
    async with product.row_limit(ROWS):
        yield


@pytest.fixture
async def page(open_page: OpenPage, long_files: None) -> Page:
    return await open_page(UPLOAD, ())


def people(count: int = ROWS, rest: str = "Analyst,") -> list[str]:
    """Lines of people with numbers of four digits, that of their line less two."""
    word = address("many").partition("@")[0]
    return [f"{word}-{number:04}@story.example,{rest}" for number in range(count)]


async def review_of(page: Page, lines: list[str]) -> Locator:
    dialog = await choose(page, "large.csv", file_of(*lines))
    await segment(dialog, "All", len(lines)).click()
    await expect(dialog.get_by_role("grid")).to_have_attribute("aria-rowcount", str(len(lines) + 1))
    return dialog


def email(dialog: Locator, number: int) -> Locator:
    return dialog.get_by_role("button", name=re.compile(rf", email of \S+-{number:04}@"))


def row_at(dialog: Locator, index: int) -> Locator:
    """The row at a place of the list, from 0."""
    return dialog.locator(f'tr[aria-rowindex="{index + 2}"]')


async def scroll_to(dialog: Locator, part: float) -> None:
    """Moves the scroll bar as a person drags it."""
    await dialog.locator(".review-scroll").evaluate(
        "(element, part) => { element.scrollTop = element.scrollHeight * part }", part
    )


def place(dialog: Locator) -> Locator:
    """The words that say which rows are seen."""
    return dialog.locator(".review-below .figures")


async def scroll_to_the_middle(dialog: Locator) -> None:
    await scroll_to(dialog, 0.5)
    await expect(place(dialog)).to_have_text(re.compile(r"^1,[456]\d\d"))
    await middle_seen(dialog)


async def focus_is_on(dialog: Locator, number: int) -> None:
    await expect(email(dialog, number)).to_be_focused()
    await expect(email(dialog, number)).to_be_in_viewport()


class SeenRow(NamedTuple):
    id: str
    at: int
    top: int


async def middle_seen(dialog: Locator) -> SeenRow:
    """The row in the middle of what is seen, once it is loaded: its place in the list, from 0, and on the screen."""
    found: tuple[str, int, int] = await dialog.locator(".review-scroll").evaluate(
        """async (element) => {
          const { top, height } = element.getBoundingClientRect()
          for (let frame = 0; frame < 3_600; frame++) {
            for (const row of element.querySelectorAll('tr[data-index]')) {
              const place = row.getBoundingClientRect()
              if (place.top > top + height / 2 || place.bottom <= top + height / 2) continue
              return [row.dataset.id, Number(row.dataset.index), Math.round(place.top)]
            }
            await new Promise(requestAnimationFrame)
          }
          throw new Error('nothing is there')
        }"""
    )
    return SeenRow(*found)


class TestScrolling:
    async def test_keys_reach_every_end(self, page: Page) -> None:
        dialog = await review_of(page, people())
        await email(dialog, 0).focus()
        await page.keyboard.press("Control+End")
        await focus_is_on(dialog, ROWS - 1)
        await expect(row_at(dialog, ROWS - 1)).to_contain_text(f"-{ROWS - 1:04}@")
        await page.keyboard.press("ArrowUp")
        await focus_is_on(dialog, ROWS - 2)
        await page.keyboard.press("Control+Home")
        await focus_is_on(dialog, 0)
        for _ in range(3):
            await page.keyboard.press("PageDown")
        await expect(email(dialog, 0)).not_to_be_in_viewport()
        await middle_seen(dialog)
        for _ in range(3):
            await page.keyboard.press("PageUp")
        await focus_is_on(dialog, 0)

    async def test_the_wheel_reaches_the_last_row_and_few_are_ever_there(self, page: Page) -> None:
        dialog = await review_of(page, people())
        await row_at(dialog, 1).hover()
        seen = (await middle_seen(dialog)).at
        for _ in range(10):
            before = await place(dialog).inner_text()
            await page.mouse.wheel(0, 5_000)
            await expect(place(dialog)).not_to_have_text(before)
            assert (await middle_seen(dialog)).at > seen
            seen = (await middle_seen(dialog)).at
            assert await rows(dialog).count() <= MOST_IN_THE_DOCUMENT
        await page.mouse.wheel(0, ROWS * 100)
        await expect(row_at(dialog, ROWS - 1)).to_be_in_viewport()
        await expect(row_at(dialog, ROWS - 1)).to_contain_text(f"-{ROWS - 1:04}@")
        assert await rows(dialog).count() <= MOST_IN_THE_DOCUMENT
        await page.mouse.wheel(0, -ROWS * 100)
        await expect(row_at(dialog, 0)).to_be_in_viewport()

    async def test_the_focus_stays_while_its_row_is_out_of_sight(self, page: Page) -> None:
        dialog = await review_of(page, people())
        await email(dialog, 3).focus()
        await scroll_to(dialog, 1)
        await expect(row_at(dialog, ROWS - 1)).to_be_in_viewport()
        await expect(email(dialog, 3)).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await focus_is_on(dialog, 4)

    async def test_another_list_ends_a_jump(self, page: Page) -> None:
        dialog = await review_of(page, people())
        await email(dialog, 0).focus()
        may_go = await hold_requests(page, "query ReviewRows")
        await page.keyboard.press("Control+End")
        await expect(place(dialog)).to_have_text(re.compile(r"^2,9"))
        await segment(dialog, "Ready", ROWS).click()
        may_go.set()
        await expect(row_at(dialog, 0)).to_be_in_viewport()
        await expect(segment(dialog, "Ready", ROWS)).to_be_focused()

    async def test_on_a_telephone_everything_is_reached(self, open_page: OpenPage, long_files: None) -> None:
        page = await open_page(UPLOAD, (), viewport=TELEPHONE)
        dialog = await review_of(page, people())
        await email(dialog, 0).focus()
        await page.keyboard.press("Control+End")
        await focus_is_on(dialog, ROWS - 1)
        assert await rows(dialog).count() <= MOST_IN_THE_DOCUMENT
        for name in (f"Send {ROWS:,} Invitations", "Discard this upload"):
            await expect(dialog.get_by_role("button", name=name)).to_be_in_viewport()


class TestPlace:
    async def test_stays_when_a_row_in_the_middle_is_edited(self, page: Page) -> None:
        dialog = await review_of(page, ["wrong,Analyst,"] * ERRORS + people(ROWS - ERRORS))
        # It comes by itself, and moves the rows down.
        await expect(dialog.get_by_role("region", name=SHARED_PROBLEMS)).to_be_visible()
        await scroll_to_the_middle(dialog)
        before = await middle_seen(dialog)
        number = before.at - ERRORS
        changed = address("changed")
        await email(dialog, number).click()
        field = dialog.get_by_label(re.compile(rf"^Email of \S+-{number:04}@"))
        await field.fill(changed)
        await field.press("Enter")
        cell = dialog.get_by_role("button", name=f"{changed}, email of {changed}")
        await expect(cell).to_be_focused()
        await expect(cell).to_be_in_viewport()
        assert await middle_seen(dialog) == before

    async def test_an_editor_stays_open_while_its_row_is_out_of_sight(self, page: Page) -> None:
        dialog = await review_of(page, people())
        await email(dialog, 2).click()
        field = dialog.get_by_label(re.compile(r"^Email of \S+-0002@"))
        await field.fill("half-typed")
        await scroll_to_the_middle(dialog)
        await scroll_to(dialog, 0)
        await expect(field).to_have_value("half-typed")
        await expect(field).to_be_in_viewport()

    async def test_stays_when_somebody_else_takes_rows_out_above(self, page: Page, product: Product) -> None:
        dialog = await review_of(page, people())
        await scroll_to_the_middle(dialog)
        before = await middle_seen(dialog)
        found = await asyncio.to_thread(product.ask, FIRST_ROWS, product.admin_token, id=upload_id(page))
        ids = [edge["node"]["id"] for edge in found["rows"]["edges"]]
        change = {"bulkInviteId": upload_id(page), "rowIds": ids}
        await asyncio.to_thread(product.ask, REMOVE, product.admin_token, i=change)
        await expect(dialog.get_by_role("grid")).to_have_attribute("aria-rowcount", str(ROWS - len(ids) + 1))
        assert await middle_seen(dialog) == before._replace(at=before.at - len(ids))

    async def test_stays_when_rows_that_are_seen_above_are_taken_out_too(self, page: Page, product: Product) -> None:
        dialog = await review_of(page, people())
        await scroll_to_the_middle(dialog)
        before = await middle_seen(dialog)
        found = await asyncio.to_thread(product.ask, FIRST_ROWS, product.admin_token, id=upload_id(page))
        seen_above = await rows(dialog).evaluate_all(
            "(rows, at) => rows.filter(({ dataset }) => dataset.index < at).map(({ dataset }) => dataset.id)", before.at
        )
        ids = [edge["node"]["id"] for edge in found["rows"]["edges"][:20]] + seen_above
        change = {"bulkInviteId": upload_id(page), "rowIds": ids}
        await asyncio.to_thread(product.ask, REMOVE, product.admin_token, i=change)
        await expect(dialog.get_by_role("grid")).to_have_attribute("aria-rowcount", str(ROWS - len(ids) + 1))
        assert await middle_seen(dialog) == before._replace(at=before.at - len(ids))

    async def test_goes_on_to_the_next_error_wherever_it_is(self, page: Page) -> None:
        dialog = await review_of(page, ["wrong,Analyst,", *people(ROWS - 2), "worse,Analyst,"])
        await dialog.get_by_role("button", name=re.compile("^wrong, email")).click()
        await editor(dialog, "Email", "wrong").fill(address("right"))
        await page.keyboard.press("Enter")
        await expect(editor(dialog, "Email", "worse")).to_be_focused()
        await counts(dialog, errors=1, ready=ROWS - 1)


class TestProblemLines:
    async def test_all_rows_of_one_are_taken_out_at_once(self, page: Page) -> None:
        dialog = await review_of(page, people(400, "Chief,") + [f"x{line}" for line in people(200)])
        region = dialog.get_by_role("region", name="Problems that several rows share")
        await region.get_by_role("button", name="Show:").click()
        await expect(dialog.get_by_role("grid")).to_have_attribute("aria-rowcount", "401")
        await dialog.get_by_role("checkbox", name="Select all of these rows").check()
        await expect(dialog.get_by_text("400 selected")).to_be_visible()
        await dialog.get_by_role("button", name="Remove", exact=True).click()
        question = page.get_by_role("dialog", name="Remove 400 rows?")
        await question.get_by_role("button", name="Remove").click()
        await counts(dialog, ready=200)

    async def test_a_group_is_made_for_all_rows_that_name_it_by_keyboard(self, page: Page) -> None:
        group = f"Founded by {address().partition('@')[0]}"
        dialog = await review_of(page, people(300, f"Analyst,{group}"))
        create = dialog.get_by_role("button", name=f"Create group {group}")
        await create.focus()
        await page.keyboard.press("Enter")
        await counts(dialog, ready=300)
        await expect(page.get_by_text("300 rows were changed.")).to_be_visible()
        await expect(row(dialog, "-0000@")).to_contain_text(group)
