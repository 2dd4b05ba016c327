"""Who sees the background jobs, who may act, and what is said where they cannot be loaded."""

import asyncio

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product
from tests.browser.scripted_operations import ScriptedOperations
from tests.support.factories import PASSWORD

READ_ONLY = "You may look, but not act."


class TestOperators:
    async def test_who_may_only_look_reads_why_nothing_can_be_done(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        operations.rights = {"mayAct": False, "seesAddresses": False}
        page = await open_jobs()
        pause = page.get_by_role("button", name="Pause … Email")
        await expect(pause).to_have_accessible_description(f"{READ_ONLY} Ask whoever runs the service for full rights.")
        await pause.click(force=True)
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.get_by_role("tab", name="Failures").click()
        await page.get_by_role("button", name="More for “Connection lost").click()
        await expect(page.get_by_role("menuitem", name="Settle …")).to_contain_text(READ_ONLY)
        await page.keyboard.press("Escape")
        await page.get_by_role("tab", name="Test email").click()
        send = page.get_by_role("button", name="Send test email")
        await expect(send).to_have_attribute("aria-disabled", "true")
        await page.get_by_label("Address").fill("me@acme.example")
        await page.keyboard.press("Enter")
        assert operations.inputs == []

    async def test_whose_right_to_act_ends_have_their_window_closed(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs()
        await page.get_by_role("button", name="Pause … Email").click()
        await expect(page.get_by_role("dialog", name="Pause email")).to_be_visible()
        operations.rights = {"mayAct": False, "seesAddresses": False}
        operations.refuse("NOT_PERMITTED", "You may look, but not act.")
        await page.get_by_role("dialog").get_by_role("textbox", name="Reason").fill("Slow")
        await page.get_by_role("dialog").get_by_role("button", name="Pause", exact=True).click()
        await expect(page.get_by_text("“Pause email” was closed.")).to_be_visible()
        await expect(page.get_by_role("dialog")).to_have_count(0)

    async def test_who_are_none_any_more_see_nothing_of_it(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs()
        await expect(page.get_by_role("heading", name="Workers")).to_be_visible()
        operations.rights = None
        operations.changed()
        await expect(page.get_by_role("heading", name="Background jobs are for operators")).to_be_visible()
        await expect(page.get_by_role("link", name="Background jobs")).to_have_count(0)

    async def test_in_no_organization_come_to_the_page(
        self, open_jobs: OpenPage, product: Product, operations: ScriptedOperations
    ) -> None:
        email = await asyncio.to_thread(product.join)
        await asyncio.to_thread(product.remove, email)
        page = await open_jobs("/", (email, PASSWORD))
        await page.get_by_role("link", name="Background jobs").click()
        await expect(page.get_by_role("heading", name="Workers")).to_be_visible()
        await expect(page.get_by_text("You are not in any organization")).to_have_count(0)
        await expect(page.get_by_role("banner")).to_have_count(1)


class TestOthers:
    async def test_an_admin_who_is_no_operator_sees_nothing_of_it(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN")
        page = await open_page("/", (email, PASSWORD))
        await expect(page.get_by_role("link", name="Settings")).to_be_visible()
        await expect(page.get_by_role("link", name="Background jobs")).to_have_count(0)
        await page.goto("/jobs")
        await expect(page.get_by_role("heading", name="Background jobs are for operators")).to_be_visible()
        await page.get_by_role("main").get_by_role("link", name="Go to Role Management").click()
        await expect(page.get_by_role("table", name="Current Users")).to_be_visible()


class TestLoading:
    async def test_the_first_load_of_the_console_has_nothing_of_it(self, page: Page) -> None:
        await expect(page.get_by_role("table", name="Current Users")).to_be_visible()
        names = await page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
        assert not [name for name in names if "jobs" in name]

    async def test_what_cannot_be_loaded_is_said_and_tried_again(
        self, open_jobs: OpenPage, complaints: Complaints
    ) -> None:
        complaints.expected += ["502"]
        page = await open_jobs()
        await expect(page.get_by_role("heading", name="Workers")).to_be_visible()

        async def fail(route: Route) -> None:
            await route.fulfill(status=502, body="no")

        await page.route("**/graphql", fail)
        await page.get_by_role("tab", name="Failures").click()
        alert = page.get_by_role("alert").filter(has_text="The list could not be loaded")
        await expect(alert).to_be_visible()
        await page.unroute("**/graphql", fail)
        await alert.get_by_role("button", name="Try again").click()
        await expect(page.get_by_role("table", name="Failure groups").locator("tbody tr")).to_have_count(5)

    async def test_offline_the_last_figures_stay_and_say_that_they_are_old(
        self, open_jobs: OpenPage, operations: ScriptedOperations, complaints: Complaints
    ) -> None:
        complaints.expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
        page = await open_jobs()
        await expect(page.get_by_role("heading", name="Workers")).to_be_visible()
        await page.context.set_offline(True)
        await expect(page.get_by_text("You are offline. What you see may be out of date")).to_be_visible()
        await expect(page.get_by_role("link", name="Show emails: Deferred")).to_contain_text("3,333")
        await page.context.set_offline(False)
        await expect(page.get_by_text("You are offline.")).to_have_count(0)
