"""The window that invites people one by one, and what removing and demoting their inviters asks."""

from playwright.async_api import Page, expect

from tests.browser.product import address
from tests.browser.states.step import FEW, Step
from tests.browser.test_inviting import PASTE


async def invite_with_mistakes(page: Page) -> None:
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, f"bad, {address()}")
    await page.get_by_role("button", name="Send 1 Invitation").click()
    await expect(page.get_by_text("Choose a role.")).to_be_visible()


async def invite_roles(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("combobox", name="Role", exact=True).click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def discard_question(page: Page) -> None:
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, f"{address()}, {address()}")
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_have_count(2)


async def address_notes(page: Page) -> None:
    """Of addresses with slips, one of them long, of several people, and of a member."""
    slips = f"joe@gmial.com, {'wolfeschlegelsteinhausenbergerdorff.' * 2}ann@hotmial.com"
    addresses = f"{slips}, info@x.example, amara.okafor@acme.example, {address()}"
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, addresses)
    await expect(page.get_by_role("list", name="Before you send").get_by_role("listitem")).to_have_count(4)


async def new_group(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("combobox", name="Groups").fill("kio")
    await expect(page.get_by_role("option", name="+ Create")).to_be_visible()
    await page.keyboard.press("ArrowDown")


async def refused_group(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("combobox", name="Groups").fill("a|b")
    await page.get_by_role("option", name="+ Create").click()
    await expect(page.get_by_text('Leave out "|"')).to_be_visible()
    await expect(page.get_by_role("option", name="+ Create")).to_be_visible()


async def resend_question(page: Page) -> None:
    """Of somebody who has invited several people."""
    await page.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await page.get_by_role("checkbox", name="in my name").check()


async def demotion_question(page: Page) -> None:
    await page.get_by_role("combobox", name="Role of").click()
    await page.get_by_role("option", name="Analyst").click()
    await expect(page.get_by_text("pending invitations stop working.")).to_be_visible()


INVITING: list[tuple[str, Step]] = [
    ("/?q=goran.eriksen", resend_question),
    ("/?q=goran.eriksen", demotion_question),
    (f"{FEW}&invite=single", invite_with_mistakes),
    (f"{FEW}&invite=single", invite_roles),
    (f"{FEW}&invite=single", address_notes),
    (f"{FEW}&invite=single", new_group),
    (f"{FEW}&invite=single", refused_group),
    (f"{FEW}&invite=single", discard_question),
]
