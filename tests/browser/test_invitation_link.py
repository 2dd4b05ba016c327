"""The link of an invitation, to hand over where no email arrives."""

import asyncio
import re

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product
from tests.browser.test_invitation_details import drawer_of, id_of
from tests.support.factories import PASSWORD

CREATE = """
mutation ($i: CreateInvitationLinkInput!) {
  createInvitationLink(input: $i) { errors { code ... on RateLimited { retryAfterSeconds } } }
}
"""
# Longer than a click takes to arrive: time gives one link back after another.
LONG_SECONDS = 20
REFUSE_TO_COPY = """
Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => { throw new Error('refused') } } })
"""
SELECTED = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"


async def open_dialog(page: Page, email: str) -> Locator:
    await page.get_by_role("button", name=f"More for {email}").click()
    await page.get_by_role("menuitem", name="Copy invitation link").click()
    return page.get_by_role("dialog", name=f"Invitation link for {email}")


class TestLink:
    async def test_is_given_out_once_it_is_said_what_it_is(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", (), permissions=["clipboard-read", "clipboard-write"])
        dialog = await open_dialog(page, email)
        await expect(dialog).to_contain_text(f"The link works for {email} alone.")
        await expect(dialog).to_contain_text("That you created it is recorded in the activity.")
        await expect(dialog.get_by_label("Invitation link")).to_have_count(0)
        await dialog.get_by_role("button", name="Create link").click()
        field = dialog.get_by_label("Invitation link")
        await expect(field).to_be_focused()
        await expect(field).not_to_be_editable()
        link = await field.input_value()
        await dialog.get_by_role("button", name="Copy").click()
        await expect(dialog.get_by_role("status")).to_have_text("Copied. Paste it where only this person reads it.")
        assert await page.evaluate("navigator.clipboard.readText()") == link
        accepting = await open_page(link)
        await expect(accepting.get_by_text(email)).to_be_visible()
        await expect(accepting.get_by_role("button", name="Accept the invitation")).to_be_visible()

    async def test_stands_nowhere_else_and_is_not_kept(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", ())
        dialog = await open_dialog(page, email)
        await dialog.get_by_role("button", name="Create link").click()
        token = (await dialog.get_by_label("Invitation link").input_value()).partition("#")[2]
        assert token not in page.url
        assert token not in await page.locator("body").inner_text()
        await dialog.get_by_role("button", name="Done").click()
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_role("button", name=f"More for {email}")).to_be_focused()
        dialog = await open_dialog(page, email)
        await expect(dialog.get_by_role("button", name="Create link")).to_be_visible()
        await expect(dialog.get_by_label("Invitation link")).to_have_count(0)

    async def test_is_selected_where_the_browser_does_not_copy(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.add_init_script(REFUSE_TO_COPY)
        await page.reload()
        dialog = await open_dialog(page, email)
        await dialog.get_by_role("button", name="Create link").click()
        field = dialog.get_by_label("Invitation link")
        await expect(field).to_be_visible()
        await dialog.get_by_role("button", name="Copy").click()
        await expect(dialog.get_by_role("status")).to_contain_text("The link is selected: copy it yourself.")
        assert await field.evaluate(SELECTED) == await field.input_value()

    async def test_is_seen_in_what_happened(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&details={await id_of(product, email)}", ())
        await drawer_of(page, email).get_by_role("button", name="Copy link").click()
        dialog = page.get_by_role("dialog", name=f"Invitation link for {email}")
        await dialog.get_by_role("button", name="Create link").click()
        await expect(dialog.get_by_label("Invitation link")).to_have_value(re.compile("/accept#"))
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        entry = drawer_of(page, email).get_by_role("listitem").filter(has_text="A link was handed out")
        await expect(entry).to_contain_text("by Amara Okafor")


class TestRefusals:
    async def test_too_many_in_an_hour_are_refused_in_words(self, open_page: OpenPage, product: Product) -> None:
        admin = await asyncio.to_thread(product.join, "ADMIN")
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", (admin, PASSWORD))
        dialog = await open_dialog(page, email)
        await expect(dialog.get_by_role("button", name="Create link")).to_be_visible()
        await asyncio.to_thread(self._create_all, product, admin, await id_of(product, email))
        await dialog.get_by_role("button", name="Create link").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Too much in too short a time. Try again in")
        await expect(dialog.get_by_role("button", name="Create link")).to_be_visible()

    def _create_all(self, product: Product, admin: str, invitation_id: str) -> None:
        token = product.sign_in(admin, PASSWORD)
        for _ in range(1_000):
            if errors := product.ask(CREATE, token, i={"invitationId": invitation_id})["errors"]:
                (error,) = errors
                assert error["code"] == "RATE_LIMITED"
                if error["retryAfterSeconds"] > LONG_SECONDS:
                    return
        raise AssertionError

    async def test_who_may_not_resend_is_told_whom_to_ask(self, open_page: OpenPage, product: Product) -> None:
        member = await asyncio.to_thread(product.join, "REMOTE")
        page = await open_page("/?tab=invited&q=failed@partner.example", (member, PASSWORD))
        await page.get_by_role("button", name="More for failed@partner.example").click()
        item = page.get_by_role("menuitem", name="Copy invitation link")
        await expect(item).to_have_attribute("aria-disabled", "true")
        await expect(item).to_contain_text("Your role doesn't allow this. Ask an Admin.")
