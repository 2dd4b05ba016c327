"""One's own account: name, password, sessions, and leaving."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD

ANOTHER = "seven purple kites over the bay"
# What the browser asks of a page before it closes the tab.
IS_GUARDED = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
ACCEPT = "mutation ($input: AcceptInput!) { accept(input: $input) { errors { message } } }"


def sessions(page: Page) -> Locator:
    return page.get_by_role("list", name="Your sessions").get_by_role("listitem")


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


async def change_password(page: Page, current: str, new: str) -> None:
    await page.get_by_label("Current password", exact=True).fill(current)
    await page.get_by_label("New password", exact=True).fill(new)
    await page.get_by_role("button", name="Change password").click()


@pytest.fixture
async def email(product: Product) -> str:
    return await asyncio.to_thread(product.join, "ANALYST", None, "Called Before")


class TestProfile:
    async def test_a_name_is_saved_and_stands_in_the_sidebar_at_once(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/", (email, PASSWORD))
        await page.get_by_role("button", name="Account of Called Before").click()
        await page.get_by_role("menuitem", name="Account").click()
        await expect(page).to_have_title("Account · Acme Devices · Senturo")
        await expect(section(page, "Profile")).to_contain_text(email)
        await page.get_by_label("Name", exact=True).fill("Called Now")
        await page.get_by_role("button", name="Save name").click()
        await expect(page.get_by_text("Your name was changed.")).to_be_visible()
        await expect(page.get_by_role("button", name="Account of Called Now")).to_be_visible()
        await page.get_by_role("link", name="Role Management").click()
        await page.get_by_role("searchbox").fill(email)
        await expect(page.get_by_role("cell", name="Called Now You")).to_be_visible()

    async def test_what_is_typed_while_a_name_is_saved_stays(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        field = page.get_by_role("textbox", name="Name")
        await field.fill("Called First")
        may_save = await hold_requests(page, "UpdateProfile")
        await page.get_by_role("button", name="Save name").click()
        await field.fill("Called Then")
        may_save.set()
        await expect(page.get_by_text("Your name was changed.")).to_be_visible()
        await expect(page.get_by_role("button", name="Account of Called First")).to_be_visible()
        await expect(field).to_have_value("Called Then")

    async def test_a_name_that_is_refused_says_why_where_it_stands(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        field = page.get_by_label("Name", exact=True)
        await field.fill(" ")
        await page.get_by_role("button", name="Save name").click()
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_be_focused()
        await expect(field).to_have_accessible_description(re.compile("name"))


class TestEmails:
    async def test_about_invitations_that_came_back_are_switched_off_and_on_at_once(
        self, open_page: OpenPage, email: str
    ) -> None:
        page = await open_page("/account", (email, PASSWORD))
        switch = page.get_by_role("switch", name="Emails about invitations that came back")
        await expect(switch).to_be_checked()
        await switch.focus()
        await page.keyboard.press("Space")
        await expect(page.get_by_text("You are no longer told by email when invitations come back.")).to_be_visible()
        await page.reload()
        await expect(switch).not_to_be_checked()
        await switch.click()
        await expect(page.get_by_text("You are told by email when invitations come back.")).to_be_visible()
        await expect(switch).to_be_checked()


class TestPassword:
    async def test_is_changed_and_ends_other_sessions(
        self, open_page: OpenPage, complaints: Complaints, email: str
    ) -> None:
        complaints.expected += ["401", "WebSocket"]
        other = await open_page("/", (email, PASSWORD))
        await expect(other.get_by_role("heading", name="Role Management")).to_be_visible()
        page = await open_page("/account", (email, PASSWORD))
        await expect(sessions(page)).to_have_count(3)
        await change_password(page, PASSWORD, ANOTHER)
        await expect(page.get_by_text("Your password was changed. You are signed out everywhere else.")).to_be_visible()
        await expect(page.get_by_label("Current password", exact=True)).to_have_value("")
        await expect(sessions(page)).to_have_count(1)
        await expect(other.get_by_text("Your session has ended. Sign in to continue.")).to_be_visible()
        await other.get_by_label("Email address").fill(email)
        await other.get_by_label("Password", exact=True).fill(ANOTHER)
        await other.keyboard.press("Enter")
        await expect(other.get_by_role("heading", name="Role Management")).to_be_visible()

    async def test_a_wrong_current_one_is_told_where_it_stands(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        current = page.get_by_label("Current password", exact=True)
        await change_password(page, "not the right one", ANOTHER)
        await expect(current).to_have_attribute("aria-invalid", "true")
        await expect(current).to_be_focused()
        await current.fill(PASSWORD)
        await expect(current).not_to_have_attribute("aria-invalid", "true")
        await page.get_by_role("button", name="Change password").click()
        await expect(page.get_by_text("Your password was changed.")).to_be_visible()

    async def test_one_that_is_too_easy_is_told_where_it_stands(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        await change_password(page, PASSWORD, "password1234")
        new = page.get_by_label("New password", exact=True)
        await expect(new).to_have_attribute("aria-invalid", "true")
        await expect(page.get_by_label("Current password", exact=True)).not_to_have_attribute("aria-invalid", "true")

    async def test_the_current_one_is_asked_for(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        await page.get_by_label("New password", exact=True).fill(ANOTHER)
        await page.get_by_role("button", name="Change password").click()
        await expect(page.get_by_text("Enter the password that you have now.")).to_be_visible()


async def sign_in(page: Page, email: str) -> None:
    await page.get_by_label("Email address").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=re.compile("Role Management|Account"))).to_be_visible()


class TestSessions:
    async def test_say_with_what_from_where_and_when(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account")
        await sign_in(page, email)
        own, other = sessions(page).nth(0), sessions(page).nth(1)
        await expect(own).to_contain_text("Chrome on Linux")
        await expect(own).to_contain_text("This browser")
        await expect(own).to_contain_text("from 127.0.0.1")
        await expect(own).to_contain_text("Signed in just now")
        await expect(other).not_to_contain_text("This browser")
        await expect(other).to_contain_text("python-httpx2")

    async def test_one_is_signed_out(self, open_page: OpenPage, complaints: Complaints, email: str) -> None:
        complaints.expected += ["401", "WebSocket"]
        other = await open_page("/")
        await sign_in(other, email)
        page = await open_page("/account", (email, PASSWORD))
        await sessions(page).filter(has_text="Chrome").get_by_role("button", name="Sign out").click()
        await expect(page.get_by_text("Chrome on Linux was signed out.")).to_be_visible()
        await expect(sessions(page).filter(has_text="Chrome")).to_have_count(0)
        await expect(other.get_by_text("Your session has ended. Sign in to continue.")).to_be_visible()

    async def test_all_others_are_signed_out_after_a_question(
        self, open_page: OpenPage, complaints: Complaints, email: str
    ) -> None:
        complaints.expected += ["401", "WebSocket"]
        other = await open_page("/account", (email, PASSWORD))
        await expect(other.get_by_role("heading", name="Account", exact=True)).to_be_visible()
        page = await open_page("/account", (email, PASSWORD))
        await page.get_by_role("button", name="Sign out everywhere else").click()
        dialog = page.get_by_role("dialog", name="Sign out everywhere else?")
        await expect(dialog).to_contain_text("2 other sessions end at once.")
        await dialog.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_text("2 other sessions were signed out.")).to_be_visible()
        await expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()
        await expect(other.get_by_text("Your session has ended. Sign in to continue.")).to_be_visible()

    async def test_this_one_is_signed_out(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        await sessions(page).filter(has_text="This browser").get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


class TestUnsaved:
    async def test_asks_before_a_link_leads_away(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        await page.get_by_label("Name", exact=True).fill("Half a na")
        link = page.get_by_role("link", name="Role Management")
        await link.click()
        dialog = page.get_by_role("dialog", name="Discard your changes?")
        await dialog.get_by_role("button", name="Keep editing").click()
        await expect(page.get_by_label("Name", exact=True)).to_have_value("Half a na")
        await link.click()
        await dialog.get_by_role("button", name="Discard").click()
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()
        await page.get_by_role("link", name="Account", exact=True).click()
        await expect(page.get_by_label("Name", exact=True)).to_have_value("Called Before")

    async def test_asks_before_going_back(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/", (email, PASSWORD))
        await page.get_by_role("link", name="Account", exact=True).click()
        await page.get_by_label("Current password", exact=True).fill("typed")
        await page.wait_for_function(IS_GUARDED)
        await page.evaluate("history.back()")
        dialog = page.get_by_role("dialog", name="Discard your changes?")
        await expect(dialog).to_be_visible()
        await expect(page.get_by_label("Current password", exact=True)).to_have_value("typed")
        await dialog.get_by_role("button", name="Discard").click()
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()

    async def test_nothing_is_asked_where_nothing_is_lost(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        field = page.get_by_label("Name", exact=True)
        await field.fill("Another")
        await field.fill("Called Before")
        await page.get_by_role("link", name="Role Management").click()
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()


class TestLeaving:
    async def test_leads_to_no_organization_where_the_account_stays(self, open_page: OpenPage, email: str) -> None:
        page = await open_page("/account", (email, PASSWORD))
        organization = section(page, "Organization")
        await expect(organization).to_contain_text("You are in Acme Devices as Analyst.")
        await expect(organization).to_contain_text("you are in no organization")
        await organization.get_by_role("button", name="Leave").click()
        dialog = page.get_by_role("dialog", name="Leave Acme Devices?")
        await dialog.get_by_role("button", name="Leave").click()
        await expect(page.get_by_text("You left Acme Devices.")).to_be_visible()
        await expect(page.get_by_text("You are not in any organization")).to_be_visible()
        await expect(organization).to_have_count(0)
        await change_password(page, PASSWORD, ANOTHER)
        await expect(page.get_by_text("Your password was changed.")).to_be_visible()

    async def test_pressed_before_the_own_rights_are_known_asks_once_they_are(
        self, open_page: OpenPage, email: str
    ) -> None:
        page = await open_page("/account", (email, PASSWORD))
        is_pressed = await hold_requests(page, "OwnMember")
        await page.reload()
        await section(page, "Organization").get_by_role("button", name="Leave").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        is_pressed.set()
        await expect(page.get_by_role("dialog", name="Leave Acme Devices?")).to_be_visible()

    async def test_says_what_could_not_be_looked_up_and_tries_again(
        self, open_page: OpenPage, email: str, complaints: Complaints
    ) -> None:
        complaints.expected += ["502"]
        page = await open_page("/account", (email, PASSWORD))

        async def fail(route: Route) -> None:
            is_meant = "OwnMember" in (route.request.post_data or "")
            await (route.fulfill(status=502, body="no") if is_meant else route.continue_())

        await page.route("**/graphql", fail)
        await page.reload()
        organization = section(page, "Organization")
        await organization.get_by_role("button", name="Leave").click()
        await expect(organization.get_by_role("alert")).to_contain_text("could not be looked up")
        await page.unroute("**/graphql")
        await organization.get_by_role("button", name="Try again").click()
        await expect(page.get_by_role("dialog", name="Leave Acme Devices?")).to_be_visible()

    async def test_is_refused_to_the_last_admin_who_sees_why(self, open_page: OpenPage, product: Product) -> None:
        name, email = f"Fleet {address().partition('@')[0]}", address("last-admin")
        await asyncio.to_thread(product.create_organization, name, email)
        token = (await asyncio.to_thread(product.link_to, email)).partition("#")[2]
        values = {"token": token, "name": "Last Admin", "password": PASSWORD, "bearer": True}
        assert (await asyncio.to_thread(lambda: product.ask(ACCEPT, input=values)))["errors"] == []
        page = await open_page("/account", (email, PASSWORD))
        leave = page.get_by_role("button", name="Leave")
        await expect(leave).to_have_attribute("aria-disabled", "true")
        await expect(leave).to_have_accessible_description(re.compile("You are the last Admin."))
        await leave.click(force=True)
        await expect(page.get_by_role("dialog")).to_have_count(0)


class TestWithoutAnOrganization:
    async def test_password_and_sessions_are_within_reach(
        self, open_page: OpenPage, product: Product, email: str
    ) -> None:
        await asyncio.to_thread(product.remove, email)
        page = await open_page("/", (email, PASSWORD))
        await page.get_by_role("link", name="Password and sessions").click()
        await expect(page).to_have_title("Account · Senturo")
        await expect(sessions(page).first).to_contain_text("This browser")
        await page.get_by_label("Name", exact=True).fill("Nobody's Member")
        await page.get_by_role("button", name="Save name").click()
        await expect(page.get_by_text("Your name was changed.")).to_be_visible()
        await page.get_by_role("link", name="Back to your invitations").click()
        await expect(page.get_by_role("heading", name="You are not in any organization")).to_be_visible()
