"""Every window closes the same way, and asks once before something is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import Product, address
from tests.browser.test_inviting import PASTE, choose_role, emails

WAYS = ("Escape", "Cancel", "Close", "backdrop")


async def leave(page: Page, dialog: Locator, way: str) -> None:
    match way:
        case "Escape":
            await page.keyboard.press("Escape")
        case "backdrop":
            await page.mouse.click(8, 850)
        case _:
            await dialog.get_by_role("button", name=way, exact=True).click()


class TestInviting:
    @pytest.fixture
    async def page(self, open_page: OpenPage) -> Page:
        return await open_page("/?q=amara.okafor", ())

    @pytest.fixture
    async def dialog(self, page: Page) -> Locator:
        await page.get_by_role("button", name="Invite Users").click()
        dialog = page.get_by_role("dialog", name="Invite Users")
        await expect(emails(dialog)).to_be_focused()
        return dialog

    @pytest.mark.parametrize("way", WAYS)
    async def test_closes_at_once_where_nothing_is_lost(self, page: Page, dialog: Locator, way: str) -> None:
        await leave(page, dialog, way)
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_role("button", name="Invite Users")).to_be_focused()

    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize("begun", ["a chip", "typed text", "a role", "a search for a group"])
    async def test_asks_once_where_something_is(self, page: Page, dialog: Locator, way: str, begun: str) -> None:
        match begun:
            case "a chip":
                await emails(dialog).evaluate(PASTE, address())
            case "typed text":
                await page.keyboard.type("half an addr")
            case "a role":
                await choose_role(page, dialog, "Remote")
            case _:
                await dialog.get_by_role("combobox", name="Groups").fill("ware")
                await page.keyboard.press("Escape")
                await expect(page.get_by_role("option")).to_have_count(0)
        question = page.get_by_role("dialog", name="Discard")
        await leave(page, dialog, way)
        await question.get_by_role("button", name="Keep editing").click()
        await expect(question).to_be_hidden()
        await expect(dialog).to_be_visible()
        await leave(page, dialog, way)
        await question.get_by_role("button", name="Discard").click()
        await expect(question).to_be_hidden()
        await expect(dialog).to_be_hidden()

    async def test_a_key_that_is_held_down_does_one_thing(self, page: Page, dialog: Locator) -> None:
        await emails(dialog).evaluate(PASTE, address())
        question = page.get_by_role("dialog", name="Discard this invitation?")
        for _ in range(4):
            await page.keyboard.down("Escape")
        await expect(question).to_be_visible()
        await expect(question.get_by_role("button", name="Keep editing")).to_be_focused()
        await page.keyboard.up("Escape")
        await page.keyboard.press("Escape")
        await expect(question).to_be_hidden()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_count(1)
        await expect(emails(dialog)).to_be_focused()

    async def test_back_asks_too(self, page: Page, dialog: Locator) -> None:
        await emails(dialog).evaluate(PASTE, address())
        question = page.get_by_role("dialog", name="Discard this invitation?")
        await page.go_back()
        await question.get_by_role("button", name="Keep editing").click()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_count(1)
        await page.go_back()
        await question.get_by_role("button", name="Discard").click()
        await expect(dialog).to_be_hidden()
        await expect(page).not_to_have_url("invite=")

    async def test_the_other_tab_keeps_what_was_begun(self, page: Page, dialog: Locator) -> None:
        await emails(dialog).evaluate(PASTE, address())
        await dialog.get_by_role("tab", name="Bulk Upload").click()
        await dialog.get_by_role("combobox", name="Role for rows without one").click()
        await page.get_by_role("option", name="Broadcaster").click()
        await dialog.get_by_role("tab", name="Single User").click()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_count(1)
        await dialog.get_by_role("tab", name="Bulk Upload").click()
        await expect(dialog.get_by_role("combobox", name="Role for rows without one")).to_have_value("Broadcaster")


@asynccontextmanager
async def asked_before(question: Locator) -> AsyncIterator[None]:
    """What is done inside opens the question; it is answered with no."""
    yield
    await question.get_by_role("button", name="Keep editing").click()
    await expect(question).to_be_hidden()


class TestRows:
    async def test_chosen_groups_are_asked_about_and_the_focus_returns_to_the_menu(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Group Chooser")
        page = await open_page(f"/?q={email}", ())
        more = page.get_by_role("button", name="More for Group Chooser")
        dialog = page.get_by_role("dialog", name="Groups of Group Chooser")
        question = page.get_by_role("dialog", name="Discard your changes?")
        for way in WAYS:
            await more.click()
            await page.get_by_role("menuitem", name="Change groups").click()
            await leave(page, dialog, way)
            await expect(dialog).to_be_hidden()
            await expect(more).to_be_focused()
        await more.click()
        await page.get_by_role("menuitem", name="Change groups").click()
        await dialog.get_by_role("combobox", name="Groups").click()
        await page.get_by_role("option", name="Kiosks").click()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("option")).to_have_count(0)
        for way in WAYS:
            async with asked_before(question):
                await leave(page, dialog, way)
        await leave(page, dialog, "Cancel")
        await question.get_by_role("button", name="Discard").click()
        await expect(more).to_be_focused()

    async def test_after_a_removal_the_next_row_has_the_focus(self, open_page: OpenPage, product: Product) -> None:
        word = address("removed").partition("@")[0]
        for number in (1, 2, 3):
            await asyncio.to_thread(product.join, "ANALYST", None, f"{word} {number}")
        page = await open_page(f"/?q={word}", ())
        rows = page.get_by_role("table", name="Current Users").locator("tbody tr")
        await expect(rows).to_have_count(3)
        names = await page.locator("tbody .name bdi").all_inner_texts()
        for left in (names[1:], names[2:]):
            gone = names[len(names) - len(left) - 1]
            await page.get_by_role("button", name=f"More for {gone}").focus()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("menuitem").first).to_be_focused()
            await page.get_by_role("menuitem", name="Remove").press("Enter")
            dialog = page.get_by_role("dialog", name=f"Remove {gone}?")
            remove = dialog.get_by_role("button", name="Remove")
            await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
            await expect(remove).to_be_enabled()
            await remove.press("Enter")
            await expect(rows).to_have_count(len(left))
            await expect(page.get_by_role("button", name=f"More for {left[0]}")).to_be_focused()

    async def test_after_paging_the_pager_has_the_focus(self, page: Page) -> None:
        following = page.get_by_role("button", name="Next page")
        shown = page.get_by_role("navigation", name="Pages")
        await following.focus()
        await expect(shown).to_contain_text("25 of")
        total = int((await shown.inner_text()).split()[-1])
        for first in range(26, total + 1, 25):
            await page.keyboard.press("Enter")
            await expect(shown).to_contain_text(f"{min(first + 24, total)} of {total}")
            await expect(following).to_be_focused()
        await expect(following).to_have_attribute("aria-disabled", "true")

    async def test_a_window_whose_row_is_gone_says_so(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Removed Meanwhile")
        page = await open_page(f"/?q={email}", ())
        await page.get_by_role("button", name="More for Removed Meanwhile").click()
        await page.get_by_role("menuitem", name="Change groups").click()
        await expect(page.get_by_role("dialog", name="Groups of Removed Meanwhile")).to_be_visible()
        await asyncio.to_thread(product.remove, email)
        told = "“Groups of Removed Meanwhile” was closed. Removed Meanwhile is no longer in this list."
        await expect(page.get_by_text(told)).to_be_visible()
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_question_whether_to_discard_goes_when_all_is_saved(open_page: OpenPage, product: Product) -> None:
    email = await asyncio.to_thread(product.join, "ANALYST", None, "Saved Meanwhile")
    page = await open_page(f"/?q={email}", ())
    await page.get_by_role("button", name="More for Saved Meanwhile").click()
    await page.get_by_role("menuitem", name="Change groups").click()
    dialog = page.get_by_role("dialog", name="Groups of Saved Meanwhile")
    await dialog.get_by_role("combobox", name="Groups").click()
    await page.get_by_role("option", name="Kiosks").click()
    may_save = await hold_requests(page, "mutation UpdateGroups")
    await dialog.get_by_role("button", name="Save").click()
    await leave(page, dialog, "Close")
    keep = page.get_by_role("button", name="Keep editing")
    await expect(keep).to_be_focused()
    may_save.set()
    await expect(dialog).to_be_hidden()
    await expect(keep).to_be_hidden()
    await page.get_by_role("button", name="More for Saved Meanwhile").click()
