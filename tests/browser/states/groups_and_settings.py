"""Groups and Settings."""

from playwright.async_api import Page, expect

from tests.browser.states.step import Step


async def groups_page(page: Page) -> None:
    await expect(page.get_by_role("link", name="members of Berlin office")).to_be_visible()


async def no_group(page: Page) -> None:
    await expect(page.get_by_role("heading", name="No group matches")).to_be_visible()


async def group_menu(page: Page) -> None:
    await page.get_by_role("button", name="More for Berlin office").click()
    await expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()


async def new_group(page: Page) -> None:
    await page.get_by_role("button", name="Create Group").click()
    await page.get_by_role("textbox", name="Name").fill("North; South")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Leave out")).to_be_visible()


async def group_to_delete(page: Page) -> None:
    await group_menu(page)
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("combobox", name="Move them to").fill("Loaner")
    await page.get_by_role("option", name="Loaner pool").click()
    await expect(page.get_by_text("will also manage the people of Loaner pool.")).to_be_visible()


async def settings_with_mistakes(page: Page) -> None:
    await page.get_by_role("combobox", name="Invitations expire after").click()
    await page.get_by_role("option", name="Another number of days").click()
    await page.get_by_role("textbox", name="Number of days").fill("0")
    await page.get_by_role("button", name="Save changes").click()
    await expect(page.get_by_text("Enter a whole number of days")).to_be_visible()


async def leave_question(page: Page) -> None:
    await page.get_by_role("textbox", name="Organization's name").fill("Not saved")
    await page.get_by_role("link", name="Role Management").click()
    await expect(page.get_by_role("dialog", name="Discard your changes?")).to_be_visible()


GROUPS_AND_SETTINGS: list[tuple[str, Step]] = [
    ("/groups?q=berlin", groups_page),
    ("/groups?q=berlin", group_menu),
    ("/groups?q=berlin", new_group),
    ("/groups?q=berlin", group_to_delete),
    ("/groups?q=nobody-at-all&role=ADMIN", no_group),
    ("/settings", settings_with_mistakes),
    ("/settings", leave_question),
]
