"""Emails that came back: what the lists and the details say of them, and how they stand in an upload's summary."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.bounces import bounce
from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import UPLOAD
from tests.browser.test_invitation_details import drawer_of, fact
from tests.browser.test_invitation_statuses import row_of
from tests.browser.test_upload_summary import send, total


class TestWords:
    @pytest.mark.parametrize(
        ("kind", "status", "diagnostic", "words"),
        [
            ("hard", "5.1.1", "550 5.1.1 No such user here", "Address does not exist"),
            ("hard", "5.1.2", "Host not found", "The domain takes no email"),
            ("soft", "4.2.2", "452 4.2.2 Over quota", "Email came back: mailbox full"),
            ("complaint", "", "", "Reported as spam"),
        ],
    )
    async def test_say_what_came_back_as_soon_as_it_does(
        self, open_page: OpenPage, product: Product, kind: str, status: str, diagnostic: str, words: str
    ) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await expect(row_of(page, email)).to_contain_text("Sent")
        await bounce(product, email, kind=kind, status=status, diagnostic=diagnostic)
        await expect(row_of(page, email)).to_contain_text(words)
        said = diagnostic or "The person told their mail service that it is spam"
        await expect(row_of(page, email).get_by_title(said)).to_be_visible()
        await page.get_by_role("button", name=f"More for {email}").click()
        await expect(page.get_by_role("menu")).to_contain_text(f"{words}: {said}")

    async def test_stand_in_the_details_with_what_helps_first(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await bounce(product, email)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name=email, exact=True).click()
        drawer = drawer_of(page, email)
        await expect(fact(drawer, "Delivery")).to_contain_text("Address does not exist")
        await expect(fact(drawer, "Delivery")).to_contain_text("550 5.1.1 No such user here")
        await expect(drawer.get_by_role("button").filter(has_text="…").first).to_have_text("Correct the address …")
        await expect(drawer.get_by_role("listitem").first).to_contain_text("No such user here")

    async def test_are_found_by_their_status(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await bounce(product, email)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name="Bounced 1").click()
        await expect(row_of(page, email)).to_be_visible()


class TestSummary:
    async def test_counts_them_and_leads_to_them(self, open_page: OpenPage, product: Product) -> None:
        gone, there = address("gone"), address("there")
        page = await open_page(UPLOAD, ())
        dialog = await send(page, "came-back.csv", gone, there)
        await bounce(product, gone)
        await expect(total(dialog, "Emails came back")).to_contain_text("1")
        await expect(total(dialog, "Emails sent")).to_contain_text("1")
        await expect(total(dialog, "Emails failed")).to_contain_text("0")
        await expect(total(dialog, "Emails not confirmed")).to_have_count(0)
        await expect(dialog.get_by_role("region", name="Why emails failed or came back")).to_contain_text(
            "No such user here"
        )
        await dialog.get_by_role("link", name="Emails came back: 1").click()
        await expect(row_of(page, gone)).to_contain_text("Address does not exist")
        await expect(page.get_by_role("table", name="Invited Users").locator("tbody tr")).to_have_count(1)
