"""axe finds nothing on any screen in any state, light and dark."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, expect

from tests.browser import review_states
from tests.browser.conftest import Complaints, OpenPage
from tests.browser.invitation_steps import (
    blocked_links,
    invitation_details,
    invitation_link,
    over_invitations,
    unknown_invitation,
)
from tests.browser.invite_states import address_notes, demotion_question, new_group, refused_group, resend_question
from tests.browser.own_screens import OWN_SCREENS, account
from tests.browser.pages_in_states import GROUPS_AND_SETTINGS, group_menu
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import choose, file_of
from tests.browser.test_inviting import PASTE
from tests.browser.test_upload_summary import open_earlier
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


async def all_matching(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Select all").click()
    await expect(page.get_by_text("You yourself are left out.")).to_be_visible()


async def bulk_role(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Change role").click()
    await page.get_by_role("dialog").get_by_role("combobox", name="Role").click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def bulk_groups(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Change groups").click()
    await page.get_by_role("dialog").get_by_role("combobox", name="Remove from groups").click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def bulk_removal(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Remove …").click()
    await expect(page.get_by_role("dialog", name="Remove")).to_be_visible()


async def narrow_sorting(page: Page) -> None:
    await telephone(page)
    await page.get_by_role("combobox", name="Sort by").click()
    await expect(page.get_by_role("option", name="Joined last")).to_be_visible()


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


async def wrong_link(page: Page) -> None:
    await expect(page.get_by_role("button", name="Show all groups")).to_be_visible()
    await expect(page.get_by_role("button", name="Take it out")).to_be_visible()


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
    await expect(page.locator(".upload").first).to_be_visible()


async def summary(page: Page) -> None:
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,"))
    await dialog.get_by_role("button", name="Send 1 Invitation").click()
    await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()
    await expect(dialog.get_by_text("1 row with errors was left out.")).to_be_visible()


async def earlier_summary(page: Page) -> None:
    await open_earlier(page, "new-starters.csv")
    await expect(page.get_by_role("region", name="Why emails failed")).to_be_visible()


async def upload_banner(page: Page) -> None:
    dialog = await choose(page, "axe-later.csv", file_of(f"{address()},Analyst,"))
    await expect(dialog.get_by_role("button", name="Send 1 Invitation")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("region", name="Unfinished uploads")).to_be_visible()


SIGNED_IN: list[tuple[str, Step]] = [
    ("/", current_users),
    (FEW, role_menu),
    (FEW, row_menu),
    (FEW, role_guide),
    (FEW, groups_question),
    (FEW, remove_question),
    ("/?q=goran.eriksen", resend_question),
    ("/?q=goran.eriksen", demotion_question),
    (FEW, exact_time),
    (FEW, account_menu),
    ("/", all_matching),
    (FEW, bulk_role),
    (FEW, bulk_groups),
    (FEW, bulk_removal),
    (FEW, narrow_sorting),
    (FEW, telephone),
    (FEW, telephone_menu),
    (f"{FEW}&group=unknown&role=BOSS", wrong_link),
    (FEW, skeletons),
    (FEW, list_error),
    ("/?tab=invited&q=partner.example", invited_users),
    ("/?tab=invited&q=partner.example", selected_users),
    ("/?tab=invited&q=nobody-at-all", empty_list),
    ("/?tab=invited&q=partner.example", invitation_menu),
    ("/?tab=invited&q=partner.example", revoke_question),
    ("/?tab=invited&q=partner.example", filter_list),
    ("/?tab=invited&q=partner.example&status=DECLINED", over_invitations),
    ("/?tab=invited&status=BLOCKED", blocked_links),
    ("/?tab=invited&q=failed@partner.example", invitation_details),
    ("/?tab=invited&details=unknown", unknown_invitation),
    ("/?tab=invited&q=failed@partner.example", invitation_link),
    *GROUPS_AND_SETTINGS,
    (f"{FEW}&invite=single", invite_with_mistakes),
    (f"{FEW}&invite=single", invite_roles),
    (f"{FEW}&invite=single", address_notes),
    (f"{FEW}&invite=single", new_group),
    (f"{FEW}&invite=single", refused_group),
    (f"{FEW}&invite=single", discard_question),
    (f"{FEW}&invite=bulk", choose_file),
    *((f"{FEW}&invite=bulk", state) for state in review_states.ALL),
    (f"{FEW}&invite=bulk", summary),
    *OWN_SCREENS,
    (f"{FEW}&invite=bulk", earlier_summary),
    (f"{FEW}&invite=bulk", upload_banner),
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

    async def test_finds_nothing_where_somebody_may_not(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE")
        page = await open_page("/settings", (email, PASSWORD))
        await expect(page.get_by_text("Your role doesn't allow changing settings")).to_be_visible()
        assert await violations(page) == []
        await page.goto("/groups?q=berlin")
        await group_menu(page)
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
