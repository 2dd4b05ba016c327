"""By the keyboard alone, and on 390 pixels."""

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage


class TestNarrow:
    async def test_a_telephone_shows_everything_without_scrolling_sideways(self, open_page: OpenPage) -> None:
        page = await open_page("/", (), viewport={"width": 390, "height": 844})
        for path, text in [
            ("/", "25 of"),
            ("/?tab=invited&q=partner.example", "550 5.1.1 No such user here"),
            ("/?invite=bulk", "At most"),
        ]:
            await page.goto(path)
            await expect(page.get_by_text(text).first).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        await page.goto("/")
        await page.get_by_role("button", name="Open the menu").click()
        await expect(page.get_by_role("link", name="GraphiQL")).to_be_in_viewport()
        await page.get_by_role("button", name="Close the menu").last.click()


class TestKeyboard:
    async def test_arrows_walk_the_tabs(self, page: Page) -> None:
        await page.get_by_role("tab", name="Current Users").focus()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("tab", name="Invited Users")).to_be_focused()
        await expect(page.get_by_role("table", name="Invited Users")).to_be_visible()

    async def test_a_menu_opens_with_enter_and_closes_with_escape(self, page: Page) -> None:
        more = page.get_by_role("button", name="More for").first
        await more.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("menuitem").first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(more).to_be_focused()

    async def test_the_first_stop_skips_to_the_content(self, page: Page) -> None:
        await expect(page.get_by_text("25 of")).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
