"""Correcting the address of an invitation: what is suggested, what stays, and what is refused at the field."""

import asyncio
import re

from playwright.async_api import Locator, Page, expect

from tests.browser.bounces import bounce
from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.test_invitation_details import drawer_of
from tests.browser.test_invitation_statuses import expire, row_of
from tests.browser.test_suppressed import suppressed

SELECTED = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"


def window(page: Page, email: str) -> Locator:
    return page.get_by_role("dialog", name=f"Correct the address {email}")


def field(dialog: Locator) -> Locator:
    return dialog.get_by_label("Email address")


async def open_window(page: Page, email: str) -> Locator:
    """By the menu of its row. The code of the window is loaded first, so it takes keys only once it has the focus."""
    await page.get_by_role("button", name=f"More for {email}").click()
    await page.get_by_role("menuitem", name="Correct the address").click()
    dialog = window(page, email)
    await expect(field(dialog)).to_be_focused()
    return dialog


async def correct(page: Page, before: str, email: str) -> Locator:
    dialog = await open_window(page, before)
    await field(dialog).fill(email)
    await page.keyboard.press("Enter")
    return dialog


class TestStory:
    async def test_a_bounced_one_goes_to_the_right_address_with_all_that_it_offers(
        self, open_page: OpenPage, product: Product
    ) -> None:
        groups = await asyncio.to_thread(product.groups)
        before, right = address("typo"), address("right")
        await asyncio.to_thread(product.invite, before, "INVESTIGATOR", [groups["Kiosks"]])
        old_link = await asyncio.to_thread(product.link_to, before)
        await bounce(product, before)
        page = await open_page("/?tab=invited", ())
        await expect(row_of(page, before)).to_contain_text("Address does not exist")
        dialog = await open_window(page, before)
        await expect(field(dialog)).to_have_value(before)
        assert await field(dialog).evaluate(SELECTED) == before
        await expect(dialog).to_contain_text("The link in the old email stops working at once.")
        await expect(dialog).to_contain_text("Investigator")
        await expect(dialog).to_contain_text("Kiosks")
        await page.keyboard.type(right)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"The invitation to {right} is on the way.")).to_be_visible()
        await expect(dialog).to_be_hidden()
        await expect(row_of(page, right)).to_contain_text("Investigator")
        await expect(row_of(page, before)).to_have_count(0)
        await expect(page.get_by_role("button", name=f"More for {right}")).to_be_focused()
        await asyncio.to_thread(product.link_to, right)
        old = await open_page(old_link)
        await expect(old.get_by_role("heading", name="This link is not valid")).to_be_visible()

    async def test_an_expired_one_is_revived_from_its_details(self, open_page: OpenPage, product: Product) -> None:
        before, right = await asyncio.to_thread(product.invite), address("right")
        await expire(product, before)
        page = await open_page(f"/?tab=invited&q={before}&status=EXPIRED", ())
        await page.get_by_role("button", name=before, exact=True).click()
        await drawer_of(page, before).get_by_role("button", name="Correct the address …").click()
        await field(window(page, before)).fill(right)
        await window(page, before).get_by_role("button", name="Send to this address").click()
        await expect(drawer_of(page, right).get_by_text("Pending", exact=True)).to_be_visible()
        await expect(drawer_of(page, right).get_by_role("listitem").filter(has_text="Address changed")).to_be_visible()
        await expect(drawer_of(page, right).get_by_role("button", name="Correct the address …")).to_be_focused()


class TestSuggestion:
    async def test_is_there_at_once_and_taken_by_a_click_or_enter(self, open_page: OpenPage, product: Product) -> None:
        before = address("joe").replace("story.example", "gmial.com")
        right = before.replace("gmial", "gmail")
        await asyncio.to_thread(product.invite, before)
        page = await open_page(f"/?tab=invited&q={before}", ())
        dialog = await open_window(page, before)
        await expect(dialog.get_by_role("status")).to_contain_text(f"Did you mean {right}?")
        await dialog.get_by_role("button", name=f"Use it {right}").click()
        await expect(field(dialog)).to_have_value(right)
        await expect(field(dialog)).to_be_focused()
        await field(dialog).fill(before)
        await page.keyboard.press("Enter")
        await expect(field(dialog)).to_have_value(right)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"The invitation to {right} is on the way.")).to_be_visible()

    async def test_of_a_new_slip_stops_it_once(self, open_page: OpenPage, product: Product) -> None:
        before = await asyncio.to_thread(product.invite)
        slip = before.replace("story.example", "hotmial.com")
        page = await open_page(f"/?tab=invited&q={before.partition('@')[0]}", ())
        dialog = await correct(page, before, slip)
        await expect(dialog.get_by_role("status")).to_contain_text("Did you mean")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"The invitation to {slip} is on the way.")).to_be_visible()


class TestRefusals:
    async def test_stand_at_the_field(self, open_page: OpenPage, product: Product) -> None:
        before, other = await asyncio.to_thread(product.invite), await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={before}", ())
        dialog = await open_window(page, before)
        for typed, said in [
            (before, "This is the address that it has now."),
            (before.upper(), "This is the address that it has now."),
            ("not an address", "This is not an email address: it has a space in it."),
            (product.email, "already a member"),
            (other, "already has a pending invitation"),
        ]:
            await field(dialog).fill(typed)
            await page.keyboard.press("Enter")
            await expect(field(dialog)).to_have_accessible_description(re.compile(said))
            await expect(field(dialog)).to_be_focused()
        await dialog.get_by_role("link", name="Show that invitation").click()
        await expect(drawer_of(page, other)).to_be_visible()
        await expect(dialog).to_be_hidden()

    async def test_of_a_suppressed_one_can_be_released(self, open_page: OpenPage, product: Product) -> None:
        before, right = await asyncio.to_thread(product.invite), f"{await suppressed(product)}10@story.example"
        page = await open_page(f"/?tab=invited&q={before}", ())
        dialog = await correct(page, before, right)
        await expect(field(dialog)).to_have_accessible_description(re.compile(f"Emails to {right} came back"))
        await dialog.get_by_role("button", name="Release and send").click()
        await expect(page.get_by_text(f"The invitation to {right} is on the way.")).to_be_visible()
        await asyncio.to_thread(product.link_to, right)

    async def test_of_somebody_who_declined_can_be_confirmed(self, open_page: OpenPage, product: Product) -> None:
        before, right = await asyncio.to_thread(product.invite), await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.decline, right)
        page = await open_page(f"/?tab=invited&q={before}", ())
        dialog = await correct(page, before, right)
        await expect(field(dialog)).to_have_accessible_description(re.compile("declined"))
        await dialog.get_by_role("button", name="Send anyway").click()
        await expect(page.get_by_text(f"The invitation to {right} is on the way.")).to_be_visible()

    async def test_are_not_forgotten_by_leaving_without_a_word(self, open_page: OpenPage, product: Product) -> None:
        before = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={before}", ())
        dialog = await open_window(page, before)
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_role("button", name=f"More for {before}")).to_be_focused()
        dialog = await open_window(page, before)
        await page.keyboard.type("half@an.addr")
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog", name="Discard your changes?").get_by_role("button", name="Discard").click()
        await expect(dialog).to_be_hidden()
