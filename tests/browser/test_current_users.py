"""Current Users: who is in, and what can be changed about them."""

import asyncio

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product
from tests.support.factories import PASSWORD


async def search(page: Page, text: str) -> None:
    await page.get_by_role("searchbox").fill(text)


class TestFinding:
    async def test_tab_page_search_and_filters_stand_in_the_address(self, page: Page) -> None:
        rows = page.get_by_role("table", name="Current Users").locator("tbody tr")
        await expect(rows).to_have_count(25)
        first = await rows.first.inner_text()
        await page.get_by_role("button", name="Next page").click()
        await expect(page.get_by_text("50 of")).to_be_visible()
        await expect(rows.first).not_to_have_text(first)
        await page.reload()
        await expect(page.get_by_text("50 of")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_text("25 of")).to_be_visible()
        await page.get_by_role("combobox", name="Filter by role").click()
        await page.get_by_role("option", name="Admin", exact=True).click()
        await expect(rows).not_to_have_count(25)
        await expect(page.get_by_role("combobox", name="Role of").first).to_have_value("Admin")
        await search(page, "amara")
        await expect(rows).to_have_count(1)
        await page.reload()
        await expect(rows).to_have_count(1)
        await expect(page.get_by_role("searchbox")).to_have_value("amara")

    async def test_nothing_found_offers_to_clear_the_filters(self, page: Page) -> None:
        await search(page, "nobody has this name")
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
        await page.locator(".empty").get_by_role("button", name="Clear filters").click()
        await expect(page.get_by_text("25 of")).to_be_visible()


class TestRoles:
    async def test_a_changed_role_can_be_undone(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Undone Again")
        page = await open_page(f"/?q={email}", ())
        role = page.get_by_role("combobox", name="Role of Undone Again")
        await role.click()
        await page.get_by_role("option", name="Investigator").click()
        await expect(page.get_by_text("Undone Again is now Investigator.")).to_be_visible()
        await expect(role).to_have_value("Investigator")
        await page.get_by_role("button", name="Undo", exact=True).click()
        await expect(page.get_by_text("Undone Again is Analyst again.")).to_be_visible()
        await page.reload()
        await expect(role).to_have_value("Analyst")

    async def test_the_keyboard_alone_is_enough(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Keyboard Only")
        page = await open_page(f"/?q={email}", ())
        await page.get_by_role("combobox", name="Role of Keyboard Only").focus()
        await page.keyboard.press("Enter")
        marked = page.locator('[role="option"][data-combobox-selected]')
        await expect(page.get_by_role("option", name="Broadcaster")).to_be_visible()
        before = "nothing"
        while "Broadcaster" not in before:
            await page.keyboard.press("ArrowDown")
            await expect(marked).to_be_visible()
            await expect(marked).not_to_have_text(before, use_inner_text=True)
            before = await marked.inner_text()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Keyboard Only is now Broadcaster.")).to_be_visible()

    async def test_an_admin_is_asked_before_stepping_down(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Second Admin")
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        role = page.get_by_role("combobox", name="Role of Second Admin")
        for answer in ("Cancel", "Change my role"):
            await role.click()
            await page.get_by_role("option", name="Analyst").click()
            dialog = page.get_by_role("dialog", name="Become Analyst yourself?")
            await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
            await dialog.get_by_role("button", name=answer).click()
            await expect(dialog).to_be_hidden()
        await expect(page.get_by_role("button", name="Role of Second Admin: Analyst")).to_be_visible()

    async def test_whoever_leaves_is_asked_first(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Third Admin")
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        await page.get_by_role("button", name="More for Third Admin").click()
        await page.get_by_role("menuitem", name="Leave …").click()
        await page.get_by_role("dialog", name="Leave Acme Devices?").get_by_role("button", name="Leave").click()
        await expect(page.get_by_role("heading", name="You are not in any organization")).to_be_visible()

    async def test_what_each_role_may_do_is_a_click_away(self, page: Page) -> None:
        await page.get_by_role("button", name="What can each role do?").click()
        guide = page.get_by_role("dialog", name="What can each role do?")
        await expect(guide.get_by_role("heading", level=2)).to_have_count(7)
        await expect(guide).to_contain_text("Invite people with any role")
        await page.keyboard.press("Escape")
        await expect(guide).to_be_hidden()
        await expect(page.get_by_role("button", name="What can each role do?")).to_be_focused()

    async def test_without_permission_everything_says_whom_to_ask(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE")
        page = await open_page("/?q=amara.okafor", (email, PASSWORD))
        await page.get_by_role("button", name="Invite Users").hover()
        await expect(page.get_by_role("tooltip")).to_have_text("Your role doesn't allow inviting people. Ask an Admin.")
        await page.get_by_role("button", name="Invite Users").click(force=True)
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await page.get_by_role("button", name="Role of Amara Okafor").hover()
        await expect(page.get_by_text("Your role doesn't allow this. Ask an Admin.").first).to_be_visible()


class TestChanges:
    async def test_groups_are_chosen_and_saved(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Group Less")
        page = await open_page(f"/?q={email}", ())
        await page.get_by_role("button", name="More for Group Less").click()
        await page.get_by_role("menuitem", name="Change groups").click()
        dialog = page.get_by_role("dialog", name="Groups of Group Less")
        await dialog.get_by_role("combobox", name="Groups").click()
        await page.get_by_role("option", name="Kiosks").click()
        await page.get_by_role("option", name="Warehouse").click()
        await page.keyboard.press("Escape")
        await dialog.get_by_role("button", name="Save groups").click()
        row = page.get_by_role("row").filter(has_text=email)
        await expect(row).to_contain_text("Kiosks")
        await expect(row).to_contain_text("Warehouse")

    async def test_a_removed_member_is_gone_and_signed_out(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Soon Gone")
        page = await open_page(f"/?q={email}", ())
        await page.get_by_role("button", name="More for Soon Gone").click()
        await page.get_by_role("menuitem", name="Remove").click()
        dialog = page.get_by_role("dialog", name="Remove Soon Gone?")
        await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        await dialog.get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()

    async def test_two_admins_see_each_others_changes(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Seen Twice")
        mine, theirs = await open_page(f"/?q={email}", ()), await open_page(f"/?q={email}", ())
        await expect(theirs.get_by_role("combobox", name="Role of Seen Twice")).to_have_value("Analyst")
        await mine.get_by_role("combobox", name="Role of Seen Twice").click()
        await mine.get_by_role("option", name="Remote").click()
        await expect(theirs.get_by_role("combobox", name="Role of Seen Twice")).to_have_value("Remote")
