"""Selecting in the lists: by ranges, whole pages and all that match; what stays selected, and what does not."""

import asyncio

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import acts, box, invitations, members, rows, select_page
from tests.browser.product import Product
from tests.support.factories import PASSWORD


async def selected(page: Page, text: str) -> None:
    await expect(acts(page).get_by_role("status")).to_have_text(text)


class TestRanges:
    async def test_are_taken_with_shift_by_the_mouse(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?q={await members(product, 6)}", ())
        await box(page, "Many 11").click()
        await box(page, "Many 14").click(modifiers=["Shift"])
        await selected(page, "4 selected")
        assert await page.evaluate("getSelection().toString()") == ""
        await box(page, "Many 12").click(modifiers=["Shift"])
        await selected(page, "1 selected")
        await expect(box(page, "Many 11")).to_be_checked()

    async def test_are_taken_with_shift_by_the_keyboard(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?tab=invited&q={await invitations(product, 4)}", ())
        await box(page, "-13@").focus()
        await page.keyboard.press("Space")
        await selected(page, "1 selected")
        await box(page, "-11@").focus()
        await page.keyboard.press("Shift+Space")
        await selected(page, "3 selected")
        await expect(box(page, "-10@")).not_to_be_checked()


class TestEscape:
    async def test_in_the_list_clears_but_not_what_is_open_in_it(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?q={await members(product, 2)}", ())
        await box(page, "Many 10").check()
        await page.get_by_role("combobox", name="Role of Many 10").click()
        await expect(page.get_by_role("option", name="Analyst")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("option", name="Analyst")).to_be_hidden()
        await page.get_by_role("button", name="More for Many 10").click()
        await expect(page.get_by_role("menuitem", name="Remove")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("menuitem", name="Remove")).to_be_hidden()
        await selected(page, "1 selected")
        await box(page, "Many 11").focus()
        await page.keyboard.press("Escape")
        await expect(acts(page)).to_be_hidden()
        await expect(page.get_by_role("searchbox")).to_be_visible()


class TestPages:
    async def test_are_turned_without_losing_what_is_selected(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?q={await members(product, 27)}", ())
        await box(page, "Many 10").check()
        await page.get_by_role("button", name="Next page").click()
        await expect(rows(page)).to_have_count(2)
        await selected(page, "1 selected, on other pages")
        await box(page, "Many 35").check()
        await selected(page, "2 selected, 1 of them on other pages")
        await page.get_by_role("columnheader", name="User").get_by_role("button").click()
        await expect(box(page, "Many 35")).to_be_checked()
        await selected(page, "2 selected, 1 of them on other pages")
        await page.get_by_role("button", name="Clear selection").click()
        await expect(acts(page)).to_be_hidden()

    async def test_keep_nobody_who_is_gone_by_now(self, open_page: OpenPage, product: Product) -> None:
        word = await members(product, 27)
        page = await open_page(f"/?q={word}", ())
        await box(page, "Many 10").check()
        await box(page, "Many 11").check()
        await page.get_by_role("button", name="Next page").click()
        await selected(page, "2 selected, on other pages")
        await asyncio.to_thread(product.remove, f"{word}10@story.example")
        await selected(page, "1 selected, on other pages")

    async def test_keep_no_invitation_that_was_revoked_by_now(self, open_page: OpenPage, product: Product) -> None:
        word = await invitations(product, 27)
        page = await open_page(f"/?tab=invited&q={word}", ())
        await box(page, "-36@").check()
        await box(page, "-35@").check()
        await page.get_by_role("button", name="Next page").click()
        await selected(page, "2 selected, on other pages")
        await asyncio.to_thread(product.revoke, f"{word}36@story.example")
        await selected(page, "1 selected, on other pages")

    async def test_of_another_filter_or_tab_begin_with_nothing(self, open_page: OpenPage, product: Product) -> None:
        word = await members(product, 2)
        page = await open_page("/", ())
        await page.get_by_role("searchbox").fill(word)
        await expect(rows(page)).to_have_count(2)
        await select_page(page)
        await selected(page, "2 selected")
        await page.get_by_role("tab", name="Invited Users").click()
        await expect(page.get_by_role("table", name="Invited Users")).to_be_visible()
        await expect(acts(page)).to_be_hidden()
        await page.go_back()
        await expect(rows(page)).to_have_count(2)
        await expect(acts(page)).to_be_hidden()


class TestAllThatMatch:
    async def test_are_selected_after_the_page_and_until_one_is_taken_out(
        self, open_page: OpenPage, product: Product
    ) -> None:
        page = await open_page(f"/?q={await members(product, 27)}", ())
        await select_page(page)
        await expect(page.get_by_text("All 25 on this page are selected.")).to_be_visible()
        await selected(page, "25 selected")
        await page.get_by_role("button", name="Select all 27 matching").click()
        await expect(page.get_by_text("All 27 matching are selected.")).to_be_visible()
        await selected(page, "27 selected")
        await page.get_by_role("button", name="Next page").click()
        await expect(box(page, "Many 36")).to_be_checked()
        await box(page, "Many 36").uncheck()
        await selected(page, "26 selected, 25 of them on other pages")
        await expect(page.get_by_text("All 27 matching are selected.")).to_be_hidden()

    async def test_are_not_offered_where_they_are_too_many(self, open_page: OpenPage, product: Product) -> None:
        word = await members(product, 501)
        page = await open_page(f"/?q={word}", ())
        await select_page(page)
        await expect(page.get_by_text("At most 500 can be changed at once")).to_be_visible()
        await expect(page.get_by_role("button", name="Select all")).to_have_count(0)
        async with product.database() as database:
            gone = "DELETE FROM memberships WHERE user_id IN (SELECT id FROM users WHERE email LIKE $1 || '%')"
            await database.execute(gone, word)


class TestWhoCannotBe:
    async def test_oneself_and_who_is_not_one_s_to_change(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Unselected Self")
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        own = page.get_by_role("checkbox", name="Select Unselected Self")
        await expect(own).to_be_disabled()
        await rows(page).locator(".select-box").hover()
        await expect(page.get_by_role("tooltip")).to_have_text(
            "You change yourself in your own row, not together with others."
        )
        await expect(page.get_by_role("checkbox", name="Select all on this page")).to_be_disabled()
        await page.goto("/")
        await expect(rows(page)).to_have_count(25)
        remote = await asyncio.to_thread(product.join, "REMOTE")
        other = await open_page("/?q=amara.okafor", (remote, PASSWORD))
        await expect(other.get_by_role("checkbox", name="Select Amara Okafor")).to_be_disabled()
