"""Choosing groups: what is offered to whom, found however many there are, and made where it is missing."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import Product, address
from tests.browser.test_inviting import PASTE, choose_role, emails
from tests.support.factories import PASSWORD
from tests.support.graphql_operations import CREATE_GROUP, DELETE_GROUP


def make_groups(product: Product, *names: str) -> list[str]:
    """Their ids."""
    answers = [product.ask(CREATE_GROUP, product.admin_token, input={"name": name}) for name in names]
    return [answer["group"]["id"] for answer in answers]


def groups_field(dialog: Locator) -> Locator:
    return dialog.get_by_role("combobox", name="Groups")


async def open_invite(page: Page) -> Locator:
    await page.get_by_role("button", name="Invite Users").click()
    return page.get_by_role("dialog", name="Invite Users")


@pytest.fixture
def word() -> str:
    """Of the groups of one story."""
    return address("g").partition("@")[0]


class TestGroupAdmin:
    async def test_is_offered_only_own_groups(self, open_page: OpenPage, product: Product, word: str) -> None:
        own, _ = await asyncio.to_thread(make_groups, product, f"{word} own", f"{word} other")
        email = await asyncio.to_thread(product.join, "GROUP_ADMIN", [own])
        member = await asyncio.to_thread(product.join, "REMOTE", [own], f"In {word}")
        page = await open_page(f"/?q={member}", (email, PASSWORD))
        dialog = await open_invite(page)
        await groups_field(dialog).click()
        await expect(page.get_by_role("option")).to_have_text([f"{word} own"])
        await groups_field(dialog).fill(f"{word} other")
        await expect(page.get_by_text("None of your groups matches.")).to_be_visible()
        await expect(page.get_by_role("option")).to_have_count(0)
        await groups_field(dialog).fill("")
        await page.keyboard.press("Escape")
        await dialog.get_by_role("tab", name="Bulk Upload").click()
        await dialog.get_by_role("combobox", name="Groups for rows without any").click()
        await expect(page.get_by_role("option")).to_have_text([f"{word} own"])
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name=f"More for In {word}").click()
        await page.get_by_role("menuitem", name="Change groups").click()
        dialog = page.get_by_role("dialog", name=f"Groups of In {word}")
        await groups_field(dialog).click()
        await expect(page.get_by_text("All groups are chosen.")).to_be_visible()

    async def test_is_offered_only_roles_that_may_be_given_with_what_each_is(
        self, open_page: OpenPage, product: Product, word: str
    ) -> None:
        own = await asyncio.to_thread(make_groups, product, word)
        email = await asyncio.to_thread(product.join, "GROUP_ADMIN", own)
        page = await open_page("/", (email, PASSWORD))
        dialog = await open_invite(page)
        await dialog.get_by_role("combobox", name="Role", exact=True).click()
        await expect(page.get_by_role("option")).to_have_count(5)
        await expect(page.get_by_role("option", name="Analyst Studies reports")).to_be_visible()
        await expect(page.get_by_role("option", name="Admin Manages everything")).to_have_count(0)


@pytest.fixture
def many_groups(product: Product, word: str) -> Iterator[None]:
    """More than a list offers at once. They go again, since other stories would not find theirs among them."""
    ids = make_groups(product, *(f"{word} {number:03}" for number in range(54)), f"{word} Zürich Élysée")
    yield
    for group_id in ids:
        assert product.ask(DELETE_GROUP, product.admin_token, input={"groupId": group_id})["errors"] == []


@pytest.mark.usefixtures("many_groups")
class TestFinding:
    async def test_goes_beyond_the_first_page_without_accents_and_in_any_order(
        self, open_page: OpenPage, word: str
    ) -> None:
        page = await open_page("/?q=amara.okafor", ())
        dialog = await open_invite(page)
        await groups_field(dialog).fill(word)
        await expect(page.get_by_role("option", name="5 more groups: type a part of the name.")).to_be_disabled()
        await expect(page.get_by_role("option", name=f"{word} Zürich Élysée")).to_have_count(0)
        await groups_field(dialog).fill(f"elysee zur {word}")
        await page.get_by_role("option", name=f"{word} Zürich Élysée").click()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([f"{word} Zürich Élysée"])
        await groups_field(dialog).fill(f"zürich élysée {word}")
        await expect(page.get_by_role("option", name=f"{word} Zürich Élysée")).to_have_count(0)


class TestMaking:
    async def test_a_group_that_is_not_there_is_made_and_chosen(
        self, open_page: OpenPage, product: Product, word: str
    ) -> None:
        invited = address()
        page = await open_page("/?q=amara.okafor", ())
        dialog = await open_invite(page)
        await dialog.get_by_role("combobox", name="Email addresses").fill(invited)
        await dialog.get_by_role("combobox", name="Role", exact=True).click()
        await page.get_by_role("option", name="Analyst").click()
        await groups_field(dialog).fill(f"Kiosk {word}")
        await expect(page.get_by_role("option", name=f"+ Create “Kiosk {word}”")).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"The group Kiosk {word} was created.")).to_be_visible()
        await expect(groups_field(dialog)).to_have_value("")
        await page.keyboard.press("Escape")
        await dialog.get_by_role("button", name="Send 1 Invitation").click()
        await expect(page.get_by_text("1 invitation is on the way.")).to_be_visible()
        await page.goto(f"/?tab=invited&q={invited}")
        await expect(page.get_by_role("row").filter(has_text=invited)).to_contain_text(f"Kiosk {word}")

    async def test_one_in_another_letter_case_is_offered_instead(
        self, open_page: OpenPage, product: Product, word: str
    ) -> None:
        await asyncio.to_thread(make_groups, product, f"Kiosk {word}")
        page = await open_page("/?q=amara.okafor", ())
        dialog = await open_invite(page)
        await groups_field(dialog).fill(f"KIOSK {word}")
        await page.get_by_role("option").click()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([f"Kiosk {word}"])
        await groups_field(dialog).fill(f"kiosk {word}")
        await expect(page.get_by_text(f"“kiosk {word}” is chosen already.")).to_be_visible()
        await expect(page.get_by_role("option")).to_have_count(0)

    async def test_one_that_somebody_else_has_just_made_is_chosen(
        self, open_page: OpenPage, product: Product, word: str
    ) -> None:
        page = await open_page("/?q=amara.okafor", ())
        dialog = await open_invite(page)
        await groups_field(dialog).fill(f"kiosk {word}")
        create = page.get_by_role("option", name=f"+ Create “kiosk {word}”")
        await expect(create).to_be_visible()
        await asyncio.to_thread(make_groups, product, f"Kiosk {word}")
        await create.click()
        await expect(page.get_by_text(f"Kiosk {word} was there already, and is chosen.")).to_be_visible()
        await expect(dialog.locator(".mantine-Pill-label")).to_have_text([f"Kiosk {word}"])

    async def test_nobody_is_invited_without_one_that_is_still_being_made(self, open_page: OpenPage, word: str) -> None:
        page = await open_page("/?q=amara.okafor", ())
        dialog = await open_invite(page)
        await emails(dialog).evaluate(PASTE, address())
        await choose_role(page, dialog, "Analyst")
        await groups_field(dialog).fill(f"Late {word}")
        create = page.get_by_role("option", name=f"+ Create “Late {word}”")
        await expect(create).to_be_visible()
        may_go = await hold_requests(page, "CreateGroup")
        await create.click()
        send = dialog.get_by_role("button", name="Send 1 Invitation")
        await expect(send).to_be_disabled()
        may_go.set()
        await expect(send).to_be_enabled()
        await expect(dialog.locator(".mantine-Pill-label").filter(has_text=f"Late {word}")).to_be_visible()

    async def test_a_name_that_no_file_could_say_is_refused_in_place(self, open_page: OpenPage, word: str) -> None:
        page = await open_page("/?q=amara.okafor", ())
        dialog = await open_invite(page)
        await groups_field(dialog).fill(f"{word}; two")
        await page.get_by_role("option", name=f"+ Create “{word}; two”").click()
        await expect(dialog.get_by_text('Leave out ";": in a file of people')).to_be_visible()
        await expect(groups_field(dialog)).to_have_attribute("aria-invalid", "true")
        await expect(groups_field(dialog)).to_have_value(f"{word}; two")

    async def test_is_for_who_may_change_groups(self, open_page: OpenPage, product: Product, word: str) -> None:
        own = await asyncio.to_thread(make_groups, product, word)
        email = await asyncio.to_thread(product.join, "GROUP_ADMIN", own)
        page = await open_page("/", (email, PASSWORD))
        dialog = await open_invite(page)
        await groups_field(dialog).fill(f"{word} new")
        await expect(page.get_by_text("None of your groups matches.")).to_be_visible()
        await expect(page.get_by_role("option")).to_have_count(0)
