"""States of windows about inviting, which several tests look at."""

from playwright.async_api import Page, expect

from tests.browser.product import address
from tests.browser.test_inviting import PASTE


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


async def resend_question(page: Page) -> None:
    """Of somebody who has invited several people."""
    await page.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await page.get_by_role("checkbox", name="in my name").check()


async def demotion_question(page: Page) -> None:
    await page.get_by_role("combobox", name="Role of").click()
    await page.get_by_role("option", name="Analyst").click()
    await expect(page.get_by_text("pending invitations stop working.")).to_be_visible()
