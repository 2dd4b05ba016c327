"""A new password is chosen with the server's help, and a link that is of no use says so beforehand."""

import asyncio
import json
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product
from tests.support.factories import PASSWORD
from tests.support.graphql_operations import REQUEST_PASSWORD_RESET, RESET_PASSWORD

WEAK = "password1234"
HINT = re.compile("^A few words together")
# Without the files of scripts that are called so, too.
API = re.compile(r"/graphql(\?|$)")


def reset_link(product: Product, email: str = "") -> str:
    """The link in the email to somebody who forgot the password."""
    email = email or product.join()
    before = len(product.emails_to(email))
    assert product.ask(REQUEST_PASSWORD_RESET, input={"email": email})["errors"] == []
    return product.link_to(email, before + 1)


async def invited(open_page: OpenPage, product: Product) -> Page:
    """The page on which somebody new accepts."""
    email = await asyncio.to_thread(product.invite)
    page = await open_page(await asyncio.to_thread(product.link_to, email))
    await page.get_by_label("Your name").fill("Wilhelmina Harker")
    return page


async def told(page: Page, text: str) -> None:
    await expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


class TestMeter:
    @pytest.mark.parametrize(
        ("password", "said"),
        [
            ("short", "Use at least 12 characters"),
            (WEAK, "This password is one of the first that anybody would try."),
            ("wilhelmina harker", "Don't use your own name or address as the password."),
            ("😀" * 11, "Use at least 12 characters"),
            ("unfold twelve", "Good"),
            ("unfold twelve maps", "Strong"),
            ("unfold twelve brown maps", "Very strong"),
        ],
    )
    async def test_says_what_the_server_says(
        self, open_page: OpenPage, product: Product, password: str, said: str
    ) -> None:
        page = await invited(open_page, product)
        field = page.get_by_label("Choose a password", exact=True)
        await expect(page.get_by_text(HINT)).to_be_visible()
        await expect(field).to_have_accessible_description(HINT)
        await field.fill(password)
        await told(page, said)
        await expect(field).to_have_accessible_description(re.compile(re.escape(said)))
        await expect(page.get_by_text(HINT)).to_be_hidden()
        await page.get_by_role("button", name="Accept the invitation").click()
        if said in {"Good", "Strong", "Very strong"}:
            await expect(page.get_by_text("Welcome to Acme Devices.")).to_be_visible()
        else:
            await expect(page.locator(".mantine-PasswordInput-error")).to_contain_text(said)

    async def test_is_asked_once_for_what_is_typed_quickly(self, open_page: OpenPage, product: Product) -> None:
        page = await invited(open_page, product)
        asked: list[str] = []

        async def count(route: Route) -> None:
            body = json.loads(route.request.post_data or "{}")
            if "PasswordCheck" in body.get("query", ""):
                assert route.request.method == "POST"
                asked.append(body["variables"]["password"])
            await route.continue_()

        await page.route(API, count)
        field = page.get_by_label("Choose a password", exact=True)
        await field.press_sequentially("unfold twelve maps")
        await told(page, "Strong")
        assert asked[-1] == "unfold twelve maps"
        assert len(asked) < len("unfold twelve maps") / 2

    @pytest.mark.parametrize("answer", ["none", "too many", "late"])
    async def test_says_nothing_wrong_while_the_server_says_nothing(
        self, open_page: OpenPage, product: Product, complaints: Complaints, answer: str
    ) -> None:
        complaints.expected += ["ERR_FAILED", "429"]
        page = await invited(open_page, product)
        field = page.get_by_label("Choose a password", exact=True)
        await field.fill("short")
        await told(page, "Use at least 12 characters")
        asked = asyncio.Event()

        async def refuse(route: Route) -> None:
            if "PasswordCheck" not in (route.request.post_data or ""):
                await route.continue_()
                return
            asked.set()
            if answer == "none":
                await route.abort()
            elif answer == "too many":
                error = {"message": "Too many requests. Wait a minute.", "extensions": {"code": "RATE_LIMITED"}}
                await route.fulfill(status=429, json={"errors": [error]})

        await page.route(API, refuse)
        await field.fill("unfold twelve maps")
        await expect(page.get_by_text("Use at least 12 characters")).to_have_count(0)
        await expect(page.get_by_text(HINT)).to_be_visible()
        await asyncio.wait_for(asked.wait(), 60)
        await expect(page.get_by_text(HINT)).to_be_visible()
        await page.get_by_role("button", name="Accept the invitation").click()
        await expect(page.get_by_text("Welcome to Acme Devices.")).to_be_visible()


class TestField:
    async def test_is_shown_by_keyboard(self, open_page: OpenPage, product: Product) -> None:
        page = await invited(open_page, product)
        field = page.get_by_label("Choose a password", exact=True)
        await field.fill(WEAK)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Show the password")).to_be_focused()
        await expect(field).to_have_attribute("type", "password")
        await page.keyboard.press("Space")
        await expect(field).to_have_attribute("type", "text")


class TestLink:
    async def test_that_was_used_says_so_before_a_password_is_typed(
        self, open_page: OpenPage, product: Product
    ) -> None:
        link = await asyncio.to_thread(reset_link, product)
        values = {"token": link.partition("#")[2], "password": PASSWORD + " too"}
        answer = await asyncio.to_thread(lambda: product.ask(RESET_PASSWORD, input=values))
        assert answer["errors"] == []
        page = await open_page(link)
        await expect(page.get_by_role("heading", name="This link has been used")).to_be_visible()
        await expect(page.get_by_label("New password")).to_have_count(0)
        await page.get_by_role("link", name="Ask for a new link").click()
        await expect(page.get_by_role("heading", name="Reset your password")).to_be_visible()

    async def test_that_has_expired_says_so(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        link = await asyncio.to_thread(reset_link, product, email)
        await expire(product, email)
        page = await open_page(link)
        await expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
        await expect(page.get_by_role("link", name="Ask for a new link")).to_be_visible()

    async def test_that_is_nobody_s_says_so(self, open_page: OpenPage) -> None:
        page = await open_page(f"/reset-password#v1.a.{'b' * 22}.1.{'c' * 43}")
        await expect(page.get_by_role("heading", name="This link is not valid")).to_be_visible()
        await expect(page.get_by_role("link", name="Ask for a new link")).to_be_visible()

    async def test_that_ends_while_somebody_types_says_so_then(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        page = await open_page(await asyncio.to_thread(reset_link, product, email))
        await page.get_by_label("New password").fill("unfold twelve maps")
        await expire(product, email)
        await page.get_by_role("button", name="Save the password").click()
        await expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()

    async def test_can_be_looked_at_again_after_a_failure(
        self, open_page: OpenPage, product: Product, complaints: Complaints
    ) -> None:
        complaints.expected += ["ERR_FAILED"]
        link = await asyncio.to_thread(reset_link, product)
        page = await open_page("/forgot-password")
        await page.route(API, lambda route: route.abort())
        await page.goto(link)
        await expect(page.get_by_role("heading", name="The link could not be opened")).to_be_visible()
        await page.unroute(API)
        await page.get_by_role("button", name="Try again").click()
        await expect(page.get_by_label("New password")).to_be_visible()


async def expire(product: Product, email: str) -> None:
    async with product.database() as database:
        statement = """
            UPDATE password_resets SET expires_at = now() - interval '1 second'
             WHERE user_id = (SELECT id FROM users WHERE email = $1)
        """
        assert await database.execute(statement, email) == "UPDATE 1"
