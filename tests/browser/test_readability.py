"""What is drawn in the colours of the browser or of the scheme can be read in both."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.contrast import least_contrast
from tests.browser.layout import SCHEMES, switch_scheme

LEAST = 4.5
MARKED = '[role="option"][data-combobox-selected]'
SELECTS = {
    "role of a member": ("/?q=lopez", "Role of"),
    "role to invite as": ("/?q=lopez&invite=single", "Role"),
    "groups to invite into": ("/?q=lopez&invite=single", "Groups"),
    "filter": ("/?q=lopez", "Filter by role"),
}


async def open_list(page: Page, label: str) -> None:
    await page.get_by_role("combobox", name=label, exact=not label.endswith("of")).first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")


class TestMarkedOption:
    @pytest.mark.parametrize("select", SELECTS)
    async def test_is_readable(self, open_page: OpenPage, select: str) -> None:
        path, label = SELECTS[select]
        page = await open_page(path, ())
        await open_list(page, label)
        for scheme in SCHEMES:
            await switch_scheme(page, scheme)
            assert await least_contrast(page.locator(MARKED)) >= LEAST

    async def test_would_be_found_unreadable(self, open_page: OpenPage) -> None:
        page = await open_page("/?q=lopez", ())
        await open_list(page, "Role of")
        await page.add_style_tag(content=f"{MARKED} {{ background: #59636e !important }}")
        assert await least_contrast(page.locator(MARKED)) < LEAST


class TestBrowsersOwnControls:
    async def test_follow_the_scheme_that_is_chosen(self, open_page: OpenPage) -> None:
        page = await open_page("/activity", ())
        day = page.get_by_label("From")
        for other in ("Dark", "Light"):
            await page.get_by_role("button", name=re.compile(other, re.IGNORECASE)).click()
            await expect(day).to_have_css("color-scheme", other.lower())
