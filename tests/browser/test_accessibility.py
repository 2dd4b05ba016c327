"""axe finds nothing on any screen, light and dark."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import choose, file_of
from tests.browser.test_inviting import PASTE

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
FEW = "/?q=lopez"
TOKEN = f"v1.a.{'b' * 22}.1.{'c' * 43}"  # well-formed, and nobody's
Step = Callable[[Page], Awaitable[object]]


async def current_users(page: Page) -> None:
    await expect(page.get_by_text("25 of")).to_be_visible()


async def role_menu(page: Page) -> None:
    await page.get_by_role("combobox", name="Role of").first.click()
    await expect(page.get_by_role("option", name="Analyst")).to_be_visible()


async def row_menu(page: Page) -> None:
    await page.get_by_role("button", name="More for").first.click()
    await expect(page.get_by_role("menuitem", name="Remove")).to_be_visible()


async def role_guide(page: Page) -> None:
    await page.get_by_role("button", name="What can each role do?").click()
    await expect(page.get_by_text("Invite people with any role")).to_be_visible()


async def invited_users(page: Page) -> None:
    await expect(page.get_by_text("550 5.1.1 No such user here")).to_be_visible()


async def selected_users(page: Page) -> None:
    await page.get_by_role("checkbox", name="Select all on this page").check()


async def empty_list(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()


async def invite_with_mistakes(page: Page) -> None:
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, f"bad, {address()}")
    await page.get_by_role("button", name="Send 1 Invitation").click()
    await expect(page.get_by_text("Choose a role.")).to_be_visible()


async def choose_file(page: Page) -> None:
    await expect(page.get_by_text("At most")).to_be_visible()


async def review(page: Page) -> None:
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,", f"{address()},Admin,"))
    await dialog.get_by_role("button", name="Fix row 3").click()
    await expect(dialog.get_by_role("button", name="Save row")).to_be_visible()


async def summary(page: Page) -> None:
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,"))
    await dialog.get_by_role("button", name="Send 1 Invitation").click()
    await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()
    await expect(dialog.get_by_text("1 row with errors was left out.")).to_be_visible()


SIGNED_IN: list[tuple[str, Step]] = [
    ("/", current_users),
    (FEW, role_menu),
    (FEW, row_menu),
    (FEW, role_guide),
    ("/?tab=invited&q=partner.example", invited_users),
    ("/?tab=invited&q=partner.example", selected_users),
    ("/?tab=invited&q=nobody-at-all", empty_list),
    (f"{FEW}&invite=single", invite_with_mistakes),
    (f"{FEW}&invite=bulk", choose_file),
    (f"{FEW}&invite=bulk", review),
    (f"{FEW}&invite=bulk", summary),
]
SIGNED_OUT = {
    "/": "Sign in",
    "/forgot-password": "Reset your password",
    f"/reset-password#{TOKEN}": "Choose a new password",
    "/accept#nothing": "This link is not valid",
}


async def violations(page: Page) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = []
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        answer = (await Axe().run(page, options=OPTIONS)).response
        found += [(scheme, each["id"], [node["html"] for node in each["nodes"]]) for each in answer["violations"]]
    return found


class TestAxe:
    @pytest.mark.parametrize(("path", "step"), SIGNED_IN, ids=[step.__name__ for _, step in SIGNED_IN])
    async def test_finds_nothing_signed_in(self, open_page: OpenPage, path: str, step: Step) -> None:
        page = await open_page(path, ())
        await step(page)
        assert await violations(page) == []

    @pytest.mark.parametrize("path", SIGNED_OUT)
    async def test_finds_nothing_signed_out(self, open_page: OpenPage, path: str) -> None:
        page = await open_page(path)
        await expect(page.get_by_role("heading", name=SIGNED_OUT[path])).to_be_visible()
        assert await violations(page) == []

    async def test_finds_nothing_on_the_accept_page(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        await page.get_by_label("Choose a password", exact=True).fill("correct horse")
        await expect(page.get_by_text("Long enough")).to_be_visible()
        assert await violations(page) == []
