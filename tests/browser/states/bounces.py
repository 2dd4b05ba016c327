"""Emails that came back: correcting an address, and the addresses that are not invited."""

from playwright.async_api import Page, expect

from tests.browser.states.step import Step

BOUNCED = "bounced@partner.example"


async def correction(page: Page) -> None:
    await page.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Correct the address").click()
    await page.get_by_role("dialog").get_by_label("Email address").fill("joe@gmial.com")
    await expect(page.get_by_role("button", name="Use it joe@gmail.com")).to_be_visible()


async def refused_correction(page: Page) -> None:
    await correction(page)
    await page.get_by_role("dialog").get_by_label("Email address").fill("sent@partner.example")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Show that invitation")).to_be_visible()


async def returned_details(page: Page) -> None:
    await page.get_by_role("button", name=BOUNCED, exact=True).click()
    await expect(page.get_by_role("dialog").get_by_role("button", name="Correct the address")).to_be_visible()


async def suppressed_addresses(page: Page) -> None:
    await expect(page.get_by_role("button", name=f"Release {BOUNCED}")).to_be_visible()


async def release_question(page: Page) -> None:
    await page.get_by_role("button", name=f"Release {BOUNCED}").click()
    await expect(page.get_by_role("dialog", name="Release")).to_be_visible()


async def no_suppressed_address(page: Page) -> None:
    await expect(page.get_by_role("heading", name="No address matches")).to_be_visible()


BOUNCES: list[tuple[str, Step]] = [
    (f"/?tab=invited&q={BOUNCED}", correction),
    (f"/?tab=invited&q={BOUNCED}", refused_correction),
    (f"/?tab=invited&q={BOUNCED}", returned_details),
    ("/?tab=suppressed&q=partner.example", suppressed_addresses),
    ("/?tab=suppressed&q=partner.example", release_question),
    ("/?tab=suppressed&q=nobody-at-all", no_suppressed_address),
]
