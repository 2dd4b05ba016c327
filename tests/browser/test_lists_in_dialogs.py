"""Lists that open in windows leave the buttons of the window free."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenPage
from tests.browser.states.step import FEW


class TestListsInDialogs:
    """Lists that open over a dialog leave the buttons free with which one leaves it."""

    @pytest.mark.parametrize("size", [(1280, 860), (1024, 768), (390, 844)], ids=lambda size: f"{size[0]}")
    async def test_leave_send_and_cancel_free(self, open_page: OpenPage, size: tuple[int, int]) -> None:
        page = await open_page(f"{FEW}&invite=single", (), viewport={"width": size[0], "height": size[1]})
        dialog = page.get_by_role("dialog", name="Invite Users")
        buttons = [dialog.get_by_role("button", name=name) for name in ("Cancel", "Send Invitation")]
        for field in ("Role", "Groups"):
            await dialog.get_by_role("combobox", name=field, exact=True).click()
            await expect(page.get_by_role("listbox")).to_be_visible()
            await expect(page.get_by_role("option").first).to_be_visible()
            for button in buttons:
                assert not await is_covered(button)
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("listbox")).to_be_hidden()

    @pytest.mark.parametrize("size", [(1280, 860), (390, 844)], ids=lambda size: f"{size[0]}")
    async def test_leave_the_buttons_of_groups_free(self, open_page: OpenPage, size: tuple[int, int]) -> None:
        page = await open_page("/?q=amara.okafor", (), viewport={"width": size[0], "height": size[1]})
        await page.get_by_role("button", name="More for").click()
        await page.get_by_role("menuitem", name="Change groups").click()
        dialog = page.get_by_role("dialog", name="Groups of")
        await dialog.get_by_role("combobox", name="Groups").click()
        await expect(page.get_by_role("option").first).to_be_visible()
        for name in ("Cancel", "Save groups"):
            assert not await is_covered(dialog.get_by_role("button", name=name))

    async def test_would_be_found_covering_them(self, open_page: OpenPage) -> None:
        page = await open_page(f"{FEW}&invite=single", ())
        button = page.get_by_role("dialog").get_by_role("button", name="Cancel")
        assert not await is_covered(button)
        await page.evaluate("document.body.append(Object.assign(document.createElement('i'), { className: 'cover' }))")
        await page.add_style_tag(content=".cover { position: fixed; inset: 0; z-index: 9999 }")
        assert await is_covered(button)


async def is_covered(button: Locator) -> bool:
    """Whether something stands before the middle of a button, or before one of its corners."""
    covered: bool = await button.evaluate("""(button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect()
      const points = [[(left + right) / 2, (top + bottom) / 2]]
      for (const x of [left + 4, right - 4]) for (const y of [top + 4, bottom - 4]) points.push([x, y])
      return points.some(([x, y]) => !button.contains(document.elementFromPoint(x, y)))
    }""")
    return covered
