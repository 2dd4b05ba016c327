"""The pages that are one card, in each of their states: axe finds nothing, and there is room at every width."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.layout import walk
from tests.browser.product import Product, address
from tests.browser.states.step import FEW
from tests.browser.test_accessibility import violations
from tests.browser.test_new_passwords import reset_link
from tests.browser.test_offers import closed_link
from tests.support.factories import PASSWORD

LONG_NAME = "Maximilian Wolfeschlegelsteinhausenbergerdorff von Hohenzollern-Sigmaringen"
State = Callable[[OpenPage, Product], Awaitable[Page]]


async def told(page: Page, text: str) -> Page:
    await expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()
    return page


async def weak_password(open_page: OpenPage, product: Product) -> Page:
    """An offer with a long address and many groups, which somebody has unfolded."""
    groups = list((await asyncio.to_thread(product.groups)).values())
    invited = address("wolfeschlegelsteinhausenbergerdorff")
    email = await asyncio.to_thread(product.invite, invited, "GROUP_ADMIN", groups)
    page = await open_page(await asyncio.to_thread(product.link_to, email))
    await page.get_by_role("button", name="more").click()
    await page.get_by_label("Choose a password", exact=True).fill("password1234")
    return await told(page, "one of the first that anybody would try")


async def good_password(open_page: OpenPage, product: Product) -> Page:
    page = await open_page(await asyncio.to_thread(reset_link, product))
    await page.get_by_label("New password").fill("correct horse")
    return await told(page, "Good")


async def refused_password(open_page: OpenPage, product: Product) -> Page:
    page = await open_page(await asyncio.to_thread(reset_link, product))
    await page.get_by_label("New password").fill("short")
    await page.get_by_role("button", name="Save the password").click()
    await expect(page.get_by_label("New password")).to_have_attribute("aria-invalid", "true")
    return page


async def somebody_else_s(open_page: OpenPage, product: Product) -> Page:
    email = await asyncio.to_thread(product.invite)
    page = await open_page(await asyncio.to_thread(product.link_to, email), ())
    await expect(page.get_by_role("heading", name="This invitation is for somebody else")).to_be_visible()
    return page


async def closed(open_page: OpenPage, product: Product, status: str) -> Page:
    inviter = await asyncio.to_thread(product.join, "ADMIN", None, LONG_NAME)
    page = await open_page(await closed_link(product, status, inviter))
    await expect(page.get_by_role("link", name=f"Email {LONG_NAME}")).to_be_visible()
    return page


async def expired(open_page: OpenPage, product: Product) -> Page:
    return await closed(open_page, product, "expired")


async def declined(open_page: OpenPage, product: Product) -> Page:
    return await closed(open_page, product, "declined")


async def no_organization(open_page: OpenPage, product: Product) -> Page:
    """Somebody whom another organization has invited."""
    email = await asyncio.to_thread(product.join)
    await asyncio.to_thread(product.create_organization, f"Waiting {email}", email)
    await asyncio.to_thread(product.remove, email)
    page = await open_page("/", (email, PASSWORD))
    await expect(page.get_by_role("heading", name="You are not in any organization")).to_be_visible()
    return await told(page, "You are invited")


async def waiting(open_page: OpenPage, product: Product) -> Page:
    """Not a card, but what is on one, within the console."""
    email = await asyncio.to_thread(product.join)
    await asyncio.to_thread(product.create_organization, f"Waiting {email}", email)
    return await told(await open_page(FEW, (email, PASSWORD)), "You are invited")


async def declining(open_page: OpenPage, product: Product) -> Page:
    page = await waiting(open_page, product)
    await page.get_by_role("button", name="Decline").click()
    await expect(page.get_by_role("dialog", name="Decline the invitation?")).to_be_visible()
    return page


STATES: tuple[State, ...] = (
    weak_password,
    good_password,
    refused_password,
    somebody_else_s,
    expired,
    declined,
    no_organization,
    waiting,
    declining,
)


@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
async def test_is_found_nothing_wrong_with(open_page: OpenPage, product: Product, state: State) -> None:
    page = await state(open_page, product)
    assert await violations(page) == []
    assert await walk(page) == []
