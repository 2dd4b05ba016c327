"""axe finds nothing on any screen in any state, light and dark; many have room for everything at every width."""

import asyncio
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.layout import SCHEMES, switch_scheme, walk
from tests.browser.product import Product
from tests.browser.states.activity_and_account import account
from tests.browser.states.bounces import BOUNCES
from tests.browser.states.groups_and_settings import group_menu, group_to_delete, settings_with_mistakes
from tests.browser.states.inviting import address_notes, resend_question
from tests.browser.states.jobs import JOBS
from tests.browser.states.people import current_users, role_guide
from tests.browser.states.review import WITH_ROWS
from tests.browser.states.screens import SIGNED_IN, SIGNED_OUT
from tests.browser.states.step import FEW, Step
from tests.browser.states.uploads import WITH_COLUMNS, choose_file, earlier_summary
from tests.support.factories import PASSWORD

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
OPTIONS: dict[str, Any] = {
    "light": {
        "runOnly": {"type": "tag", "values": STANDARDS},
        "rules": {rule: {"enabled": True} for rule in MORE_RULES},
        "resultTypes": ["violations"],
    },
    # What another scheme of colours can change.
    "dark": {
        "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
        "resultTypes": ["violations"],
    },
}

# The states whose layout is looked at, at every width.
WALKED: frozenset[Step] = frozenset(
    {
        *(step for _, step in BOUNCES),
        *(step for _, step in JOBS),
        *WITH_ROWS,
        *WITH_COLUMNS,
        account,
        address_notes,
        choose_file,
        earlier_summary,
        group_to_delete,
        resend_question,
        role_guide,
        settings_with_mistakes,
    }
)


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


async def violations(page: Page) -> list[tuple[str, str, Any]]:
    """The scheme, the rule and the elements of each."""
    found: list[tuple[str, str, Any]] = []
    # Once for both schemes: the script is half a megabyte.
    await page.evaluate(Axe().axe_script)
    for scheme in SCHEMES:
        await switch_scheme(page, scheme)
        answer = await page.evaluate("(options) => axe.run(options)", OPTIONS[scheme])
        found += [(scheme, each["id"], [node["html"] for node in each["nodes"]]) for each in answer["violations"]]
    return found


class TestAxe:
    @pytest.mark.parametrize(("path", "step"), SIGNED_IN, ids=[step.__name__ for _, step in SIGNED_IN])
    async def test_finds_nothing_signed_in(
        self, open_page: OpenPage, complaints: Complaints, people: list[str], path: str, step: Step
    ) -> None:
        complaints.expected += ["502"]
        page = await open_page(path, ())
        await step(page)
        assert await violations(page) == []
        if await page.get_by_role("dialog").count() == 0:
            await expect(page.get_by_role("banner")).to_have_count(1)
        if step in WALKED:
            assert await walk(page) == []

    def test_looks_at_every_state_that_is_walked(self) -> None:
        assert {step for _, step in SIGNED_IN} >= WALKED

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
