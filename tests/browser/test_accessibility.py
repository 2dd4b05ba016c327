"""axe finds nothing on any screen in any state, light and dark."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.own_screens import OWN_SCREENS, account
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import choose, file_of
from tests.browser.test_inviting import PASTE
from tests.browser.test_new_passwords import reset_link
from tests.browser.test_offers import closed_link
from tests.support.factories import PASSWORD

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Of no standard, or still on trial there: what speech control calls a control, and the landmarks.
MORE_RULES = (
    "label-content-name-mismatch",
    "landmark-banner-is-top-level",
    "landmark-main-is-top-level",
    "landmark-no-duplicate-banner",
    "landmark-one-main",
    "landmark-unique",
)
OPTIONS = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {rule: {"enabled": True} for rule in MORE_RULES},
    "resultTypes": ["violations"],
}
FEW = "/?q=lopez"
TOKEN = f"v1.a.{'b' * 22}.1.{'c' * 43}"  # well-formed, and nobody's
Step = Callable[[Page], Awaitable[object]]


async def current_users(page: Page) -> None:
    await expect(page.get_by_text("25 of")).to_be_visible()


async def role_menu(page: Page) -> None:
    await page.get_by_role("combobox", name="Role of").first.click()
    await expect(page.get_by_role("option", name="Analyst")).to_be_visible()


async def row_menu(page: Page) -> None:
    await page.get_by_role("button", name="More for").first.click()
    await expect(page.get_by_role("menuitem", name="Remove")).to_be_visible()


async def role_guide(page: Page) -> None:
    await page.get_by_role("button", name="What can each role do?").click()
    await expect(page.get_by_text("Invite people with any role")).to_be_visible()


async def invited_users(page: Page) -> None:
    await expect(page.get_by_text("550 5.1.1 No such user here")).to_be_visible()


async def selected_users(page: Page) -> None:
    await page.get_by_role("checkbox", name="Select all on this page").check()


async def invitation_menu(page: Page) -> None:
    await page.get_by_role("button", name="More for failed@partner.example").click()
    await expect(page.get_by_role("menuitem", name="Revoke Invite")).to_be_visible()


async def revoke_question(page: Page) -> None:
    await invitation_menu(page)
    await page.get_by_role("menuitem", name="Revoke Invite").click()
    await expect(page.get_by_role("dialog", name="Revoke the invitation")).to_be_visible()


async def filter_list(page: Page) -> None:
    await page.get_by_role("combobox", name="Filter by delivery").click()
    await expect(page.get_by_role("option", name="Bounced")).to_be_visible()


async def groups_question(page: Page) -> None:
    await row_menu(page)
    await page.get_by_role("menuitem", name="Change groups").click()
    await page.get_by_role("dialog", name="Groups of").get_by_role("combobox", name="Groups").click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def remove_question(page: Page) -> None:
    await row_menu(page)
    await page.get_by_role("menuitem", name="Remove").click()
    await expect(page.get_by_role("dialog", name="Remove")).to_be_visible()


async def exact_time(page: Page) -> None:
    await page.locator("tbody").get_by_role("button", name="ago").first.hover()
    await expect(page.get_by_role("tooltip")).to_be_visible()


async def account_menu(page: Page) -> None:
    await page.get_by_role("button", name="Account of").click()
    await expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()


async def telephone(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_role("button", name="Open the menu")).to_be_visible()


async def telephone_menu(page: Page) -> None:
    await telephone(page)
    await page.get_by_role("button", name="Open the menu").click()
    await expect(page.get_by_role("link", name="Role Management")).to_be_in_viewport()


async def skeletons(page: Page) -> None:
    """The rows of a list that never comes."""
    await expect(page.get_by_role("row").nth(1)).to_be_visible()
    await page.route("**/graphql", hold_invited_users)
    await page.get_by_role("tab", name="Invited Users").click()
    await expect(page.locator(".mantine-Skeleton-root").first).to_be_visible()


async def hold_invited_users(route: Route) -> None:
    if "query InvitedUsers" not in (route.request.post_data or ""):
        await route.fallback()


async def list_error(page: Page) -> None:
    await expect(page.get_by_role("row").nth(1)).to_be_visible()
    await page.route("**/graphql", lambda route: route.fulfill(status=502, body="no"))
    await page.get_by_role("tab", name="Invited Users").click()
    await expect(page.get_by_role("alert").filter(has_text="The list could not be loaded")).to_be_visible()


async def toasts(page: Page) -> None:
    """One of a failure, one of a success that can be undone."""
    role = page.get_by_role("combobox", name="Role of").first
    await expect(role).to_be_visible()
    await page.route("**/graphql", lambda route: route.fulfill(status=502, body="no"))
    await choose_another(page)
    await expect(page.get_by_role("alert").filter(has_text="can't answer")).to_be_visible()
    await page.unroute("**/graphql")
    before = await role.input_value()
    await choose_another(page)
    await expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    await expect(role).not_to_have_value(before)


async def choose_another(page: Page) -> None:
    await page.get_by_role("combobox", name="Role of").first.click()
    await page.get_by_role("option", name="Investigator").click()


async def empty_list(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()


async def invite_with_mistakes(page: Page) -> None:
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, f"bad, {address()}")
    await page.get_by_role("button", name="Send 1 Invitation").click()
    await expect(page.get_by_text("Choose a role.")).to_be_visible()


async def invite_roles(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("combobox", name="Role", exact=True).click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def discard_question(page: Page) -> None:
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, f"{address()}, {address()}")
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_have_count(2)


async def choose_file(page: Page) -> None:
    await expect(page.get_by_text("At most")).to_be_visible()


async def review(page: Page) -> None:
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,", f"{address()},Admin,"))
    await dialog.get_by_role("button", name="Fix row 3").click()
    await expect(dialog.get_by_role("button", name="Save row")).to_be_visible()


async def summary(page: Page) -> None:
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,"))
    await dialog.get_by_role("button", name="Send 1 Invitation").click()
    await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()
    await expect(dialog.get_by_text("1 row with errors was left out.")).to_be_visible()


SIGNED_IN: list[tuple[str, Step]] = [
    ("/", current_users),
    (FEW, role_menu),
    (FEW, row_menu),
    (FEW, role_guide),
    (FEW, groups_question),
    (FEW, remove_question),
    (FEW, exact_time),
    (FEW, account_menu),
    (FEW, telephone),
    (FEW, telephone_menu),
    (FEW, skeletons),
    (FEW, list_error),
    ("/?tab=invited&q=partner.example", invited_users),
    ("/?tab=invited&q=partner.example", selected_users),
    ("/?tab=invited&q=nobody-at-all", empty_list),
    ("/?tab=invited&q=partner.example", invitation_menu),
    ("/?tab=invited&q=partner.example", revoke_question),
    ("/?tab=invited&q=partner.example", filter_list),
    (f"{FEW}&invite=single", invite_with_mistakes),
    (f"{FEW}&invite=single", invite_roles),
    (f"{FEW}&invite=single", discard_question),
    (f"{FEW}&invite=bulk", choose_file),
    (f"{FEW}&invite=bulk", review),
    (f"{FEW}&invite=bulk", summary),
    *OWN_SCREENS,
]
SIGNED_OUT = {
    "/": "Sign in",
    "/forgot-password": "Reset your password",
    f"/reset-password#{TOKEN}": "This link is not valid",
    "/reset-password": "This link is incomplete",
    "/accept#nothing": "This link is not valid",
}


async def violations(page: Page) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = []
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        answer = (await Axe().run(page, options=OPTIONS)).response
        found += [(scheme, each["id"], [node["html"] for node in each["nodes"]]) for each in answer["violations"]]
    return found


class TestAxe:
    @pytest.mark.parametrize(("path", "step"), SIGNED_IN, ids=[step.__name__ for _, step in SIGNED_IN])
    async def test_finds_nothing_signed_in(
        self, open_page: OpenPage, complaints: Complaints, path: str, step: Step
    ) -> None:
        complaints.expected += ["502"]
        page = await open_page(path, ())
        await step(page)
        assert await violations(page) == []
        if await page.get_by_role("dialog").count() == 0:
            await expect(page.get_by_role("banner")).to_have_count(1)

    async def test_finds_nothing_in_toasts(self, open_page: OpenPage, product: Product, complaints: Complaints) -> None:
        complaints.expected += ["502", "WebSocket"]
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Toasted Often")
        page = await open_page(f"/?q={email}", ())
        await toasts(page)
        assert await violations(page) == []

    async def test_finds_nothing_while_offline(self, open_page: OpenPage, complaints: Complaints) -> None:
        complaints.expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
        page = await open_page(FEW, ())
        await expect(page.get_by_role("row").nth(1)).to_be_visible()
        await page.context.set_offline(True)
        await page.get_by_role("searchbox").fill("nobody looks")
        await expect(page.get_by_role("alert").filter(has_text="This could not be looked up")).to_be_visible()
        await expect(page.get_by_text("What you see may be out of date")).to_be_visible()
        assert await violations(page) == []

    async def test_finds_what_it_is_asked_for(self, page: Page) -> None:
        await current_users(page)
        fault = "<header>Another</header><button aria-label='Nothing of the kind'>Send it</button>"
        await page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", fault)
        found = {rule for _, rule, _ in await violations(page)}
        assert found == {"label-content-name-mismatch", "landmark-no-duplicate-banner", "landmark-unique"}

    @pytest.mark.parametrize("path", SIGNED_OUT)
    async def test_finds_nothing_signed_out(self, open_page: OpenPage, path: str) -> None:
        page = await open_page(path)
        await expect(page.get_by_role("heading", name=SIGNED_OUT[path])).to_be_visible()
        await expect(page.get_by_role("banner")).to_have_count(1)
        assert await violations(page) == []

    async def test_finds_nothing_on_the_account_of_somebody_in_no_organization(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join)
        await asyncio.to_thread(product.remove, email)
        page = await open_page("/account", (email, PASSWORD))
        await account(page)
        await expect(page.get_by_role("banner")).to_have_count(1)
        assert await violations(page) == []

    async def test_finds_nothing_on_the_accept_page(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(await asyncio.to_thread(product.link_to, email))
        password = page.get_by_label("Choose a password", exact=True)
        for typed, said in (("correct horse", "Good"), ("password1234", "one of the first")):
            await password.fill(typed)
            await expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
            assert await violations(page) == []

    @pytest.mark.parametrize("status", ["expired", "declined", "revoked"])
    async def test_finds_nothing_on_closed_invitations(
        self, open_page: OpenPage, product: Product, status: str
    ) -> None:
        page = await open_page(await closed_link(product, status))
        await expect(page.get_by_role("link", name="Email Amara Okafor")).to_be_visible()
        assert await violations(page) == []

    async def test_finds_nothing_where_a_new_password_is_chosen(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(await asyncio.to_thread(reset_link, product))
        await page.get_by_label("New password").fill("short")
        await expect(page.get_by_role("status").filter(has_text="Use at least")).to_be_visible()
        assert await violations(page) == []
