"""What an invitation offers, and whom to write to when it does not work any more."""

import asyncio
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD
from tests.support.graphql_operations import INVITE

HEADINGS = {
    "expired": "This invitation has expired",
    "revoked": "This invitation was revoked",
    "declined": "This invitation was declined",
}


async def closed_link(product: Product, status: str, inviter: str = "") -> str:
    """The link of an invitation that `inviter`, or the first Admin, made and that came to this end."""
    email = address(status)
    groups = await asyncio.to_thread(product.groups)
    token = await asyncio.to_thread(product.sign_in, inviter, PASSWORD) if inviter else product.admin_token
    values = {"email": email, "role": "ANALYST", "groupIds": [groups["Kiosks"]]}
    answer = await asyncio.to_thread(lambda: product.ask(INVITE, token, input=values))
    assert answer["errors"] == []
    link = await asyncio.to_thread(product.link_to, email)
    if status == "expired":
        async with product.database() as database:
            expire = "UPDATE invitations SET expires_at = now() - interval '1 second' WHERE email = $1"
            assert await database.execute(expire, email) == "UPDATE 1"
    else:
        await asyncio.to_thread(product.revoke if status == "revoked" else product.decline, email)
    return link


class TestOffer:
    async def test_says_what_the_role_does_and_names_the_groups(self, open_page: OpenPage, product: Product) -> None:
        groups = await asyncio.to_thread(product.groups)
        chosen = [groups[name] for name in ("Kiosks", "Berlin office")]
        email = await asyncio.to_thread(product.invite, "", "GROUP_ADMIN", chosen)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        await expect(page.get_by_text("invites you to Acme Devices as Group Admin.")).to_be_visible()
        offer = page.locator(".offer")
        await expect(offer.get_by_role("term")).to_have_text(["Group Admin", "Device groups"])
        await expect(offer.get_by_role("definition").first).to_contain_text("groups")
        await expect(offer.locator(".badge")).to_have_text(["Berlin office", "Kiosks"])
        await expect(offer.get_by_role("button")).to_have_count(0)

    async def test_folds_many_groups(self, open_page: OpenPage, product: Product) -> None:
        groups = list((await asyncio.to_thread(product.groups)).values())[:8]
        assert len(groups) == 8
        email = await asyncio.to_thread(product.invite, "", "ANALYST", groups)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        badges = page.locator(".offer .badge")
        await expect(badges).to_have_count(5)
        await page.get_by_role("button", name="Show 3 more").click()
        await expect(badges).to_have_count(8)
        await page.get_by_role("button", name="Show fewer").click()
        await expect(badges).to_have_count(5)

    async def test_shows_inside_as_well(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        other = address("first")
        await asyncio.to_thread(product.create_organization, f"Other {other}", other)
        token = (await asyncio.to_thread(product.link_to, other)).partition("#")[2]
        accept = "mutation ($input: AcceptInput!) { accept(input: $input) { sessionToken errors { message } } }"
        values = {"token": token, "name": "Olu", "password": PASSWORD, "bearer": True}
        admin = (await asyncio.to_thread(lambda: product.ask(accept, input=values)))["sessionToken"]
        create = "mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { id } } }"
        group = await asyncio.to_thread(lambda: product.ask(create, admin, input={"name": "مجموعة القاهرة"}))
        invite = {"email": email, "role": "BROADCASTER", "groupIds": [group["group"]["id"]]}
        assert (await asyncio.to_thread(lambda: product.ask(INVITE, admin, input=invite)))["errors"] == []
        page = await open_page("/", (email, PASSWORD))
        note = page.get_by_role("status").filter(has_text="You are invited")
        await expect(note.get_by_text("Olu invites you to Other")).to_be_visible()
        await expect(note.get_by_role("term")).to_have_text(["Broadcaster", "Device groups"])
        await expect(note.locator("bdi.badge")).to_have_text(["مجموعة القاهرة"])
        await note.get_by_role("button", name="Accept").click()
        await expect(page.get_by_text("Welcome to Other")).to_be_visible()


class TestBlocked:
    """Who invited has left, so that nobody can accept until it is sent again."""

    async def test_says_so_before_a_password_is_chosen(self, open_page: OpenPage, product: Product) -> None:
        inviter = await asyncio.to_thread(product.join, "ADMIN")
        email = await asyncio.to_thread(product.join)
        token = await asyncio.to_thread(product.sign_in, inviter, PASSWORD)
        await asyncio.to_thread(product.remove, email)
        invite = {"email": email, "role": "ANALYST", "groupIds": []}
        assert (await asyncio.to_thread(lambda: product.ask(INVITE, token, input=invite)))["errors"] == []
        link = await asyncio.to_thread(product.link_to, email, 2)
        await asyncio.to_thread(product.remove, inviter)
        page = await open_page(link)
        await expect(page.get_by_role("heading", name="This invitation can't be accepted now")).to_be_visible()
        await expect(page.get_by_text("Ask an Admin of the organization to send it again")).to_be_visible()
        await expect(page.get_by_role("textbox")).to_have_count(0)
        inside = await open_page("/", (email, PASSWORD))
        await expect(inside.get_by_text("Ask an Admin of the organization to send it again")).to_be_visible()
        await expect(inside.get_by_role("button", name="Accept")).to_be_disabled()


class TestInviter:
    @pytest.mark.parametrize("status", HEADINGS)
    async def test_can_be_written_to_about_an_invitation_that_is_closed(
        self, open_page: OpenPage, product: Product, status: str
    ) -> None:
        link = await closed_link(product, status)
        page = await open_page(link)
        await expect(page.get_by_role("heading", name=HEADINGS[status])).to_be_visible()
        write = page.get_by_role("link", name="Email Amara Okafor")
        href = await write.get_attribute("href") or ""
        parts = urlsplit(href)
        assert (parts.scheme, parts.path) == ("mailto", product.email)
        fields = parse_qs(parts.query)
        assert fields["subject"] == ["Invitation to Acme Devices"]
        assert "my invitation to Acme Devices" in fields["body"][0]
        assert link.partition("#")[2] not in unquote(href)
        assert "/accept" not in unquote(href)

    async def test_can_be_written_to_right_after_declining(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        await page.get_by_role("button", name="Decline").click()
        await page.get_by_role("dialog").get_by_role("button", name="Decline").click()
        await expect(page.get_by_text("If you change your mind, ask for a new invitation.")).to_be_visible()
        await expect(page.get_by_role("link", name="Email Amara Okafor")).to_be_visible()

    async def test_is_not_named_once_they_are_no_member(self, open_page: OpenPage, product: Product) -> None:
        inviter = await asyncio.to_thread(product.join, "ADMIN")
        link = await closed_link(product, "expired", inviter)
        await asyncio.to_thread(product.remove, inviter)
        page = await open_page(link)
        await expect(page.get_by_role("heading", name=HEADINGS["expired"])).to_be_visible()
        await expect(page.get_by_role("link", name="Sign in")).to_be_visible()
        await expect(page.get_by_role("link", name="Email")).to_have_count(0)
        assert inviter not in await page.content()
