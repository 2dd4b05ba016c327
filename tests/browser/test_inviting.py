"""Invite Users, one by one: from the chips to the email."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import Product, address

PASTE = """
(field, text) => {
  const data = new DataTransfer()
  data.setData('text/plain', text)
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}
"""


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    return await open_page("/?q=amara.okafor", (), reduced_motion="no-preference")


@pytest.fixture
async def dialog(page: Page) -> Locator:
    await page.get_by_role("button", name="Invite Users").click()
    dialog = page.get_by_role("dialog", name="Invite Users")
    await expect(emails(dialog)).to_be_focused()
    return dialog


def emails(dialog: Locator) -> Locator:
    return dialog.get_by_role("combobox", name="Email addresses")


async def choose_role(page: Page, dialog: Locator, role: str) -> None:
    await dialog.get_by_role("combobox", name="Role", exact=True).click()
    await page.get_by_role("option", name=role).click()


class TestSingleUser:
    async def test_an_address_and_a_role_are_enough(self, page: Page, dialog: Locator, product: Product) -> None:
        email = address()
        await expect(emails(dialog)).to_be_focused()
        await page.keyboard.type(email)
        await page.keyboard.press("Enter")
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()
        await expect(dialog).to_be_hidden()
        assert "Analyst" in (await asyncio.to_thread(product.emails_when_any, email))[0]
        await page.get_by_role("tab", name="Invited Users").click()
        await expect(page.get_by_role("row").filter(has_text=email)).to_contain_text("Sent")

    async def test_an_address_that_is_added_while_another_is_sent_stays(self, page: Page, dialog: Locator) -> None:
        one, two = address(), address()
        await emails(dialog).fill(one)
        await choose_role(page, dialog, "Analyst")
        may_send = await hold_requests(page, "InviteInput")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await emails(dialog).fill(two)
        await emails(dialog).press("Enter")
        chips = dialog.locator(".mantine-Pill-label")
        await expect(chips).to_have_text([one, two])
        may_send.set()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()
        await expect(chips).to_have_text([two])
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(dialog).to_be_hidden()

    async def test_a_pasted_list_becomes_chips(self, page: Page, dialog: Locator) -> None:
        one, two = address(), address()
        await emails(dialog).evaluate(PASTE, f"Ada <{one}>, {two}\n{one.upper()}; bad")
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([one, two, "bad"])
        await emails(dialog).focus()
        await page.keyboard.press("Backspace")
        await dialog.get_by_role("button", name="Send 2 Invitations").click()
        await expect(dialog.get_by_text("Choose a role.")).to_be_visible()
        await expect(dialog.get_by_role("combobox", name="Role", exact=True)).to_be_focused()
        await choose_role(page, dialog, "Remote")
        await dialog.get_by_role("button", name="Send 2 Invitations").click()
        await expect(page.get_by_text("2 invitations are on the way.")).to_be_visible()

    async def test_names_are_left_out_of_what_is_pasted_or_typed(self, page: Page, dialog: Locator) -> None:
        await emails(dialog).evaluate(PASTE, "Lovelace, Ada <ada@x.example>; Hopper, Grace <grace@x.example>")
        chips = dialog.locator(".mantine-Pill-label")
        await expect(chips).to_have_text(["ada@x.example", "grace@x.example"])
        await page.keyboard.type("Borg, Anita <anita@x.example>,")
        await expect(chips).to_have_text(["ada@x.example", "grace@x.example", "anita@x.example"])

    async def test_what_is_no_address_is_marked_found_and_corrected(self, page: Page, dialog: Locator) -> None:
        await emails(dialog).evaluate(PASTE, "ada@x.example, bad, grace@localhost")
        await choose_role(page, dialog, "Remote")
        await expect(dialog.locator(".invalid-chip")).to_have_text(["bad", "grace@localhost"])
        await expect(dialog.locator(".invalid-chip .plain svg")).to_have_count(2)
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        first = dialog.get_by_role("button", name="Correct bad, which is not an email address: it has no @")
        await expect(first).to_be_focused()
        await expect(
            dialog.get_by_text("“bad” is not an email address: it has no @. 1 other is marked, too.")
        ).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(emails(dialog)).to_be_focused()
        await expect(emails(dialog)).to_have_value("bad")
        await page.keyboard.type("@x.example ")
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text(
            ["ada@x.example", "grace@localhost", "bad@x.example"]
        )
        await expect(dialog.get_by_text("“grace@localhost” is not an email address")).to_be_visible()

    async def test_whom_it_cannot_invite_stays_with_the_reason(
        self, page: Page, dialog: Locator, product: Product
    ) -> None:
        invited, fresh = await asyncio.to_thread(product.invite), address()
        await emails(dialog).evaluate(PASTE, f"{invited} {fresh} {product.email}")
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 3 Invitations").click()
        await expect(dialog.get_by_text("1 invitation is on the way. These were not sent:")).to_be_visible()
        await expect(dialog.get_by_text(f"{invited} already has a pending invitation.")).to_be_visible()
        await expect(dialog.get_by_text(f"{product.email} is already a member")).to_be_visible()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([invited, product.email])
        await dialog.get_by_role("button", name="Resend").click()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([product.email])

    async def test_whoever_declined_is_invited_again_once_that_is_confirmed(
        self, page: Page, dialog: Locator, product: Product
    ) -> None:
        declined = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.decline, declined)
        await emails(dialog).evaluate(PASTE, declined)
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(dialog.get_by_text(f"{declined} declined your organization's invitation")).to_be_visible()
        await dialog.get_by_role("button", name="Invite anyway").click()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()
        assert await asyncio.to_thread(product.emails_when_any, declined, 2)

    async def test_whoever_declined_another_invitation_is_resent_theirs_once_that_is_confirmed(
        self, page: Page, dialog: Locator, product: Product
    ) -> None:
        invited = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.decline_another, invited)
        await emails(dialog).evaluate(PASTE, invited)
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        question = page.get_by_role("dialog", name="Resend to somebody who declined?")
        await dialog.get_by_role("button", name="Resend").click()
        await question.get_by_role("button", name="Cancel").click()
        await expect(question).to_be_hidden()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([invited])
        await dialog.get_by_role("button", name="Resend").click()
        await question.get_by_role("button", name="Resend anyway").click()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_count(0)
        assert await asyncio.to_thread(product.emails_when_any, invited, 2)

    async def test_escape_closes_an_empty_form_and_gives_the_focus_back(self, page: Page, dialog: Locator) -> None:
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_role("button", name="Invite Users")).to_be_focused()

    async def test_the_groups_of_the_organization_can_be_given(
        self, page: Page, dialog: Locator, open_page: OpenPage
    ) -> None:
        email = address()
        await emails(dialog).fill(email)
        await choose_role(page, dialog, "Group Admin")
        await dialog.get_by_role("combobox", name="Groups").fill("ware")
        await page.get_by_role("option", name="Warehouse").click()
        await page.keyboard.press("Escape")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()
        listed = await open_page(f"/?tab=invited&q={email}", ())
        await expect(listed.get_by_role("row").filter(has_text=email)).to_contain_text("Warehouse")


class TestStranger:
    async def test_invites_somebody_reads_the_email_in_the_mailbox_and_accepts(
        self, open_page: OpenPage, product: Product
    ) -> None:
        page = await open_page("/")
        await page.get_by_label("Email address").fill(product.email)
        await page.get_by_label("Password", exact=True).fill(product.password)
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_role("button", name="Invite Users").click()
        dialog = page.get_by_role("dialog", name="Invite Users")
        invited = address("invited")
        await emails(dialog).fill(invited)
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await asyncio.to_thread(product.emails_when_any, invited)
        await page.goto("/mailbox")
        email = page.locator("details").filter(has_text=f"to {invited}")
        async with page.expect_popup() as opened:
            await email.frame_locator("iframe").get_by_role("link", name="Accept the invitation").click()
        theirs = await opened.value
        await expect(theirs.get_by_role("heading", name="This invitation is for somebody else")).to_be_visible()
        await theirs.get_by_role("button", name="Sign out and go on").click()
        await theirs.get_by_label("Your name").fill("Newly Invited")
        await theirs.get_by_label("Choose a password", exact=True).fill("correct horse battery")
        await theirs.get_by_role("button", name="Accept the invitation").click()
        await expect(theirs.get_by_text("Welcome to Acme Devices.")).to_be_visible()
        await expect(theirs.get_by_role("button", name="Account of Newly Invited")).to_be_visible()
