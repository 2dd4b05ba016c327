"""Suppressed addresses: their list, what releases them, and what inviting them says."""

import asyncio
import json
import re

from playwright.async_api import Locator, Page, expect

from tests.browser.bounces import bounce
from tests.browser.conftest import OpenPage
from tests.browser.people import rows
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import UPLOAD, choose, file_of
from tests.browser.test_invitation_statuses import row_of
from tests.browser.test_inviting import PASTE, choose_role, emails
from tests.browser.test_upload_summary import total
from tests.support.factories import PASSWORD

ADD = """
INSERT INTO suppressions (id, organization_id, email, email_key, kind, status, diagnostic)
SELECT uuidv7(), o.id, $1 || n || '@story.example', $1 || n || '@story.example', 'hard', '5.1.1',
       '550 5.1.1 No such user here'
  FROM organizations o, generate_series(10, 9 + $2::int) AS n WHERE o.name = 'Acme Devices'
"""


async def suppressed(product: Product, count: int = 1) -> str:
    """Suppresses addresses with 10, 11, …; answers a word that finds them alone."""
    word = address("gone").partition("@")[0] + "-"
    async with product.database() as database:
        await database.execute(ADD, word, count)
    return word


def question(page: Page, email: str) -> Locator:
    return page.get_by_role("dialog", name=f"Release {email}?")


class TestList:
    async def test_names_each_with_why_and_since_when(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page("/", ())
        await page.get_by_role("tab", name=re.compile("Suppressed")).click()
        await expect(page).to_have_url("/?tab=suppressed")
        await expect(page).to_have_title("Suppressed · Acme Devices · Senturo")
        await bounce(product, email, kind="complaint", status="", diagnostic="")
        await expect(row_of(page, email)).to_contain_text("Reported as spam")
        await expect(row_of(page, email)).to_contain_text("now")

    async def test_is_searched_and_has_pages(self, open_page: OpenPage, product: Product) -> None:
        word = await suppressed(product, 26)
        page = await open_page(f"/?tab=suppressed&q={word}", ())
        await expect(page.get_by_text("25 of 26")).to_be_visible()
        await page.get_by_role("button", name="Next page").click()
        await expect(page.get_by_text("26 of 26")).to_be_visible()
        await expect(rows(page)).to_have_count(1)
        await page.get_by_role("searchbox").fill(f"{word}35")
        await expect(rows(page)).to_have_count(1)
        await expect(row_of(page, f"{word}35@story.example")).to_contain_text("550 5.1.1 No such user here")
        await page.get_by_role("searchbox").fill(f"{word}nobody")
        await expect(page.get_by_role("heading", name="No address matches")).to_be_visible()
        await page.get_by_role("button", name="Show all addresses").click()
        await expect(page).to_have_url("/?tab=suppressed")

    async def test_is_not_for_who_may_not_invite(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        page = await open_page("/?tab=suppressed", (email, PASSWORD))
        await expect(page.get_by_role("heading", name="Your role doesn't allow this")).to_be_visible()
        await expect(page.get_by_role("tab")).to_have_count(2)

    async def test_an_organization_without_any_says_what_would_be_there(
        self, open_page: OpenPage, product: Product
    ) -> None:
        page = await open_page("/?tab=suppressed", ())
        info = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
        nothing = {"totalCount": 0, "totalCountIsExact": True, "edges": [], "pageInfo": info}
        body = json.dumps({"data": {"suppressions": nothing}})
        await page.route(
            "**/graphql",
            lambda route: (
                route.fulfill(content_type="application/json", body=body)
                if "query Suppressions" in (route.request.post_data or "")
                else route.fallback()
            ),
        )
        await page.reload()
        await expect(page.get_by_role("heading", name="No address is suppressed")).to_be_visible()


class TestRelease:
    async def test_is_asked_for_first_and_can_be_done_by_keyboard(self, open_page: OpenPage, product: Product) -> None:
        word = await suppressed(product, 2)
        page = await open_page(f"/?tab=suppressed&q={word}", ())
        release = page.get_by_role("button", name=f"Release {word}11@story.example")
        await release.focus()
        await page.keyboard.press("Enter")
        dialog = question(page, f"{word}11@story.example")
        await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(release).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"{word}11@story.example can be invited again.")).to_be_visible()
        await expect(rows(page)).to_have_count(1)
        await expect(page.get_by_role("button", name=f"Release {word}10@story.example")).to_be_focused()

    async def test_makes_the_address_one_that_is_invited(self, open_page: OpenPage, product: Product) -> None:
        word = await suppressed(product)
        page = await open_page(f"/?tab=suppressed&q={word}", ())
        await page.get_by_role("button", name="Release").click()
        await question(page, f"{word}10@story.example").get_by_role("button", name="Release").click()
        await expect(page.get_by_role("heading", name="No address matches")).to_be_visible()
        await asyncio.to_thread(product.invite, f"{word}10@story.example")


class TestInviting:
    async def test_one_says_why_not_and_releases_it_on_request(self, open_page: OpenPage, product: Product) -> None:
        email = f"{await suppressed(product)}10@story.example"
        page = await open_page("/?tab=invited&invite=single", ())
        dialog = page.get_by_role("dialog", name="Invite Users")
        await emails(dialog).evaluate(PASTE, f"{email}, {address()}")
        await choose_role(page, dialog, "Analyst")
        await expect(dialog.get_by_role("list", name="Before you send")).to_contain_text("came back")
        await dialog.get_by_role("button", name="Send 2 Invitations").click()
        await expect(dialog.get_by_text("1 invitation is on the way. These were not sent:")).to_be_visible()
        await expect(dialog.get_by_role("status").filter(has_text=f"Emails to {email} came back")).to_be_visible()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([email])
        await dialog.get_by_role("button", name="Release and invite").click()
        await expect(page.get_by_text("1 invitation is on the way.", exact=True)).to_be_visible()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_count(0)
        await asyncio.to_thread(product.link_to, email)

    async def test_again_asks_whether_to_release_it(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await bounce(product, email)
        page = await open_page(f"/?tab=invited&q={email}", ())
        asked = page.get_by_role("dialog", name="Send to a suppressed address?")
        for answer in ("Cancel", "Release and send"):
            await page.get_by_role("button", name=f"More for {email}").click()
            await page.get_by_role("menuitem", name="Resend").click()
            await expect(asked.get_by_text(f"Emails to {email} came back")).to_be_visible()
            await asked.get_by_role("button", name=answer).click()
            await expect(asked).to_be_hidden()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        assert len(await asyncio.to_thread(product.emails_when_any, email, 2)) == 2

    async def test_a_file_leaves_them_out_and_counts_them(self, open_page: OpenPage, product: Product) -> None:
        word = await suppressed(product, 2)
        gone = [f"{word}{number}@story.example" for number in (10, 11)]
        page = await open_page(UPLOAD, ())
        rows_of_file = [f"{email},Analyst," for email in (*gone, address(), address(), address())]
        dialog = await choose(page, f"{word}left-out.csv", file_of(*rows_of_file))
        await expect(dialog.get_by_text("2 suppressed addresses are left out. Nobody has been emailed")).to_be_visible()
        await expect(dialog.get_by_text("Sending leaves this row out")).to_have_count(2)
        await dialog.get_by_role("button", name="Send 3 Invitations").click()
        await expect(dialog.get_by_text("3 people were invited.")).to_be_visible()
        await expect(total(dialog, "Skipped")).to_contain_text("2")
        await expect(dialog.get_by_role("table", name="Skipped")).to_contain_text("came back")
