"""axe finds nothing on any screen, light and dark."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import choose, file_of
from tests.browser.test_inviting import PASTE

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
Step = Callable[[Page, Product], Awaitable[object]]


async def current_users(page: Page, _: Product) -> None:
    await expect(page.get_by_text("25 of")).to_be_visible()


async def role_menu(page: Page, _: Product) -> None:
    await page.get_by_role("combobox", name="Role of").first.click()
    await expect(page.get_by_role("option", name="Analyst")).to_be_visible()


async def row_menu(page: Page, _: Product) -> None:
    await page.get_by_role("button", name="More for").first.click()
    await expect(page.get_by_role("menuitem", name="Remove")).to_be_visible()


async def role_guide(page: Page, _: Product) -> None:
    await page.get_by_role("button", name="What can each role do?").click()
    await expect(page.get_by_text("Invite people with any role")).to_be_visible()


async def invited_users(page: Page, _: Product) -> None:
    await page.goto("/?tab=invited&q=partner.example")
    await expect(page.get_by_text("550 5.1.1 No such user here")).to_be_visible()


async def selected_users(page: Page, product: Product) -> None:
    await invited_users(page, product)
    await page.get_by_role("checkbox", name="Select all on this page").check()


async def empty_list(page: Page, _: Product) -> None:
    await page.goto("/?tab=invited&q=nobody-at-all")
    await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()


async def invite_with_mistakes(page: Page, _: Product) -> None:
    await page.goto("/?invite=single")
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, f"bad, {address()}")
    await page.get_by_role("button", name="Send 1 Invitation").click()
    await expect(page.get_by_text("Choose a role.")).to_be_visible()


async def choose_file(page: Page, _: Product) -> None:
    await page.goto("/?invite=bulk")
    await expect(page.get_by_text("At most")).to_be_visible()


async def review(page: Page, _: Product) -> None:
    await page.goto("/?invite=bulk")
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,", f"{address()},Admin,"))
    await dialog.get_by_role("button", name="Fix row 3").click()
    await expect(dialog.get_by_role("button", name="Save row")).to_be_visible()


async def summary(page: Page, _: Product) -> None:
    await page.goto("/?invite=bulk")
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,"))
    await dialog.get_by_role("button", name="Send 1 Invitation").click()
    await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()


SIGNED_IN: list[Step] = [
    current_users,
    role_menu,
    row_menu,
    role_guide,
    invited_users,
    selected_users,
    empty_list,
    invite_with_mistakes,
    choose_file,
    review,
    summary,
]
SIGNED_OUT = {
    "/": "Sign in",
    "/forgot-password": "Reset your password",
    "/reset-password#v1.a.b.c": "Choose a new password",
    "/accept#nothing": "This link is not valid",
}


async def violations(page: Page) -> list[tuple[str, Any]]:
    options = {"runOnly": {"type": "tag", "values": STANDARDS}}
    found = await Axe().run(page, options=options)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
class TestAxe:
    @pytest.mark.parametrize("step", SIGNED_IN)
    async def test_finds_nothing_signed_in(
        self, open_page: OpenPage, product: Product, step: Step, scheme: str
    ) -> None:
        page = await open_page("/", (), color_scheme=scheme, reduced_motion="reduce")
        await step(page, product)
        assert await violations(page) == []

    @pytest.mark.parametrize("path", SIGNED_OUT)
    async def test_finds_nothing_signed_out(self, open_page: OpenPage, path: str, scheme: str) -> None:
        page = await open_page(path, color_scheme=scheme, reduced_motion="reduce")
        await expect(page.get_by_role("heading", name=SIGNED_OUT[path])).to_be_visible()
        assert await violations(page) == []

    async def test_finds_nothing_on_the_accept_page(self, open_page: OpenPage, product: Product, scheme: str) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(await asyncio.to_thread(product.link_to, email), color_scheme=scheme)
        await page.get_by_label("Choose a password", exact=True).fill("correct horse")
        await expect(page.get_by_text("Good")).to_be_visible()
        assert await violations(page) == []


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
