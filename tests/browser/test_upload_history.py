"""Uploads of the last 30 days, below where a file is chosen, and the banner that leads back to unfinished ones."""

import asyncio

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import HOLD_UP, UPLOAD, choose, file_of
from tests.browser.test_upload_summary import defer_emails, send
from tests.support.factories import PASSWORD

MANY = 12
CREATE = "mutation ($input: BulkInviteInput!) { bulkInvite(input: $input) { errors { message } } }"


def line(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name="Invite Users").get_by_role("listitem").filter(has_text=name)


def banner(page: Page) -> Locator:
    return page.get_by_role("region", name="Unfinished uploads")


async def as_new_admin(product: Product, name: str) -> tuple[str, str]:
    """An Admin without uploads; the banner is about the own reviews alone."""
    return await asyncio.to_thread(product.join, "ADMIN", None, name), PASSWORD


class TestHistory:
    async def test_names_file_person_state_and_counts_and_opens_each(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        text = file_of(f"{address()},Analyst,", "not-an-email,Analyst,")
        dialog = await choose(page, "noted.csv", text)
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()
        await dialog.get_by_role("button", name="Choose another file").click()
        for part in ("just now by you", "Sent", "1 invited · 1 error"):
            await expect(line(page, "noted.csv")).to_contain_text(part)
        await line(page, "noted.csv").get_by_role("button", name="noted.csv").click()
        await expect(dialog.get_by_text("1 row with errors was left out.")).to_be_visible()
        await page.reload()
        await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()

    async def test_says_why_one_failed(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        # As many as a worker reads; fewer are refused before they are uploaded.
        rows = [f"p{number}@too-many.example,Analyst," for number in range(40_000)]
        dialog = await choose(page, "failed-one.csv", file_of(*rows))
        await expect(dialog.get_by_role("alert")).to_contain_text("split into multiple files")
        await dialog.get_by_role("button", name="Choose another file").click()
        await expect(line(page, "failed-one.csv")).to_contain_text("Failed")
        await expect(line(page, "failed-one.csv")).to_contain_text("split into multiple files")

    async def test_shows_more_of_them_and_only_unfinished_ones(self, open_page: OpenPage, product: Product) -> None:
        email, _ = who = await as_new_admin(product, "Many Uploads")
        token = await asyncio.to_thread(product.sign_in, *who)
        for _ in range(MANY):
            source = {"csv": file_of(f"{address()},Analyst,")}
            await asyncio.to_thread(product.ask, CREATE, token, input={"source": source})
        page = await open_page(f"/?q={email}&invite=bulk", who)
        dialog = await choose(page, "discarded-one.csv", file_of(f"{address()},Analyst,"))
        await dialog.get_by_role("button", name="Discard this upload").click()
        await (
            page.get_by_role("dialog", name="Discard discarded-one.csv?").get_by_role("button", name="Discard").click()
        )
        await expect(line(page, "discarded-one.csv")).to_contain_text("Discarded")
        files = dialog.locator(".upload")
        await expect(files).to_have_count(10)
        await dialog.get_by_role("button", name="Show more").click()
        await expect(files.nth(MANY)).to_be_visible()
        await expect(files.nth(10).get_by_role("button").first).to_be_focused()
        await dialog.get_by_role("checkbox", name="Only unfinished ones").check()
        await expect(files).to_have_count(10)
        await expect(line(page, "discarded-one.csv")).to_have_count(0)

    async def test_asks_before_chosen_defaults_are_lost(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        await page.get_by_role("combobox", name="Role for rows without one").click()
        await page.get_by_role("option", name="Broadcaster").click()
        await page.locator(".upload").first.get_by_role("button").first.click()
        question = page.get_by_role("dialog", name="Discard what you chose?")
        await question.get_by_role("button", name="Keep editing").click()
        await expect(page.get_by_role("combobox", name="Role for rows without one")).to_have_value("Broadcaster")


class TestBanner:
    async def test_follows_the_sending_until_the_last_email_is_out(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(UPLOAD, await as_new_admin(product, "Patient Sender"))
        dialog = await choose(page, "followed.csv", file_of(f"{address()},Analyst,", f"{address()},Analyst,"))
        async with product.database() as database, database.transaction():
            await database.execute(HOLD_UP)
            await dialog.get_by_role("button", name="Send 2 Invitations").click()
            await dialog.get_by_role("button", name="Close").last.click()
            await expect(banner(page)).to_contain_text("The invitations of followed.csv are being sent: 0 of 2.")
            await expect(banner(page).get_by_role("progressbar")).to_have_attribute("aria-valuenow", "0")
        await expect(banner(page)).to_be_hidden()

    async def test_leads_back_to_emails_that_wait(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(UPLOAD, await as_new_admin(product, "Waiting Sender"))
        dialog = await send(page, "waiting.csv", address("waiting"))
        await defer_emails(product, "waiting.csv")
        await page.reload()
        await expect(dialog.locator("dl div").filter(has_text="Emails waiting")).to_contain_text("1")
        await dialog.get_by_role("button", name="Done").click()
        await expect(banner(page)).to_contain_text("The emails of waiting.csv are going out: 0 of 1.")
        await banner(page).get_by_role("button", name="Show").click()
        await dialog.get_by_role("button", name="Revoke the one that is pending").click()
        await page.get_by_role("dialog", name="Revoke 1").get_by_role("button", name="Revoke").click()
        await expect(dialog.get_by_text("The invitation was revoked.")).to_be_visible()
        await dialog.get_by_role("button", name="Done").click()
        await expect(dialog).to_be_hidden()
        await expect(banner(page)).to_be_hidden()

    async def test_is_one_line_for_several_and_lists_them(self, open_page: OpenPage, product: Product) -> None:
        email, _ = who = await as_new_admin(product, "Several Reviews")
        page = await open_page(f"/?q={email}&invite=bulk", who)
        for name in ("several-one.csv", "several-two.csv"):
            dialog = await choose(page, name, file_of(f"{address()},Analyst,"))
            await expect(dialog.get_by_text("1 ready", exact=True)).to_be_visible()
            await dialog.get_by_role("button", name="Choose another file").click()
            await expect(line(page, name)).to_contain_text("Waits for review")
        await dialog.get_by_role("button", name="Close").click()
        await expect(banner(page)).to_contain_text("2 uploads wait for your review.")
        await banner(page).get_by_role("button", name="Show them").click()
        await expect(dialog.get_by_role("checkbox", name="Only unfinished ones")).to_be_checked()
        await expect(line(page, "several-one.csv")).to_be_visible()
        await dialog.get_by_role("button", name="Close").click()
        await expect(dialog).to_be_hidden()
        assert "uploads" not in page.url
