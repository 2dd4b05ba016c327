"""Edits of a review while the server takes its time over others."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import address
from tests.browser.review import cell, counts, editor, rows
from tests.browser.test_bulk_upload import UPLOAD, choose, file_of


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    return await open_page(UPLOAD, ())


async def mend_the_first_row(page: Page, second: str) -> tuple[Locator, asyncio.Event]:
    """Returns the review, whose page is not loaded again before the event, with the role of the second row open."""
    dialog = await choose(page, "late.csv", file_of("first,Analyst,", f"{second},Superuser,"))
    await cell(dialog, "email", "first").click()
    await expect(editor(dialog, "Email", "first")).to_be_focused()
    may_load = await hold_requests(page, "ReviewRows")
    await page.keyboard.type(address("first"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name=f"Role of {second}")).to_be_focused()
    return dialog, may_load


async def test_a_row_that_the_page_still_shows_as_it_was_is_not_gone_back_to(page: Page) -> None:
    second = address("second")
    dialog, may_load = await mend_the_first_row(page, second)
    await page.get_by_role("option", name="Investigator").click()
    await counts(dialog, ready=2)
    await expect(page.get_by_role("combobox", name=f"Role of {second}")).to_be_hidden()
    await expect(editor(dialog, "Email", "first")).to_be_hidden()
    may_load.set()
    await expect(dialog.get_by_text("No row has an error.")).to_be_visible()


async def test_nor_one_that_leaves_the_page_while_another_is_saved(page: Page) -> None:
    dialog, may_load = await mend_the_first_row(page, address("second"))
    may_save = await hold_requests(page, "UpdateBulkInviteRow")
    await page.get_by_role("option", name="Investigator").click()
    may_load.set()
    await expect(rows(dialog)).to_have_count(1)
    may_save.set()
    await expect(dialog.get_by_text("No row has an error.")).to_be_visible()


async def test_a_group_that_is_still_being_made_is_waited_for(page: Page) -> None:
    email = address("founder")
    group = f"Founded late by {email.partition('@')[0]}"
    dialog = await choose(page, "late-group.csv", file_of(f"{email},Analyst,{group}"))
    await cell(dialog, "groups", email).click()
    field = page.get_by_role("combobox", name=f"Groups of {email}")
    await field.fill(group)
    create = page.get_by_role("option", name=f"+ Create “{group}”")
    await expect(create).to_be_visible()
    may_go = await hold_requests(page, "CreateGroup")
    await create.click()
    await expect(field).to_have_value("")
    await field.press("Enter")
    await expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    may_go.set()
    await counts(dialog, ready=1)
