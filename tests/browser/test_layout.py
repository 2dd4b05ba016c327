"""Every screen at every width: names keep their room, nothing scrolls sideways, no word loses a letter."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.layout import DESKTOPS, TELEPHONES, WIDTHS, boxes_in, problems, walk
from tests.browser.long_names import ARABIC, EMAIL, GERMAN
from tests.browser.product import Product, address
from tests.browser.states.activity_and_account import activity
from tests.browser.states.invitations import invitation_details, invitation_link
from tests.browser.states.screens import TOKEN
from tests.browser.states.step import FEW, Step
from tests.browser.test_bulk_upload import choose, file_of
from tests.browser.test_inviting import PASTE
from tests.support.factories import PASSWORD

TOPS = "(all) => all.map((each) => each.getBoundingClientRect().top)"
ROOM_LEFT = """(input) => {
  const { font, paddingLeft, paddingRight } = getComputedStyle(input)
  const canvas = Object.assign(document.createElement('canvas').getContext('2d'), { font })
  const text = canvas.measureText(input.placeholder).width
  return input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - text
}"""


def row_of(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


async def loaded(page: Page) -> None:
    await expect(page.get_by_role("row").nth(1)).to_be_visible()


async def selected(page: Page) -> None:
    await page.get_by_role("checkbox", name="Select all on this page").check()


async def all_matching(page: Page) -> None:
    await selected(page)
    await page.get_by_role("button", name="Select all").click()


async def bulk_groups(page: Page) -> None:
    await selected(page)
    await page.get_by_role("button", name="Change groups").click()
    await expect(page.get_by_role("dialog", name="Change the groups")).to_be_visible()


async def single(page: Page) -> None:
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, f"bad, {EMAIL}, {address()}")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Choose a role.")).to_be_visible()


async def upload_banner(page: Page) -> None:
    dialog = await choose(page, f"{EMAIL}.csv", file_of(f"{address()},Analyst,"))
    await expect(dialog.get_by_role("button", name="Send 1 Invitation")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("region", name="Unfinished uploads")).to_be_visible()


async def account_menu(page: Page) -> None:
    await page.set_viewport_size({"width": DESKTOPS[-1], "height": 860})
    await page.get_by_role("button", name="Account of").click()
    await expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()


async def telephone_menu(page: Page) -> None:
    await page.set_viewport_size({"width": TELEPHONES[-1], "height": 860})
    await page.get_by_role("button", name="Open the menu").click()
    await page.get_by_role("button", name="Account of").click()
    await expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()


# The states that axe looks at, too, are walked where it does, in test_accessibility.py.
SIGNED_IN: dict[str, tuple[str, Step, tuple[int, ...]]] = {
    "current users": ("/?q=story.example", loaded, WIDTHS),
    "invited users": ("/?tab=invited", loaded, WIDTHS),
    "expired users": ("/?tab=invited&status=EXPIRED", loaded, WIDTHS),
    "accepted users": ("/?tab=invited&status=ACCEPTED", loaded, WIDTHS),
    "blocked links": ("/?tab=invited&status=BLOCKED", loaded, WIDTHS),
    "invitation details": (f"/?tab=invited&q={EMAIL}", invitation_details, WIDTHS),
    "invitation link": (f"/?tab=invited&q={EMAIL}", invitation_link, WIDTHS),
    "selected users": ("/?tab=invited&q=narrow.story", selected, WIDTHS),
    "all current users": ("/", all_matching, WIDTHS),
    "groups of many": ("/?q=story.example", bulk_groups, WIDTHS),
    "invite single": (f"{FEW}&invite=single", single, WIDTHS),
    "groups": ("/groups", loaded, WIDTHS),
    "upload banner": (f"{FEW}&invite=bulk", upload_banner, WIDTHS),
    "activity": ("/activity?q=story.example", activity, WIDTHS),
    "activity of long names": ("/activity?q=wolfeschlegelsteinhausenbergerdorff", activity, WIDTHS),
    "account menu": (FEW, account_menu, DESKTOPS),
    "account menu on a telephone": (FEW, telephone_menu, TELEPHONES),
}
SIGNED_OUT = {
    "/": "Sign in",
    "/forgot-password": "Reset your password",
    f"/reset-password#{TOKEN}": "This link is not valid",
    "/nowhere": "There is no such page",
}


class TestEveryWidth:
    @pytest.mark.parametrize("screen", SIGNED_IN)
    async def test_has_room_for_everything_signed_in(self, open_page: OpenPage, people: list[str], screen: str) -> None:
        path, step, widths = SIGNED_IN[screen]
        page = await open_page(path, ())
        await step(page)
        assert await walk(page, widths) == []

    @pytest.mark.parametrize("path", SIGNED_OUT)
    async def test_has_room_for_everything_signed_out(
        self, open_page: OpenPage, complaints: Complaints, path: str
    ) -> None:
        complaints.expected += ["404"]
        page = await open_page(path)
        await expect(page.get_by_role("heading", name=SIGNED_OUT[path])).to_be_visible()
        assert await walk(page) == []


class TestTheChecks:
    """Each of them finds what it is for."""

    @pytest.mark.parametrize(
        ("fault", "found"),
        [
            (".column-identity { max-width: 200px }", "narrow: 200"),
            (".identity { max-width: 150px }", "narrow: 150"),
            ("h1 { width: 3000px }", "scrolls sideways"),
            ("h1 { font-size: 10px; width: 19px; overflow-wrap: anywhere }", "wrapped: "),
        ],
    )
    async def test_find_a_fault(self, page: Page, fault: str, found: str) -> None:
        await loaded(page)
        assert await problems(page) == []
        await page.add_style_tag(content=fault)
        assert [problem for problem in await problems(page) if found in problem] != []


class TestColumns:
    @pytest.mark.parametrize("width", [1280, 1440])
    @pytest.mark.parametrize("path", ["/?q={arabic}", "/?tab=invited&q=ab@narrow"])
    async def test_the_longest_role_and_two_groups_stand_on_one_line(
        self, open_page: OpenPage, people: list[str], path: str, width: int
    ) -> None:
        page = await open_page(path.format(arabic=people[1]), (), viewport={"width": width, "height": 860})
        row = page.locator("tbody").get_by_role("row")
        role = row.locator(".column-role")
        await expect(role).to_be_visible()
        box = await role.bounding_box()
        assert box is not None
        assert box["height"] <= 36
        groups = row.locator(".badge:not(.you)")
        await expect(groups).to_have_count(2)
        tops = await groups.evaluate_all(TOPS)
        assert tops[0] == tops[1]

    async def test_what_folds_stands_under_the_name_with_its_label(
        self, open_page: OpenPage, people: list[str]
    ) -> None:
        page = await open_page("/?tab=invited&q=ab@narrow", (), viewport={"width": 390, "height": 844})
        row = row_of(page, "ab@narrow")
        columns = ("role", "groups", "invited", "expires", "sent", "delivery")
        name, *cells = await boxes_in(row, ".identity", *(f".column-{column}" for column in columns))
        for cell in cells:
            assert (cell["x"], cell["y"] >= name["y"] + name["height"]) == (name["x"], True)
        label = await row.locator(".column-invited").evaluate("(cell) => getComputedStyle(cell, '::before').display")
        assert label == "block"
        await expect(page.get_by_role("columnheader")).to_have_count(9)
        await expect(row.get_by_role("cell")).to_have_count(9)


# Whether the beginning and the end of a text are inside of what its element shows.
SHOWN = """(element) => {
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
  const { left, right } = element.getBoundingClientRect()
  return [0, text.data.length - 1].map((offset) => {
    const range = document.createRange()
    range.setStart(text, offset)
    range.setEnd(text, offset + 1)
    const letter = range.getBoundingClientRect()
    return letter.left >= left - 1 && letter.right <= right + 1
  })
}"""


class TestNames:
    @pytest.mark.parametrize("position", [0, 1], ids=["left to right", "right to left"])
    async def test_are_cut_at_their_end(self, open_page: OpenPage, people: list[str], position: int) -> None:
        page = await open_page(f"/?q={people[position]}", (), viewport={"width": 800, "height": 860})
        name = page.locator("tbody .name bdi")
        await expect(name).to_have_text([GERMAN, ARABIC][position])
        assert await name.evaluate(SHOWN) == [True, False]

    async def test_of_whoever_invited_are_cut_at_their_end(
        self, open_page: OpenPage, product: Product, people: list[str]
    ) -> None:
        token = await asyncio.to_thread(product.sign_in, people[1], PASSWORD)
        email = address("invited-by")
        groups = await asyncio.to_thread(product.groups)
        values = {"email": email, "role": "ANALYST", "groupIds": [groups["Kiosks"]]}
        invite = "mutation ($input: InviteInput!) { invite(input: $input) { errors { message } } }"
        assert (await asyncio.to_thread(lambda: product.ask(invite, token, input=values)))["errors"] == []
        page = await open_page(f"/?tab=invited&q={email}", (), viewport={"width": 1440, "height": 860})
        name = page.locator("tbody .by bdi")
        await expect(name).to_have_text(ARABIC)
        assert await name.evaluate(SHOWN) == [True, False]


class TestFilters:
    @pytest.mark.parametrize("width", [769, 800, 960, 961, 1024])
    async def test_stand_together_and_say_what_is_searched(self, open_page: OpenPage, width: int) -> None:
        for path in ("/", "/?tab=invited"):
            page = await open_page(path, (), viewport={"width": width, "height": 860})
            await loaded(page)
            fields = page.get_by_role("search").locator("input[placeholder]")
            assert await fields.first.evaluate(ROOM_LEFT) >= 0
            _, *filters = await fields.evaluate_all(TOPS)
            assert len(set(filters)) == 1
