"""Turning pages: the next one is read from its top, and the keyboard stays where it was."""

import asyncio
import json

from playwright.async_api import Page, Route, expect

AT_TOP = "() => scrollY === 0"


async def turn(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).focus()
    assert not await page.evaluate(AT_TOP)
    await page.keyboard.press("Enter")


class TestTurning:
    async def test_returns_to_the_top_and_keeps_the_focus_in_the_pager(self, page: Page) -> None:
        pager = page.get_by_role("navigation", name="Pages")
        await expect(page.get_by_text("25 of")).to_be_visible()
        await turn(page, "Next page")
        await expect(page.get_by_text("50 of")).to_be_attached()
        await page.wait_for_function(AT_TOP)
        await expect(pager.get_by_role("button", name="Next page")).to_be_focused()
        await page.evaluate("scrollTo(0, document.body.scrollHeight)")
        await turn(page, "Previous page")
        await expect(page.get_by_text("25 of")).to_be_attached()
        await page.wait_for_function(AT_TOP)
        await expect(pager.get_by_role("button", name="Previous page")).to_be_focused()

    async def test_while_a_page_is_awaited_the_rows_shown_are_counted_and_nothing_turns(self, page: Page) -> None:
        table = page.get_by_role("table", name="Current Users")
        shown = page.get_by_role("navigation", name="Pages")
        await expect(shown).to_contain_text("25 of")
        is_let_go = asyncio.Event()
        asked: set[str] = set()

        async def hold(route: Route) -> None:
            if "query CurrentUsers" in (body := route.request.post_data or ""):
                asked.add(str(json.loads(body)["variables"].get("after")))
                await is_let_go.wait()
            await route.continue_()

        await page.route("**/graphql", hold)
        following = page.get_by_role("button", name="Next page")
        await following.click()
        await following.click()
        await expect(table).to_have_attribute("aria-busy", "true")
        await expect(shown).to_contain_text("25 of")
        is_let_go.set()
        await expect(table).to_have_attribute("aria-busy", "false")
        await expect(shown).to_contain_text("50 of")
        # The first page may be asked for once more, after a change.
        assert len(asked - {"None"}) == 1


class TestTitles:
    async def test_name_the_tab(self, page: Page) -> None:
        await expect(page).to_have_title("Current Users · Acme Devices · Senturo")
        await page.get_by_role("tab", name="Invited Users").click()
        await expect(page).to_have_title("Invited Users · Acme Devices · Senturo")
        await page.goto("/forgot-password")
        await expect(page).to_have_title("Reset your password · Senturo")
