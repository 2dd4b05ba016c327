"""Links that are mistyped, old, or somebody else's: they say what is wrong, and lead on."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product

INTERNAL = re.compile("GlobalID|cursor|BAD_USER_INPUT|null|undefined|filter\\.", re.IGNORECASE)
CURSOR = "{ currentUsers(first: 5) { pageInfo { endCursor } } }"


class TestLists:
    @pytest.mark.parametrize(
        ("path", "title", "action"),
        [
            ("/?tab=people", "Part of this link is not known here", "Take it out"),
            ("/?role=BOSS", "Part of this link is not known here", "Take it out"),
            ("/?invite=everybody", "Part of this link is not known here", "Take it out"),
            ("/?page=2", "Part of this link is not known here", "Take it out"),
            (f"/?q={'x' * 300}", "Part of this link is not known here", "Take it out"),
            ("/?group=unknown", "There is no such group", "Show all groups"),
            ("/?tab=invited&group=R3JvdXA6eA==", "There is no such group", "Show all groups"),
            ("/?tab=invited&fromBulkInvite=unknown", "There is no such upload", "Show all invitations"),
            ("/?page=2&after=unknown", "This page of the list is not there", "Go to the first page"),
        ],
    )
    async def test_say_what_is_wrong_and_lead_on(self, open_page: OpenPage, path: str, title: str, action: str) -> None:
        page = await open_page(path, ())
        note = page.get_by_role("status").filter(has_text=title)
        await expect(note).to_be_visible()
        assert not INTERNAL.search(await page.locator("body").inner_text())
        await note.get_by_role("button", name=action).click()
        await expect(note).to_be_hidden()
        await expect(page.get_by_role("table").locator("tbody tr").first).to_be_visible()

    async def test_a_page_of_another_list_is_none_of_this(self, open_page: OpenPage, product: Product) -> None:
        info = await asyncio.to_thread(product.ask, CURSOR, product.admin_token)
        page = await open_page(f"/?tab=invited&page=2&after={info['pageInfo']['endCursor']}", ())
        note = page.get_by_role("status").filter(has_text="This page of the list is not there")
        await note.get_by_role("button", name="Go to the first page").click()
        await expect(page.get_by_role("table", name="Invited Users").locator("tbody tr").first).to_be_visible()

    async def test_a_known_group_is_no_problem(self, open_page: OpenPage, product: Product) -> None:
        groups = await asyncio.to_thread(product.groups)
        page = await open_page(f"/?group={groups['Kiosks']}", ())
        await expect(page.get_by_role("table").locator("tbody tr").first).to_be_visible()
        await expect(page.get_by_text("There is no such group")).to_have_count(0)


class TestUpload:
    async def test_an_unknown_one_says_so_and_offers_to_begin(self, open_page: OpenPage) -> None:
        page = await open_page("/?invite=bulk&bulkInvite=unknown", ())
        dialog = page.get_by_role("dialog", name="Invite Users")
        await expect(dialog.get_by_role("alert")).to_contain_text("There is no such upload")
        assert not INTERNAL.search(await dialog.inner_text())
        await dialog.get_by_role("button", name="Choose another file").click()
        await expect(dialog.get_by_role("button", name="Browse Files")).to_be_visible()


class TestNames:
    @pytest.mark.parametrize("path", ["/", "/forgot-password", "/reset-password", "/accept"])
    async def test_pages_before_signing_in_carry_the_products_name(self, open_page: OpenPage, path: str) -> None:
        page = await open_page(path)
        await expect(page.get_by_role("banner").get_by_text("Senturo", exact=True)).to_be_visible()
        await expect(page).to_have_title(re.compile(" · Senturo$"))
