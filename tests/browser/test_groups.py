"""The page of device groups: who is in them, and making, renaming and deleting them."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.layout import boxes_in
from tests.browser.organizations import new_organization
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD

CREATE = "mutation ($name: String!) { createGroup(input: {name: $name}) { group { id } errors { message } } }"
GROUPS_OF = "query ($s: String) { currentUsers(filter: {search: $s}) { edges { node { groups { name } } } } }"
UNDER_REVIEW = """
UPDATE bulk_invites SET default_group_ids = ARRAY(SELECT id FROM groups WHERE name = $1) WHERE id =
    (SELECT id FROM bulk_invites WHERE status = 'ready' LIMIT 1)
"""


def create(product: Product, what: str) -> tuple[str, str]:
    """Makes a group with a name that no other story uses; answers the name and the id."""
    name = f"{what} {address().partition('@')[0]}"
    return name, product.ask(CREATE, product.admin_token, name=name)["group"]["id"]


@pytest.fixture
async def group(product: Product) -> tuple[str, str]:
    return await asyncio.to_thread(create, product, "Lobby")


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="Groups").get_by_role("row").filter(has_text=name)


async def choose_act(page: Page, name: str, act: str) -> None:
    await page.get_by_role("button", name=f"More for {name}").click()
    await page.get_by_role("menuitem", name=act).click()


class TestList:
    async def test_shows_how_many_work_with_each_and_leads_to_them(
        self, open_page: OpenPage, product: Product, group: tuple[str, str]
    ) -> None:
        name, group_id = group
        await asyncio.to_thread(product.join, "ANALYST", [group_id], "Works Here")
        invited = await asyncio.to_thread(product.invite, "", "ANALYST", [group_id])
        page = await open_page(f"/groups?q={name}", ())
        await expect(page).to_have_title("Groups · Acme Devices · Senturo")
        await expect(page.get_by_role("link", name="Groups", exact=True)).to_have_attribute("aria-current", "page")
        await page.get_by_role("link", name=f"1 member of {name}").click()
        await expect(page.get_by_role("table", name="Current Users").locator("tbody tr")).to_have_count(1)
        await expect(page.get_by_role("table", name="Current Users")).to_contain_text("Works Here")
        await page.go_back()
        await page.get_by_role("link", name=f"1 pending invitation into {name}").click()
        await expect(page.get_by_role("table", name="Invited Users").locator("tbody tr")).to_have_count(1)
        await expect(page.get_by_role("table", name="Invited Users")).to_contain_text(invited)

    async def test_is_searched_and_says_when_nothing_matches(self, open_page: OpenPage, group: tuple[str, str]) -> None:
        page = await open_page("/groups", ())
        search = page.get_by_role("searchbox", name="Search groups")
        await search.fill(group[0].upper())
        await expect(page.get_by_role("table").locator("tbody tr")).to_have_count(1)
        await search.fill("no such group")
        await expect(page.get_by_role("heading", name="No group matches")).to_be_visible()
        await page.get_by_role("button", name="Show all groups").click()
        await expect(search).to_have_value("")
        await expect(row_of(page, "Kiosks")).to_be_visible()

    async def test_has_no_heading_to_sort_by(self, open_page: OpenPage) -> None:
        page = await open_page("/groups", ())
        await expect(row_of(page, "Kiosks")).to_be_visible()
        await expect(page.get_by_role("columnheader", name="Name").get_by_role("button")).to_have_count(0)

    async def test_is_paged_and_begins_empty(self, open_page: OpenPage, product: Product) -> None:
        organization = await asyncio.to_thread(new_organization, product)
        page = await open_page("/groups", organization.admin)
        await expect(page.get_by_role("heading", name="No groups yet")).to_be_visible()
        await page.get_by_role("button", name="Create a group").click()
        await page.get_by_role("dialog").get_by_role("textbox", name="Name").fill("Zone 0")
        await page.keyboard.press("Enter")
        rows = page.get_by_role("table").locator("tbody tr")
        await expect(rows).to_have_count(1)
        for number in range(1, 27):
            await asyncio.to_thread(organization.ask, CREATE, name=f"Zone {number}")
        await expect(page.get_by_text("25 of 27")).to_be_visible()
        await page.get_by_role("button", name="Next page").click()
        await expect(rows).to_have_count(2)
        await page.reload()
        await expect(page.get_by_text("27 of 27")).to_be_visible()

    @pytest.mark.parametrize(
        ("path", "title", "action"),
        [
            ("/groups?after=wrong", "Part of this link is not known here", "Take it out"),
            ("/groups?role=ADMIN", "Part of this link is not known here", "Take it out"),
            ("/groups?page=2&after=wrong", "This page of the list is not there", "Go to the first page"),
        ],
    )
    async def test_says_what_is_wrong_with_a_link(
        self, open_page: OpenPage, path: str, title: str, action: str
    ) -> None:
        page = await open_page(path, ())
        note = page.get_by_role("status").filter(has_text=title)
        await note.get_by_role("button", name=action).click()
        await expect(note).to_be_hidden()
        await expect(page).to_have_url("/groups")
        await expect(row_of(page, "Kiosks")).to_be_visible()

    async def test_counts_of_a_group_fold_under_its_name(self, open_page: OpenPage) -> None:
        page = await open_page("/groups?q=kiosks", (), viewport={"width": 390, "height": 844})
        row = row_of(page, "Kiosks")
        name, *cells = await boxes_in(row, ".identity", ".column-members", ".column-pending")
        for cell in cells:
            assert (cell["x"], cell["y"] >= name["y"] + name["height"]) == (name["x"], True)
        await page.set_viewport_size({"width": 1024, "height": 844})
        name, beside = await boxes_in(row, ".identity", ".column-pending")
        assert beside["x"] > name["x"] + name["width"]


class TestCreating:
    async def test_shows_the_new_one_here_and_where_others_look(self, open_page: OpenPage, product: Product) -> None:
        name = f"Depot {address().partition('@')[0]}"
        page, other = await open_page(f"/groups?q={name}", ()), await open_page(f"/groups?q={name}", ())
        await expect(other.get_by_role("heading", name="No group matches")).to_be_visible()
        await page.get_by_role("button", name="Create Group").click()
        await page.get_by_role("textbox", name="Name").fill(f"  {name} ")
        await page.get_by_role("button", name="Create", exact=True).click()
        await expect(page.get_by_text(f"{name} was created.")).to_be_visible()
        await expect(page.get_by_role("button", name="Create Group")).to_be_focused()
        for each in (page, other):
            await expect(row_of(each, name)).to_be_visible()
        assert name in await asyncio.to_thread(product.groups)

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("", "Enter a name."),
            ("North; South", 'Leave out ";"'),
            ("KIOSKS", "There is already a group called KIOSKS. Choose another name."),
            ("x" * 101, "at most 100 characters"),
        ],
        ids=["empty", "separator", "taken", "long"],
    )
    async def test_says_at_the_field_which_name_a_group_cannot_have(
        self, open_page: OpenPage, name: str, told: str
    ) -> None:
        page = await open_page("/groups", ())
        await page.get_by_role("button", name="Create Group").click()
        field = page.get_by_role("textbox", name="Name")
        await field.fill(name)
        await page.get_by_role("button", name="Create", exact=True).click()
        await expect(page.get_by_role("dialog").get_by_text(told)).to_be_visible()
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_be_focused()

    async def test_asks_before_a_typed_name_is_lost(self, open_page: OpenPage) -> None:
        page = await open_page("/groups", ())
        await page.get_by_role("button", name="Create Group").click()
        await page.get_by_role("textbox", name="Name").fill("Half a na")
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog", name="Discard your changes?").get_by_role("button", name="Discard").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)


class TestRenaming:
    async def test_shows_the_new_name_here_and_where_others_look(
        self, open_page: OpenPage, group: tuple[str, str]
    ) -> None:
        name, after = group[0], group[0].replace("Lobby", "Foyer")
        page, other = await open_page("/groups", ()), await open_page("/groups", ())
        await expect(row_of(other, name)).to_be_visible()
        await choose_act(page, name, "Rename")
        field = page.get_by_role("dialog", name=f"Rename {name}").get_by_role("textbox", name="Name")
        await expect(field).to_have_value(name)
        await field.fill(after)
        await page.get_by_role("button", name="Rename", exact=True).click()
        await expect(page.get_by_text(f"{name} is now called {after}.")).to_be_visible()
        for each in (page, other):
            await expect(row_of(each, after)).to_be_visible()
            await expect(row_of(each, name)).to_have_count(0)


class TestDeleting:
    async def test_of_what_nobody_uses_is_a_plain_question(self, open_page: OpenPage, group: tuple[str, str]) -> None:
        name = group[0]
        page = await open_page("/groups", ())
        await choose_act(page, name, "Delete")
        dialog = page.get_by_role("dialog", name=f"Delete {name}?")
        await expect(dialog.get_by_text("Nobody is in this group.")).to_be_visible()
        await expect(dialog.get_by_role("combobox")).to_have_count(0)
        await dialog.get_by_role("button", name="Delete", exact=True).click()
        await expect(page.get_by_text(f"{name} was deleted.")).to_be_visible()
        await expect(row_of(page, name)).to_have_count(0)
        await expect(
            page.locator("tbody").get_by_role("button", name="More for").and_(page.locator(":focus"))
        ).to_have_count(1)

    async def test_asks_where_everybody_goes_and_says_who_gets_more_to_manage(
        self, open_page: OpenPage, product: Product, group: tuple[str, str]
    ) -> None:
        name, group_id = group
        target, _ = await asyncio.to_thread(create, product, "Reception")
        email = await asyncio.to_thread(product.join, "GROUP_ADMIN", [group_id], "Grace Moved")
        await asyncio.to_thread(product.invite, "", "ANALYST", [group_id])
        page = await open_page(f"/groups?q={name}", ())
        await choose_act(page, name, "Delete")
        dialog = page.get_by_role("dialog", name=f"Delete {name}?")
        await expect(dialog.get_by_text("1 member and 1 pending invitation are in this group.")).to_be_visible()
        await dialog.get_by_role("button", name="Move and delete").click()
        await expect(dialog.get_by_text("Choose the group to move them to.", exact=True)).to_be_visible()
        field = dialog.get_by_role("combobox", name="Move them to")
        await expect(field).to_be_focused()
        await field.fill(name)
        await expect(page.get_by_text("No group found.", exact=True)).to_be_visible()
        await field.fill(target)
        await page.get_by_role("option", name=target).click()
        await expect(dialog.get_by_text(f"1 member and 1 pending invitation move to {target}.")).to_be_visible()
        told = f"As Group Admin, Grace Moved will also manage the people of {target}."
        await expect(dialog.get_by_text(told)).to_be_visible()
        await dialog.get_by_role("button", name="Move and delete").click()
        await expect(
            page.get_by_text(f"{name} was deleted. Everybody who was in it is in {target} now.")
        ).to_be_visible()
        found = await asyncio.to_thread(product.ask, GROUPS_OF, product.admin_token, s=email)
        assert found["edges"] == [{"node": {"groups": [{"name": target}]}}]

    async def test_says_why_it_is_refused_and_then_asks_where_to_move(
        self, open_page: OpenPage, product: Product, group: tuple[str, str]
    ) -> None:
        name = group[0]
        async with product.database() as database:
            assert await database.execute(UNDER_REVIEW, name) == "UPDATE 1"
        page = await open_page(f"/groups?q={name}", ())
        await choose_act(page, name, "Delete")
        dialog = page.get_by_role("dialog", name=f"Delete {name}?")
        await dialog.get_by_role("button", name="Delete", exact=True).click()
        await expect(dialog.get_by_role("alert")).to_contain_text("This group is in use by 1 file under review.")
        await dialog.get_by_role("combobox", name="Move them to").fill("Loaner")
        await page.get_by_role("option", name="Loaner pool").click()
        await dialog.get_by_role("button", name="Move and delete").click()
        await expect(page.get_by_role("heading", name="No group matches")).to_be_visible()


class TestWhoMayNot:
    async def test_sees_the_list_and_reads_why(self, open_page: OpenPage, product: Product) -> None:
        groups = await asyncio.to_thread(product.groups)
        email = await asyncio.to_thread(product.join, "GROUP_ADMIN", [groups["Kiosks"]])
        page = await open_page("/groups?q=kiosks", (email, PASSWORD))
        reason = "Your role doesn't allow changing groups. Ask an Admin."
        button = page.get_by_role("button", name="Create Group")
        await expect(button).to_have_attribute("aria-disabled", "true")
        await button.focus()
        await expect(page.get_by_role("tooltip")).to_have_text(reason)
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="More for Kiosks").click()
        for act in ("Rename", "Delete"):
            item = page.get_by_role("menuitem", name=act)
            await expect(item).to_have_attribute("aria-disabled", "true")
            await expect(item).to_contain_text(reason)
        await expect(page.get_by_role("dialog")).to_have_count(0)

    async def test_any_more_is_told_at_once(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Demoted Here")
        page, settings = await open_page("/groups", (email, PASSWORD)), await open_page("/settings", (email, PASSWORD))
        await expect(settings.get_by_role("textbox", name="Organization's name")).to_be_visible()
        await page.get_by_role("button", name="Create Group").click()
        await page.get_by_role("textbox", name="Name").fill("Half a na")
        await asyncio.to_thread(product.change_role, email, "REMOTE")
        told = "“Create a group” was closed. Your role doesn't allow changing groups. Ask an Admin."
        await expect(page.get_by_text(told)).to_be_visible()
        await expect(settings.get_by_text("Your role doesn't allow changing settings")).to_be_visible()
