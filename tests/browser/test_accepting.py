"""Where an invitation's link leads."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD


class TestAccepting:
    async def test_a_new_person_chooses_a_name_and_a_password_and_is_inside(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        await expect(page.get_by_role("heading", name="Join Acme Devices")).to_be_visible()
        await expect(page.get_by_text("Amara Okafor invites you to Acme Devices as Analyst.")).to_be_visible()
        await expect(page.get_by_label("Your name")).to_be_focused()
        await page.keyboard.type("Grace Hopper")
        await page.get_by_label("Choose a password", exact=True).fill("too short")
        await expect(page.get_by_role("status").filter(has_text="Use at least 12 characters")).to_be_visible()
        await page.get_by_role("button", name="Accept the invitation").click()
        await expect(page.get_by_label("Choose a password", exact=True)).to_have_attribute("aria-invalid", "true")
        await expect(page.get_by_text("Use at least 12 characters")).to_have_count(1)
        await page.get_by_label("Choose a password", exact=True).fill("password1234")
        await expect(page.get_by_text("Use at least 12 characters")).to_have_count(0)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("one of the first that anybody would try")).to_have_count(1)
        await page.get_by_label("Choose a password", exact=True).fill("correct horse battery")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Welcome to Acme Devices.")).to_be_visible()
        await expect(page.get_by_role("button", name="Account of Grace Hopper")).to_be_visible()
        await expect(page).to_have_url("/")

    async def test_a_link_that_was_used_says_so(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        await expect(page.get_by_role("heading", name="This invitation has been used")).to_be_visible()
        await page.get_by_role("link", name="Sign in").click()
        await expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

    async def test_somebody_else_has_to_sign_out_first(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        link = await asyncio.to_thread(product.link_to, email)
        page = await open_page(link, (product.email, product.password))
        await expect(page.get_by_role("heading", name="This invitation is for somebody else")).to_be_visible()
        await page.get_by_role("button", name="Sign out and go on").click()
        await expect(page.get_by_label("Your name")).to_be_visible()

    async def test_a_revoked_link_says_so(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        link = await asyncio.to_thread(product.link_to, email)
        await asyncio.to_thread(product.revoke, email)
        page = await open_page(link)
        await expect(page.get_by_role("heading", name="This invitation was revoked")).to_be_visible()

    async def test_an_expired_link_says_so(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        link = await asyncio.to_thread(product.link_to, email)
        async with product.database() as database:
            expire = "UPDATE invitations SET expires_at = now() - interval '1 second' WHERE email = $1"
            assert await database.execute(expire, email) == "UPDATE 1"
        page = await open_page(link)
        await expect(page.get_by_role("heading", name="This invitation has expired")).to_be_visible()
        await expect(page.get_by_text("Ask for it to be sent again.")).to_be_visible()

    async def test_one_revoked_meanwhile_is_refused_with_the_reason(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        await page.get_by_label("Your name").fill("Too Late")
        await page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
        await asyncio.to_thread(product.revoke, email)
        await page.get_by_role("button", name="Accept the invitation").click()
        await expect(page.get_by_role("alert")).to_contain_text("revoked")

    async def test_a_link_that_was_cut_off_says_what_to_do(self, open_page: OpenPage) -> None:
        page = await open_page("/accept#v1.nothing")
        await expect(page.get_by_role("heading", name="This link is not valid")).to_be_visible()

    async def test_an_account_that_exists_gives_its_password(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        await asyncio.to_thread(product.remove, email)
        await asyncio.to_thread(product.invite, email)
        page = await open_page(await asyncio.to_thread(product.link_to, email, 2))
        await expect(page.get_by_text(f"There is an account for {email}.")).to_be_visible()
        await page.get_by_label("Your password", exact=True).fill("not this one at all")
        await page.get_by_role("button", name="Accept the invitation").click()
        await expect(page.get_by_text("The email address or the password is wrong.")).to_be_visible()
        await page.get_by_label("Your password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Accept the invitation").click()
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()

    async def test_an_address_outside_ascii_accepts_and_signs_in_again(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.invite, address("jörg"))
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        await page.get_by_label("Your name").fill("Jörg")
        await page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Accept the invitation").click()
        await page.get_by_role("button", name="Account of Jörg").click()
        await page.get_by_role("menuitem", name="Sign out").click()
        await page.get_by_label("Email address").fill(email)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("button", name="Account of Jörg")).to_be_visible()


class TestLink:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("%23", ""),
            ("/%23", ""),
            ("/#", ""),
            ("#", "?utm_source=mail"),
            ("#", "."),
            ("#", ")"),
            ("?utm_source=mail#", ""),
        ],
    )
    async def test_is_understood_as_mail_programs_change_it(
        self, open_page: OpenPage, product: Product, before: str, after: str
    ) -> None:
        email = await asyncio.to_thread(product.invite)
        path, _, token = (await asyncio.to_thread(product.link_to, email)).partition("#")
        page = await open_page(f"{path}{before}{token}{after}")
        await expect(page.get_by_role("heading", name="Join Acme Devices")).to_be_visible()
        await expect(page).to_have_url("/accept")

    async def test_leaves_the_address_and_survives_a_reload(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        link = await asyncio.to_thread(product.link_to, email)
        page = await open_page(link)
        await expect(page.get_by_role("heading", name="Join Acme Devices")).to_be_visible()
        await expect(page).to_have_url("/accept")
        await page.reload()
        await expect(page.get_by_role("heading", name="Join Acme Devices")).to_be_visible()
        other = await asyncio.to_thread(product.link_to, await asyncio.to_thread(product.join))
        await page.goto(other)
        await expect(page.get_by_role("heading", name="This invitation has been used")).to_be_visible()


class TestDeclining:
    async def test_asks_once_and_tells_the_inviter(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        link = await asyncio.to_thread(product.link_to, email)
        page = await open_page(link)
        await page.get_by_role("button", name="Decline").click()
        await page.get_by_role("dialog").get_by_role("button", name="Decline").click()
        await expect(page.get_by_role("heading", name="You declined")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("heading", name="This invitation was declined")).to_be_visible()
