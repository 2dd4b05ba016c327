"""How the states of Invited Users are reached that accessibility and layout are tried in."""

from playwright.async_api import Page, expect


async def over_invitations(page: Page) -> None:
    await expect(page.get_by_role("button", name="Invite again: declined@partner.example")).to_be_visible()


async def blocked_links(page: Page) -> None:
    await expect(page.get_by_text("Link blocked: inviter left")).to_be_visible()


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
