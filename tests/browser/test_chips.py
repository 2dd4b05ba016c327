"""What stands against an address is said while it is entered, as a review says it of a file's rows."""

import asyncio
import json

import pytest
from playwright.async_api import Locator, Page, Request, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product, address
from tests.browser.test_inviting import PASTE, choose_role, emails

CHECK = "CheckAddresses"


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    return await open_page("/?q=amara.okafor&invite=single", ())


@pytest.fixture
async def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Invite Users")


@pytest.fixture
def slip() -> str:
    return address("joe").partition("@")[0] + "@gmial.com"


def notes(dialog: Locator) -> Locator:
    return dialog.get_by_role("list", name="Before you send").get_by_role("listitem")


def chips(dialog: Locator) -> Locator:
    return dialog.locator(".mantine-Pill-label")


class TestSlip:
    async def test_is_mended_by_the_keyboard_alone(self, page: Page, dialog: Locator, slip: str) -> None:
        meant = slip.replace("gmial", "gmail")
        await emails(dialog).focus()
        await page.keyboard.type(slip)
        await page.keyboard.press("Enter")
        await expect(notes(dialog)).to_contain_text([f"Did you mean {meant}?"])
        await expect(dialog.locator(".warning-chip")).to_have_text([slip])
        await expect(dialog.locator(".warning-chip .plain svg")).to_have_count(1)
        await page.keyboard.press("Tab")
        use = dialog.get_by_role("button", name=f"Use it {meant}")
        await expect(use).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(chips(dialog)).to_have_text([meant])
        await expect(notes(dialog)).to_have_count(0)
        await expect(dialog.locator(".warning-chip")).to_have_count(0)
        await expect(emails(dialog)).to_be_focused()

    async def test_that_is_none_is_kept_and_sent(
        self, page: Page, dialog: Locator, slip: str, product: Product
    ) -> None:
        await emails(dialog).evaluate(PASTE, slip)
        await dialog.get_by_role("button", name=f"Keep {slip}").click()
        await expect(notes(dialog)).to_have_count(0)
        await expect(chips(dialog)).to_have_text([slip])
        await expect(dialog.locator(".warning-chip")).to_have_count(0)
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()
        assert await asyncio.to_thread(product.emails_when_any, slip)

    async def test_does_not_keep_the_rest_from_being_sent(self, page: Page, dialog: Locator, slip: str) -> None:
        await emails(dialog).evaluate(PASTE, f"{slip}, {address()}")
        await expect(notes(dialog)).to_contain_text([f"{slip} Did you mean"])
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 2 Invitations").click()
        await expect(page.get_by_text("2 invitations are on the way.")).to_be_visible()

    async def test_that_nobody_has_seen_is_shown_before_it_is_sent(
        self, page: Page, dialog: Locator, slip: str
    ) -> None:
        await choose_role(page, dialog, "Analyst")
        await emails(dialog).fill(slip)
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog.get_by_role("button", name="Use it")).to_be_focused()
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()

    async def test_several_are_mended_at_once(self, page: Page, dialog: Locator) -> None:
        await emails(dialog).evaluate(PASTE, "a.b@gmial.com, c.d@hotmial.com; e.f@x.example")
        await expect(notes(dialog)).to_have_count(2)
        await dialog.get_by_role("button", name="Use all 2 suggestions").click()
        await expect(chips(dialog)).to_have_text(["a.b@gmail.com", "c.d@hotmail.com", "e.f@x.example"])
        await expect(emails(dialog)).to_be_focused()
        await page.keyboard.press("Escape")

    async def test_is_corrected_in_the_field_by_a_click_on_it(self, dialog: Locator, slip: str) -> None:
        await emails(dialog).evaluate(PASTE, slip)
        await dialog.get_by_role("button", name=f"Correct {slip}: Did you mean").click()
        await expect(emails(dialog)).to_have_value(slip)
        await expect(notes(dialog)).to_have_count(0)


class TestOthers:
    async def test_say_who_is_in_and_who_is_invited_before_send(self, dialog: Locator, product: Product) -> None:
        invited = await asyncio.to_thread(product.invite)
        await emails(dialog).evaluate(PASTE, f"{product.email}, {invited}, info@x.example")
        await expect(notes(dialog)).to_contain_text(
            [f"{product.email} is already a member", f"{invited} already has", "info@ is usually read by several"]
        )
        await expect(dialog.locator(".refused-chip")).to_have_text([product.email, invited])
        await dialog.get_by_role("button", name=f"Take out {product.email}").press("Enter")
        await expect(chips(dialog)).to_have_text([invited, "info@x.example"])
        await expect(dialog.get_by_role("button", name=f"Take out {invited}")).to_be_focused()

    async def test_who_declined_is_invited_anyway_in_one_step(
        self, page: Page, dialog: Locator, product: Product
    ) -> None:
        declined = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.decline, declined)
        await emails(dialog).evaluate(PASTE, declined)
        await dialog.get_by_role("button", name=f"Invite anyway {declined}").click()
        await choose_role(page, dialog, "Analyst")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()
        assert await asyncio.to_thread(product.emails_when_any, declined, 2)


class TestAsking:
    async def test_is_about_new_addresses_alone(self, page: Page, dialog: Locator, slip: str) -> None:
        async with page.expect_request(is_check) as first:
            await emails(dialog).evaluate(PASTE, f"{slip}, bad, {slip.upper()}")
        assert addresses_of(await first.value) == [slip]
        await expect(notes(dialog)).to_have_count(1)
        async with page.expect_request(is_check) as second:
            await emails(dialog).evaluate(PASTE, "new@x.example")
        assert addresses_of(await second.value) == ["new@x.example"]

    async def test_that_fails_is_skipped_and_made_up_for_once_back_online(
        self, page: Page, dialog: Locator, slip: str, complaints: Complaints
    ) -> None:
        complaints.expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
        await expect(emails(dialog)).to_be_focused()
        await page.context.set_offline(True)
        await emails(dialog).evaluate(PASTE, slip)
        await choose_role(page, dialog, "Analyst")
        await expect(chips(dialog)).to_have_text([slip])
        await expect(page.get_by_role("alert").filter(has_text="reached")).to_have_count(0)
        await expect(notes(dialog)).to_have_count(0)
        await page.context.set_offline(False)
        await expect(notes(dialog)).to_have_count(1)


def addresses_of(request: Request) -> list[str]:
    addresses: list[str] = json.loads(request.post_data or "")["variables"]["emails"]
    return addresses


def is_check(request: Request) -> bool:
    return CHECK in (request.post_data or "")
