"""What somebody does who has a keyboard alone."""

from playwright.async_api import Locator, Page, expect

MOST_STOPS = 80


async def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the focus is there. It has to be reached within MOST_STOPS."""
    await expect(target).to_be_visible()
    for _ in range(MOST_STOPS):
        if await target.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    await expect(target).to_be_focused(timeout=1)


async def choose_option(page: Page, field: Locator, option: str) -> None:
    """Opens the list of a field that has the focus, and goes to an option by the arrows."""
    await expect(field).to_be_focused()
    await page.keyboard.press("Enter")
    wanted = page.get_by_role("option", name=option, exact=True)
    await expect(wanted).to_be_visible()
    for _ in range(await page.get_by_role("option").count()):
        if await wanted.get_attribute("data-combobox-selected"):
            break
        await page.keyboard.press("ArrowDown")
    await expect(wanted).to_have_attribute("data-combobox-selected", "true")
    await page.keyboard.press("Enter")
    await expect(wanted).to_be_hidden()
