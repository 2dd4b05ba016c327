"""Who may come in, and out again."""

import asyncio

from playwright.async_api import Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product, address


class TestSigningIn:
    async def test_the_right_password_leads_to_role_management(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page("/")
        await expect(page.get_by_label("Email address")).to_be_focused()
        await page.keyboard.type(product.email)
        await page.keyboard.press("Tab")
        await page.keyboard.type(product.password)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()
        await expect(page).to_have_title("Current Users · Acme Devices · Senturo")

    async def test_a_wrong_password_is_told_and_can_be_corrected(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page("/")
        await page.get_by_label("Email address").fill(product.email)
        await page.get_by_label("Password", exact=True).fill("wrong")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("alert")).to_have_text("The email address or the password is wrong.")
        await page.get_by_label("Password", exact=True).fill(product.password)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()

    async def test_the_address_is_kept_through_signing_in(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page("/?tab=invited&delivery=FAILED")
        await page.get_by_label("Email address").fill(product.email)
        await page.get_by_label("Password", exact=True).fill(product.password)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("cell", name="failed@partner.example", exact=True)).to_be_visible()

    async def test_a_session_that_the_browser_does_not_keep_is_told(
        self, open_page: OpenPage, product: Product
    ) -> None:
        page = await open_page("/")

        async def forget(route: Route) -> None:
            response = await route.fetch()
            await page.context.clear_cookies()
            headers = {name: value for name, value in response.headers.items() if name != "set-cookie"}
            await route.fulfill(response=response, headers=headers)

        await page.route("**/graphql", forget)
        await page.get_by_label("Email address").fill(product.email)
        await page.get_by_label("Password", exact=True).fill(product.password)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("this browser did not keep you signed in")


class TestSigningOut:
    async def test_ends_the_session_in_every_tab(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page("/", (product.email, product.password))
        other = await page.context.new_page()
        await other.goto("/")
        await expect(other.get_by_role("heading", name="Role Management")).to_be_visible()
        await page.bring_to_front()
        await page.get_by_role("button", name="Account of Amara Okafor").click()
        await page.get_by_role("menuitem", name="Sign out").click()
        await expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
        await expect(other.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

    async def test_a_session_that_ended_elsewhere_says_so(self, open_page: OpenPage, complaints: Complaints) -> None:
        complaints.expected.append("401")
        page = await open_page("/", ())
        await expect(page.get_by_text("25 of")).to_be_visible()
        await page.context.clear_cookies()
        await page.get_by_role("tab", name="Invited Users").click()
        await expect(page.get_by_text("Your session has ended. Sign in to continue.")).to_be_visible()


class TestPasswordReset:
    async def test_a_forgotten_password_is_replaced_by_the_link_in_the_email(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join)
        page = await open_page("/")
        await page.get_by_role("link", name="Forgot your password?").click()
        await page.get_by_label("Email address").fill(email)
        await page.get_by_role("button", name="Send the link").click()
        await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
        await page.goto(await asyncio.to_thread(product.link_to, email, 2))
        await expect(page).to_have_url("/reset-password")
        await page.reload()
        await page.get_by_label("New password").fill("short")
        await page.get_by_role("button", name="Save the password").click()
        await expect(page.get_by_text("Use at least 12 characters")).to_be_visible()
        await page.get_by_label("New password").fill("another good one, longer")
        await page.get_by_role("button", name="Save the password").click()
        await expect(page.get_by_role("heading", name="Your password was changed")).to_be_visible()
        await page.get_by_role("link", name="Sign in").click()
        await page.get_by_label("Email address").fill(email)
        await page.get_by_label("Password", exact=True).fill("another good one, longer")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()

    async def test_an_address_without_an_account_is_answered_the_same(self, open_page: OpenPage) -> None:
        page = await open_page("/forgot-password")
        await page.get_by_label("Email address").fill(address())
        await page.get_by_role("button", name="Send the link").click()
        await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()

    async def test_an_address_is_asked_for_in_words(self, open_page: OpenPage) -> None:
        page = await open_page("/forgot-password")
        await page.get_by_role("button", name="Send the link").click()
        await expect(page.get_by_role("alert")).to_have_text("Enter your email address.")

    async def test_an_incomplete_link_says_what_to_do(self, open_page: OpenPage) -> None:
        page = await open_page("/reset-password")
        await expect(page.get_by_role("heading", name="This link is incomplete")).to_be_visible()
        await page.get_by_role("link", name="Ask for a new link").click()
        await expect(page.get_by_role("heading", name="Reset your password")).to_be_visible()
