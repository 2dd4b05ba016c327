"""Invited Users in each status, and the details of one invitation."""

from playwright.async_api import Page, expect

from tests.browser.states.people import selected_users
from tests.browser.states.step import Step


async def invited_users(page: Page) -> None:
    await expect(page.get_by_text("550 5.1.1 No such user here")).to_be_visible()


async def empty_list(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()


async def invitation_menu(page: Page) -> None:
    await page.get_by_role("button", name="More for failed@partner.example").click()
    await expect(page.get_by_role("menuitem", name="Revoke Invite")).to_be_visible()


async def revoke_question(page: Page) -> None:
    await invitation_menu(page)
    await page.get_by_role("menuitem", name="Revoke Invite").click()
    await expect(page.get_by_role("dialog", name="Revoke the invitation")).to_be_visible()


async def filter_list(page: Page) -> None:
    await page.get_by_role("combobox", name="Filter by delivery").click()
    await expect(page.get_by_role("option", name="Bounced")).to_be_visible()


async def over_invitations(page: Page) -> None:
    await expect(page.get_by_role("button", name="Invite again: declined@partner.example")).to_be_visible()


async def blocked_links(page: Page) -> None:
    await expect(page.get_by_text("Link blocked: inviter left").first).to_be_visible()


async def invitation_details(page: Page) -> None:
    """Of the only one in the list."""
    await page.locator("tbody .column-identity").get_by_role("button").first.click()
    await expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()


async def unknown_invitation(page: Page) -> None:
    await expect(page.get_by_role("dialog").get_by_text("There is no such invitation")).to_be_visible()


async def invitation_link(page: Page) -> None:
    """Of the only one in the list."""
    await page.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Copy invitation link").click()
    await page.get_by_role("button", name="Create link").click()
    await expect(page.get_by_label("Invitation link", exact=True)).to_be_visible()


INVITATIONS: list[tuple[str, Step]] = [
    ("/?tab=invited&q=partner.example", invited_users),
    ("/?tab=invited&q=partner.example", selected_users),
    ("/?tab=invited&q=nobody-at-all", empty_list),
    ("/?tab=invited&q=partner.example", invitation_menu),
    ("/?tab=invited&q=partner.example", revoke_question),
    ("/?tab=invited&q=partner.example", filter_list),
    ("/?tab=invited&q=partner.example&status=DECLINED", over_invitations),
    ("/?tab=invited&status=BLOCKED", blocked_links),
    ("/?tab=invited&q=failed@partner.example", invitation_details),
    ("/?tab=invited&details=unknown", unknown_invitation),
    ("/?tab=invited&q=failed@partner.example", invitation_link),
]
