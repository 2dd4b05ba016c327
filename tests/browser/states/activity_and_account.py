"""Activity and Account."""

from playwright.async_api import Page, expect

from tests.browser.states.step import Step


async def activity(page: Page) -> None:
    await expect(page.get_by_role("list", name="Activity of").first).to_be_visible()


async def activity_kinds(page: Page) -> None:
    await page.get_by_role("combobox", name="Filter by what happened").click()
    await expect(page.get_by_role("option", name="Revoked")).to_be_visible()


async def activity_people(page: Page) -> None:
    await page.get_by_role("combobox", name="Filter by who did it").fill("goran")
    await expect(page.get_by_role("option", name="Goran Eriksen")).to_be_visible()


async def no_activity(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()


async def wrong_activity(page: Page) -> None:
    await expect(page.get_by_text("There is no such person")).to_be_visible()
    await expect(page.get_by_text("Part of this link is not known here")).to_be_visible()


async def account(page: Page) -> None:
    await expect(page.get_by_text("This browser").first).to_be_visible()


async def account_mistakes(page: Page) -> None:
    await page.get_by_label("New password", exact=True).fill("password1234")
    await page.get_by_role("button", name="Change password").click()
    await expect(page.get_by_text("Enter the password that you have now.")).to_be_visible()
    await expect(page.get_by_text("one of the first that anybody would try")).to_be_visible()


async def leave_question(page: Page) -> None:
    await page.get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("dialog", name="Leave")).to_be_visible()


async def unsaved_question(page: Page) -> None:
    await page.get_by_label("Name", exact=True).fill("Half a na")
    await page.get_by_role("link", name="Role Management").click()
    await expect(page.get_by_role("dialog", name="Discard your changes?")).to_be_visible()


ACTIVITY_AND_ACCOUNT: list[tuple[str, Step]] = [
    ("/activity?action=member.role_changed", activity),
    ("/activity?q=hana", activity_kinds),
    ("/activity?q=hana", activity_people),
    ("/activity?q=nobody-at-all", no_activity),
    ("/activity?actor=unknown&since=yesterday", wrong_activity),
    ("/account", account),
    ("/account", account_mistakes),
    ("/account", leave_question),
    ("/account", unsaved_question),
]
