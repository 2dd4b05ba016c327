"""What somebody may do changes while they look at it; and changes that can be taken back."""

import asyncio

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_subscriptions
from tests.browser.product import Product
from tests.support.factories import PASSWORD

# A second, and what a busy machine takes on top.
AT_ONCE_MS = 5_000


class TestDemotion:
    async def test_shows_at_once_everywhere(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Demoted Soon")
        page = await open_page("/?q=amara.okafor", (email, PASSWORD))
        screens = page.get_by_role("navigation", name="Main").get_by_role("link")
        for name in ("Groups", "Activity", "Settings"):
            await expect(screens.filter(has_text=name)).to_be_visible()
        await page.get_by_role("button", name="Invite Users").click()
        dialog = page.get_by_role("dialog", name="Invite Users")
        await dialog.get_by_role("combobox", name="Email addresses").fill("half an addr")
        await asyncio.to_thread(product.change_role, email, "REMOTE")
        await expect(dialog).to_be_hidden()
        told = "“Invite Users” was closed. Your role doesn't allow inviting people. Ask an Admin."
        await expect(page.get_by_text(told)).to_be_visible()
        await expect(page.get_by_text("Your role is now Remote.")).to_be_visible()
        await expect(page.get_by_role("button", name="Invite Users")).to_have_attribute("aria-disabled", "true")
        await expect(page.get_by_role("button", name="Account of Demoted Soon")).to_contain_text("Remote")
        await expect(page.get_by_role("button", name="Role of Amara Okafor")).to_be_visible()
        for name in ("Groups", "Activity", "Settings"):
            await expect(screens.filter(has_text=name)).to_have_count(0)

    async def test_takes_the_screens_out_of_the_navigation_within_a_second(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Loses Screens")
        admin = await open_page(f"/?q={email}", ())
        page = await open_page("/?q=amara.okafor", (email, PASSWORD))
        links = page.get_by_role("navigation", name="Main").get_by_role("link")
        everything = ["Role Management", "Groups", "Activity", "Settings", "Account"]
        await expect(links.filter(has_not_text="GraphiQL")).to_have_text(everything)
        await page.get_by_role("button", name="More for Amara Okafor").click()
        await expect(page.get_by_role("menuitem", name="Remove")).not_to_have_attribute("aria-disabled", "true")
        await admin.get_by_role("combobox", name="Role of Loses Screens").click()
        await admin.get_by_role("option", name="Analyst").click()
        await admin.get_by_text("Loses Screens is now Analyst.").wait_for()
        await expect(links.filter(has_not_text="GraphiQL")).to_have_text(
            ["Role Management", "Account"], timeout=AT_ONCE_MS
        )
        remove = page.get_by_role("menuitem", name="Remove")
        await expect(remove).to_contain_text("Your role doesn't allow this. Ask an Admin.", timeout=AT_ONCE_MS)

    async def test_leaves_a_window_open_with_what_is_still_allowed(self, open_page: OpenPage, product: Product) -> None:
        group = (await asyncio.to_thread(product.groups))["Kiosks"]
        email = await asyncio.to_thread(product.join, "ADMIN", [group], "Keeps Some")
        page = await open_page("/?q=amara.okafor&invite=single", (email, PASSWORD))
        dialog = page.get_by_role("dialog", name="Invite Users")
        role = dialog.get_by_role("combobox", name="Role", exact=True)
        await role.click()
        await page.get_by_role("option", name="Admin Manages everything").click()
        groups = dialog.get_by_role("combobox", name="Groups")
        await groups.click()
        await expect(page.get_by_role("option", name="Warehouse")).to_be_visible()
        await asyncio.to_thread(product.change_role, email, "GROUP_ADMIN")
        await expect(role).to_have_value("")
        await expect(page.get_by_role("option")).to_have_text(["Kiosks"])
        await expect(page.get_by_text("Your role is now Group Admin.")).to_be_visible()
        await page.keyboard.press("Escape")
        await role.click()
        await expect(page.get_by_role("option", name="Analyst")).to_be_visible()
        await expect(page.get_by_role("option", name="Admin Manages everything")).to_have_count(0)

    async def test_closes_the_question_before_another_s_demotion(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Asked In Vain")
        page = await open_page("/?q=goran.eriksen", (email, PASSWORD))
        await page.get_by_role("combobox", name="Role of Goran Eriksen").click()
        await page.get_by_role("option", name="Analyst").click()
        title = "Make Goran Eriksen Analyst?"
        await expect(page.get_by_role("dialog", name=title)).to_be_visible()
        await asyncio.to_thread(product.change_role, email, "REMOTE")
        told = f"“{title}” was closed. Your role doesn't allow this. Ask an Admin."
        await expect(page.get_by_text(told)).to_be_visible()

    async def test_closes_the_window_of_a_row(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Demoted Editor")
        other = await asyncio.to_thread(product.join, "ANALYST", None, "Being Edited")
        page = await open_page(f"/?q={other}", (email, PASSWORD))
        await page.get_by_role("button", name="More for Being Edited").click()
        await page.get_by_role("menuitem", name="Change groups").click()
        await expect(page.get_by_role("dialog", name="Groups of Being Edited")).to_be_visible()
        await asyncio.to_thread(product.change_role, email, "ANALYST")
        told = "“Groups of Being Edited” was closed. Your role doesn't allow this. Ask an Admin."
        await expect(page.get_by_text(told)).to_be_visible()

    async def test_a_promotion_is_there_without_a_reload(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE", None, "Promoted Soon")
        page = await open_page("/?q=amara.okafor", (email, PASSWORD))
        await expect(page.get_by_role("button", name="Invite Users")).to_have_attribute("aria-disabled", "true")
        await asyncio.to_thread(product.change_role, email, "ADMIN")
        await page.get_by_role("button", name="Invite Users").click()
        dialog = page.get_by_role("dialog", name="Invite Users")
        await dialog.get_by_role("combobox", name="Role", exact=True).click()
        await expect(page.get_by_role("option", name="Analyst")).to_be_visible()

    async def test_a_promotion_before_the_page_had_subscribed_is_there(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE", None, "Promoted Sooner")
        page = await open_page("/forgot-password", (email, PASSWORD))
        release = await hold_subscriptions(page)
        await page.goto("/?q=amara.okafor")
        invite = page.get_by_role("button", name="Invite Users")
        await expect(invite).to_have_attribute("aria-disabled", "true")
        await asyncio.to_thread(product.change_role, email, "ADMIN")
        release()
        await expect(page.get_by_text("Your role is now Admin.")).to_be_visible()
        await expect(invite).not_to_have_attribute("aria-disabled", "true")

    async def test_a_link_to_what_is_not_allowed_says_so(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE")
        page = await open_page("/?invite=single", (email, PASSWORD))
        await expect(page.get_by_text("“Invite Users” was closed. Your role doesn't allow")).to_be_visible()
        await expect(page).to_have_url("/")


async def sign_out(page: Page, name: str) -> None:
    await page.get_by_role("button", name=f"Account of {name}").click()
    await page.get_by_role("menuitem", name="Sign out").click()


class TestSigningOut:
    async def test_takes_along_what_was_to_be_read(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Told Before")
        page = await open_page("/", (email, PASSWORD))
        await expect(page.get_by_text("25 of")).to_be_visible()
        await asyncio.to_thread(product.change_role, email, "INVESTIGATOR")
        told = page.get_by_text("Your role is now Investigator.")
        await expect(told).to_be_visible()
        await sign_out(page, "Told Before")
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        await expect(told).to_be_hidden(timeout=5_000)

    async def test_elsewhere_closes_a_window_without_a_wrong_reason(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Two Tabs")
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        await page.get_by_role("button", name="More for Two Tabs").click()
        await page.get_by_role("menuitem", name="Change groups").click()
        await expect(page.get_by_role("dialog", name="Groups of Two Tabs")).to_be_visible()
        other = await page.context.new_page()
        await other.goto("/")
        await sign_out(other, "Two Tabs")
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        await expect(page.get_by_text("is no longer in this list")).to_be_hidden(timeout=5_000)
        await asyncio.to_thread(product.change_role, email, "ANALYST")


async def make_investigator(page: Page, name: str) -> None:
    await page.get_by_role("combobox", name=f"Role of {name}").click()
    await page.get_by_role("option", name="Investigator").click()
    await expect(page.get_by_text(f"{name} is now Investigator.")).to_be_visible()


class TestUndo:
    async def test_has_a_key_that_works_from_where_one_is(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Undone By Key")
        page = await open_page(f"/?q={email}", ())
        await make_investigator(page, "Undone By Key")
        offer = page.get_by_role("alert").filter(has_text="Undone By Key is now Investigator.")
        await expect(offer).to_contain_text("Ctrl+Z")
        await expect(page.get_by_role("combobox", name="Role of Undone By Key")).to_be_focused()
        await page.keyboard.press("Control+z")
        await expect(page.get_by_text("Undone By Key is Analyst again.")).to_be_visible()
        await expect(offer).to_be_hidden()

    async def test_in_a_text_field_the_key_is_the_fields(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Not Undone")
        page = await open_page(f"/?q={email}", ())
        await make_investigator(page, "Not Undone")
        await page.get_by_role("searchbox").focus()
        await page.keyboard.press("Control+z")
        await expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()

    async def test_goes_when_somebody_else_changes_it(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Changed Again")
        page = await open_page(f"/?q={email}", ())
        await make_investigator(page, "Changed Again")
        await asyncio.to_thread(product.change_role, email, "BROADCASTER")
        await expect(page.get_by_role("button", name="Undo", exact=True)).to_be_hidden(timeout=15_000)

    async def test_goes_with_the_row(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Gone Undo")
        page = await open_page(f"/?q={email}", ())
        await make_investigator(page, "Gone Undo")
        await asyncio.to_thread(product.remove, email)
        await expect(page.get_by_role("button", name="Undo", exact=True)).to_be_hidden(timeout=15_000)

    async def test_goes_with_the_right(self, open_page: OpenPage, product: Product) -> None:
        actor = await asyncio.to_thread(product.join, "ADMIN", None, "Loses Rights")
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Kept Role")
        page = await open_page(f"/?q={email}", (actor, PASSWORD))
        await make_investigator(page, "Kept Role")
        await asyncio.to_thread(product.change_role, actor, "ANALYST")
        await expect(page.get_by_role("button", name="Undo", exact=True)).to_be_hidden(timeout=15_000)
