"""People in no organization, in one, and in several."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD


async def switch(page: Page, before: str, after: str) -> None:
    await page.get_by_role("button", name=before).click()
    await page.get_by_role("menuitem", name=after).click()
    await expect(page.get_by_text(f"You are now in {after}.")).to_be_visible()


class TestSeveral:
    @pytest.fixture
    async def name(self) -> str:
        return f"Fleet {address().partition('@')[0]}"

    @pytest.fixture
    async def email(self, product: Product, name: str) -> str:
        """Somebody in the demo organization whom another one invites as its first Admin."""
        email = await asyncio.to_thread(product.join, "REMOTE", None, "Two Homes")
        await asyncio.to_thread(product.create_organization, name, email)
        return email

    async def test_a_second_one_is_joined_and_switched_to_and_from(
        self, open_page: OpenPage, email: str, name: str
    ) -> None:
        page = await open_page("/", (email, PASSWORD))
        await expect(page.get_by_role("button", name="Invite Users")).to_have_attribute("aria-disabled", "true")
        note = page.get_by_role("status").filter(has_text=f"You are invited to {name} as Admin.")
        await note.get_by_role("button", name="Accept").click()
        await expect(page.get_by_text(f"Welcome to {name}.")).to_be_visible()
        await expect(page).to_have_title(f"Current Users · {name} · Senturo")
        rows = page.get_by_role("table", name="Current Users").locator("tbody tr")
        await expect(rows).to_have_count(1)
        await expect(page.get_by_role("button", name="Invite Users")).not_to_have_attribute("aria-disabled", "true")
        await page.goto("/?q=two+homes")
        await expect(rows).to_have_count(1)
        await switch(page, name, "Acme Devices")
        await expect(rows).to_have_count(25)
        await expect(page).to_have_url("/")
        await expect(page.get_by_role("button", name="Account of Two Homes")).to_contain_text("Remote")
        await page.reload()
        await expect(page).to_have_title("Current Users · Acme Devices · Senturo")
        await switch(page, "Acme Devices", name)
        await expect(rows).to_have_count(1)
        await expect(page.get_by_role("button", name="Account of Two Homes")).to_contain_text("Admin")

    async def test_other_tabs_follow(self, open_page: OpenPage, email: str, name: str) -> None:
        page = await open_page("/", (email, PASSWORD))
        other = await page.context.new_page()
        await other.goto("/?tab=invited")
        await expect(other.get_by_role("table", name="Invited Users").get_by_role("row").nth(1)).to_be_visible()
        await page.bring_to_front()
        await page.get_by_role("button", name="Accept").click()
        await expect(other).to_have_title(f"Invited Users · {name} · Senturo")
        await expect(other.get_by_role("heading", name="No invitation is waiting")).to_be_visible()

    async def test_an_invitation_is_declined_where_it_is_shown(
        self, open_page: OpenPage, email: str, name: str
    ) -> None:
        page = await open_page("/", (email, PASSWORD))
        await page.get_by_role("button", name="Decline").click()
        question = page.get_by_role("dialog", name="Decline the invitation?")
        await question.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_text("You are invited", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Decline").click()
        await question.get_by_role("button", name="Decline").click()
        await expect(page.get_by_text(f"You declined the invitation to {name}.")).to_be_visible()
        await expect(page.get_by_text("You are invited")).to_be_hidden()
        await expect(page).to_have_title("Current Users · Acme Devices · Senturo")


class TestNone:
    async def test_somebody_is_told_what_to_do(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        await asyncio.to_thread(product.remove, email)
        page = await open_page("/", (email, PASSWORD))
        await expect(page.get_by_role("heading", name="You are not in any organization")).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

    async def test_somebody_without_an_organization_accepts_without_the_link(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join)
        await asyncio.to_thread(product.remove, email)
        await asyncio.to_thread(product.invite, email)
        page = await open_page("/", (email, PASSWORD))
        await expect(page.get_by_role("heading", name="You are not in any organization")).to_be_visible()
        await page.get_by_role("button", name="Accept").click()
        await expect(page.get_by_text("Welcome to Acme Devices.")).to_be_visible()
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()
