"""Removing, demoting and leaving: what becomes of the invitations that rest on somebody's rights."""

import asyncio
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD
from tests.support.graphql_operations import INVITE


def admin_who_invited(product: Product, name: str, count: int, **values: Any) -> tuple[str, list[str]]:
    """An Admin who has invited so many people; answers the addresses."""
    email = product.join("ADMIN", values.get("groups"), name)
    token = product.sign_in(email, PASSWORD)
    invited = [address("theirs") for _ in range(count)]
    for each in invited:
        value = {"email": each, "role": values.get("role", "ANALYST"), "groupIds": values.get("groups") or []}
        assert product.ask(INVITE, token, input=value)["errors"] == []
        product.emails_when_any(each)
    return email, invited


async def open_menu(page: Page, name: str, item: str) -> None:
    await page.get_by_role("button", name=f"More for {name}").click()
    await page.get_by_role("menuitem", name=item).click()


async def choose_role(page: Page, name: str, role: str) -> None:
    await page.get_by_role("combobox", name=f"Role of {name}").click()
    await page.get_by_role("option", name=role).click()


def resend_box(dialog: Locator) -> Locator:
    return dialog.get_by_role("checkbox", name="in my name")


class TestRemoving:
    async def test_resends_what_stops_working_in_the_same_step(self, open_page: OpenPage, product: Product) -> None:
        email, invited = await asyncio.to_thread(admin_who_invited, product, "Removed Inviter", 3)
        page = await open_page(f"/?q={email}", ())
        await open_menu(page, "Removed Inviter", "Remove")
        dialog = page.get_by_role("dialog", name="Remove Removed Inviter?")
        await expect(dialog.get_by_text("3 pending invitations stop working.")).to_be_visible()
        await expect(resend_box(dialog)).not_to_be_checked()
        await resend_box(dialog).check()
        await dialog.get_by_role("button", name="Remove", exact=True).click()
        await expect(page.get_by_text("Removed Inviter was removed.")).to_be_visible()
        await expect(page.get_by_text("3 invitations are on the way again.")).to_be_visible()
        for each in invited:
            assert await asyncio.to_thread(product.emails_when_any, each, 2)

    async def test_sends_nothing_unasked(self, open_page: OpenPage, product: Product) -> None:
        email, (invited,) = await asyncio.to_thread(admin_who_invited, product, "Removed Only", 1)
        page = await open_page(f"/?q={email}", ())
        await open_menu(page, "Removed Only", "Remove")
        dialog = page.get_by_role("dialog", name="Remove Removed Only?")
        await expect(dialog.get_by_text("1 pending invitation stops working.")).to_be_visible()
        await expect(resend_box(dialog)).to_have_accessible_name("Resend it in my name")
        await dialog.get_by_role("button", name="Remove", exact=True).click()
        await expect(page.get_by_text("Removed Only was removed.")).to_be_visible()
        await asyncio.to_thread(product.invite)
        assert len(await asyncio.to_thread(product.emails_to, invited)) == 1

    async def test_says_why_something_was_not_sent_again(self, open_page: OpenPage, product: Product) -> None:
        email, (declined, other) = await asyncio.to_thread(admin_who_invited, product, "Half Resent", 2)
        await asyncio.to_thread(product.decline_another, declined)
        page = await open_page(f"/?q={email}", ())
        await open_menu(page, "Half Resent", "Remove")
        dialog = page.get_by_role("dialog", name="Remove Half Resent?")
        await resend_box(dialog).check()
        await dialog.get_by_role("button", name="Remove", exact=True).click()
        await expect(page.get_by_text("Half Resent was removed.")).to_be_visible()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        await expect(page.get_by_text(f"Not sent again: {declined} declined")).to_be_visible()
        assert await asyncio.to_thread(product.emails_when_any, other, 2)

    async def test_of_somebody_without_invitations_offers_nothing_more(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Never Invited")
        page = await open_page(f"/?q={email}", ())
        await open_menu(page, "Never Invited", "Remove")
        dialog = page.get_by_role("dialog", name="Remove Never Invited?")
        await expect(dialog.get_by_role("button", name="Remove", exact=True)).to_be_enabled()
        await expect(resend_box(dialog)).to_have_count(0)

    async def test_asks_before_the_choice_is_lost(self, open_page: OpenPage, product: Product) -> None:
        email, _ = await asyncio.to_thread(admin_who_invited, product, "Kept After All", 1)
        page = await open_page(f"/?q={email}", ())
        await open_menu(page, "Kept After All", "Remove")
        dialog = page.get_by_role("dialog", name="Remove Kept After All?")
        await resend_box(dialog).check()
        await page.keyboard.press("Escape")
        question = page.get_by_role("dialog", name="Discard what you chose?")
        await question.get_by_role("button", name="Discard").click()
        await expect(dialog).to_be_hidden()
        await open_menu(page, "Kept After All", "Remove")
        await expect(resend_box(dialog)).not_to_be_checked()


class TestDemoting:
    async def test_in_place_asks_where_invitations_stop_working(self, open_page: OpenPage, product: Product) -> None:
        email, invited = await asyncio.to_thread(admin_who_invited, product, "Demoted Inviter", 2)
        page = await open_page(f"/?q={email}", ())
        await choose_role(page, "Demoted Inviter", "Analyst")
        dialog = page.get_by_role("dialog", name="Make Demoted Inviter Analyst?")
        await expect(dialog.get_by_text("2 pending invitations stop working.")).to_be_visible()
        await dialog.get_by_role("button", name="Cancel").click()
        await expect(dialog).to_be_hidden()
        role = page.get_by_role("combobox", name="Role of Demoted Inviter")
        await expect(role).to_have_value("Admin")
        await choose_role(page, "Demoted Inviter", "Analyst")
        await resend_box(dialog).check()
        await dialog.get_by_role("button", name="Change the role").click()
        await expect(page.get_by_text("Demoted Inviter is now Analyst.")).to_be_visible()
        await expect(page.get_by_text("2 invitations are on the way again.")).to_be_visible()
        await expect(role).to_have_value("Analyst")
        for each in invited:
            assert await asyncio.to_thread(product.emails_when_any, each, 2)
        await page.get_by_role("button", name="Undo", exact=True).click()
        await expect(page.get_by_text("Demoted Inviter is Admin again.")).to_be_visible()

    async def test_does_not_ask_where_the_new_role_may_still_offer_them(
        self, open_page: OpenPage, product: Product
    ) -> None:
        groups = [(await asyncio.to_thread(product.groups))["Kiosks"]]
        email, _ = await asyncio.to_thread(admin_who_invited, product, "Still Inviting", 1, groups=groups)
        page = await open_page(f"/?q={email}", ())
        await choose_role(page, "Still Inviting", "Group Admin")
        await expect(page.get_by_text("Still Inviting is now Group Admin.")).to_be_visible()
        await choose_role(page, "Still Inviting", "Remote")
        dialog = page.get_by_role("dialog", name="Make Still Inviting Remote?")
        await expect(dialog.get_by_text("1 pending invitation stops working.")).to_be_visible()

    async def test_oneself_says_what_stops_working(self, open_page: OpenPage, product: Product) -> None:
        email, _ = await asyncio.to_thread(admin_who_invited, product, "Steps Down", 2)
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        await choose_role(page, "Steps Down", "Remote")
        dialog = page.get_by_role("dialog", name="Become Remote yourself?")
        told = "2 pending invitations stop working. An Admin can resend them in Invited Users."
        await expect(dialog.get_by_text(told)).to_be_visible()
        await expect(resend_box(dialog)).to_have_count(0)
        await dialog.get_by_role("button", name="Change my role").click()
        await expect(page.get_by_text("Your role is now Remote.")).to_be_visible()


class TestLeaving:
    async def test_is_for_every_role_and_says_what_happens(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE", None, "Leaving Soon")
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        await open_menu(page, "Leaving Soon", "Leave")
        dialog = page.get_by_role("dialog", name="Leave Acme Devices?")
        await expect(dialog.get_by_text("You are in no other organization")).to_be_visible()
        await dialog.get_by_role("button", name="Leave").click()
        await expect(page.get_by_role("heading", name="You are not in any organization")).to_be_visible()
        await expect(page.get_by_text("You left Acme Devices.")).to_be_visible()

    async def test_says_where_one_goes_on_and_what_stops_working(self, open_page: OpenPage, product: Product) -> None:
        email, _ = await asyncio.to_thread(admin_who_invited, product, "Goes On", 1)
        await asyncio.to_thread(product.create_organization, "Goes On Elsewhere", email)
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        await page.get_by_role("button", name="Accept").click()
        await expect(page.get_by_text("Welcome to Goes On Elsewhere.")).to_be_visible()
        await page.get_by_role("button", name="Goes On Elsewhere", exact=True).click()
        await page.get_by_role("menuitem", name="Acme Devices").click()
        await expect(page.get_by_text("You are now in Acme Devices.")).to_be_visible()
        await page.get_by_role("searchbox").fill(email)
        await open_menu(page, "Goes On", "Leave")
        dialog = page.get_by_role("dialog", name="Leave Acme Devices?")
        await expect(dialog.get_by_text("You go on in Goes On Elsewhere.")).to_be_visible()
        await expect(dialog.get_by_text("1 pending invitation stops working. An Admin can resend it")).to_be_visible()
        await dialog.get_by_role("button", name="Leave").click()
        await expect(page.get_by_text("You left Acme Devices.")).to_be_visible()
        await expect(page.get_by_text("Who can sign in to Goes On Elsewhere")).to_be_visible()

    async def test_the_last_admin_sees_why_not(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE", None, "Last Admin")
        await asyncio.to_thread(product.create_organization, "Alone At The Top", email)
        page = await open_page("/", (email, PASSWORD))
        await page.get_by_role("button", name="Accept").click()
        await expect(page.get_by_text("Welcome to Alone At The Top.")).to_be_visible()
        await page.get_by_role("button", name="More for Last Admin").click()
        leave = page.get_by_role("menuitem", name="Leave")
        await expect(leave).to_have_attribute("aria-disabled", "true")
        await expect(leave).to_contain_text("You are the last Admin. Make somebody else an Admin first.")
