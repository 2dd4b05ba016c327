"""The sentences that people read say what is meant, of one as of many."""

import asyncio

from playwright.async_api import expect

from tests.browser.columns import go_on
from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.review import counts, segment
from tests.browser.test_bulk_upload import choose, file_of
from tests.support.factories import PASSWORD

UPLOAD = "/?invite=bulk"


class TestRights:
    async def test_who_may_not_change_the_own_role_is_told(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Own Role")
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        await page.get_by_role("button", name="Role of Own Role").hover()
        await expect(page.get_by_role("tooltip")).to_have_text("You can't change your own role. Ask an Admin.")

    async def test_a_role_that_allows_little_is_named_as_the_reason(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join)
        page = await open_page("/?q=amara.okafor", (email, PASSWORD))
        await page.get_by_role("button", name="Role of Amara Okafor").hover()
        await expect(page.get_by_role("tooltip")).to_have_text("Your role doesn't allow this. Ask an Admin.")


class TestFiles:
    async def test_a_first_line_that_is_a_person_is_read_as_one(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "no-names.csv", f"{address()},Analyst,\r\n{address()},Analyst,\r\n")
        await expect(dialog.get_by_role("switch", name="The first row names the columns")).not_to_be_checked()
        await go_on(dialog)
        await counts(dialog, ready=2)

    async def test_columns_that_mean_nothing_are_named(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "more.csv", f"Email,Role,Shoe size\r\n{address()},Analyst,42\r\n")
        await expect(dialog.get_by_text("These columns were ignored: Shoe size.")).to_be_visible()

    async def test_a_row_says_of_which_line_it_is_the_duplicate(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        email = address("twice")
        dialog = await choose(page, "twice.csv", file_of(f"{email},Analyst,", f"{email},Analyst,"))
        await expect(dialog.get_by_text("Duplicate of line 2, which is kept").first).to_be_visible()

    async def test_a_slip_is_asked_about(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        email = address("slip").replace("story.example", "gmial.com")
        meant = email.replace("gmial.com", "gmail.com")
        dialog = await choose(page, "slip.csv", file_of(f"{email},Analyst,", "not-an-email,Analyst,"))
        await segment(dialog, "Warnings", 1).click()
        await expect(dialog.get_by_text(f"Did you mean {meant}?").first).to_be_visible()


class TestNumbers:
    async def test_one_is_said_as_one(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name=f"More for {email}").click()
        await page.get_by_role("menuitem", name="Revoke Invite").click()
        dialog = page.get_by_role("dialog", name=f"Revoke the invitation to {email}?")
        said = "The link in the email stops working at once. You can invite this person again."
        await expect(dialog.get_by_text(said)).to_be_visible()
        await dialog.get_by_role("button", name="Revoke Invite").click()
        await expect(page.get_by_text("1 invitation was revoked.")).to_be_visible()
