"""The page of settings: what counts for everybody in the organization."""

import asyncio
from contextlib import suppress

import pytest
from playwright.async_api import Dialog, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.organizations import Organization, new_organization
from tests.browser.product import Product
from tests.support.factories import PASSWORD

SETTINGS = "{ viewer { organization { name invitationTtlDays } } }"
UPDATE = "mutation ($i: UpdateOrganizationInput!) { updateOrganization(input: $i) { errors { message } } }"


@pytest.fixture
async def organization(product: Product) -> Organization:
    return await asyncio.to_thread(new_organization, product)


@pytest.fixture
async def settings(open_page: OpenPage, organization: Organization) -> Page:
    return await open_page("/settings", organization.admin)


async def choose_expiry(page: Page, name: str) -> None:
    await page.get_by_role("combobox", name="Invitations expire after").click()
    await page.get_by_role("option", name=name, exact=True).click()


async def save(page: Page) -> None:
    """The button cannot be used again until something else is changed; what is said may be about an earlier change."""
    button = page.get_by_role("button", name="Save changes")
    await button.click()
    await expect(button).to_have_attribute("aria-disabled", "true")
    await expect(page.get_by_text("Your changes were saved.").last).to_be_visible()


async def rename(page: Page, name: str) -> None:
    await page.get_by_role("textbox", name="Organization's name").fill(name)


async def saved(organization: Organization) -> dict[str, object]:
    found: dict[str, object] = (await asyncio.to_thread(organization.ask, SETTINGS))["organization"]
    return found


async def receives_changes(page: Page, organization: Organization) -> None:
    """Waits until the page shows what others change: it subscribes a moment after it has read what it shows."""
    for number in range(30):
        name = f"{organization.name} {number}"
        payload = await asyncio.to_thread(organization.ask, UPDATE, i={"name": name})
        assert payload["errors"] == []
        with suppress(AssertionError):
            await expect(page).to_have_title(f"Current Users · {name} · Senturo", timeout=2_000)
            return
    raise AssertionError


class TestSaving:
    async def test_shows_a_new_name_everywhere_at_once(
        self, open_page: OpenPage, organization: Organization, settings: Page
    ) -> None:
        other = await open_page("/", organization.admin)
        await receives_changes(other, organization)
        name = organization.name.replace("Fleet", "Armada")
        await rename(settings, name)
        await save(settings)
        await expect(settings).to_have_title(f"Settings · {name} · Senturo")
        await expect(settings.get_by_role("banner").get_by_text(name)).to_be_visible()
        await expect(settings.get_by_role("button", name="Save changes")).to_have_attribute("aria-disabled", "true")
        await expect(other).to_have_title(f"Current Users · {name} · Senturo")

    @pytest.mark.parametrize(("choice", "days"), [("7 days", 7), ("14 days", 14), ("30 days", 30)])
    async def test_keeps_how_long_invitations_are_good_for(
        self, organization: Organization, settings: Page, choice: str, days: int
    ) -> None:
        await expect(settings.get_by_text("Those already sent keep their time until they are resent.")).to_be_visible()
        await choose_expiry(settings, choice)
        await save(settings)
        assert (await saved(organization))["invitationTtlDays"] == days
        await choose_expiry(settings, "Never")
        await save(settings)
        assert (await saved(organization))["invitationTtlDays"] is None

    async def test_takes_another_number_of_days_and_says_which_it_cannot_be(
        self, organization: Organization, settings: Page
    ) -> None:
        await choose_expiry(settings, "Another number of days")
        days = settings.get_by_role("textbox", name="Number of days")
        for wrong in ("", "0", "3651", "99999999999"):
            await days.fill(wrong)
            await settings.get_by_role("button", name="Save changes").click()
            await expect(settings.get_by_text("Enter a whole number of days, from 1 to 3,650.")).to_be_visible()
            await expect(days).to_be_focused()
        await days.fill("45")
        await save(settings)
        assert (await saved(organization))["invitationTtlDays"] == 45
        await settings.reload()
        await expect(days).to_have_value("45")

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            (" ", "Enter a name."),
            ("Acme Devices", "This name looks like that of another organization."),
            ("x" * 101, "at most 100 characters"),
        ],
        ids=["empty", "taken", "long"],
    )
    async def test_says_at_the_field_which_name_it_cannot_be(self, settings: Page, name: str, told: str) -> None:
        field = settings.get_by_role("textbox", name="Organization's name")
        await field.fill(name)
        await settings.get_by_role("button", name="Save changes").click()
        await expect(settings.get_by_text(told)).to_be_visible()
        await expect(field).to_be_focused()
        await settings.get_by_role("button", name="Discard changes").click()
        await expect(settings.get_by_text(told)).to_be_hidden()

    async def test_leaves_what_is_typed_meanwhile(self, organization: Organization, settings: Page) -> None:
        first, then = (organization.name.replace("Fleet", word) for word in ("Convoy", "Flotilla"))
        await rename(settings, first)
        may_save = await hold_requests(settings, "UpdateOrganization")
        await settings.get_by_role("button", name="Save changes").click()
        await rename(settings, then)
        may_save.set()
        await expect(settings.get_by_text("Your changes were saved.")).to_be_visible()
        await expect(settings.get_by_role("textbox", name="Organization's name")).to_have_value(then)
        assert (await saved(organization))["name"] == first
        await save(settings)
        assert (await saved(organization))["name"] == then

    async def test_leaves_what_somebody_else_changed_meanwhile(
        self, organization: Organization, settings: Page
    ) -> None:
        name = organization.name.replace("Fleet", "Squadron")
        await rename(settings, name)
        await asyncio.to_thread(organization.ask, UPDATE, i={"invitationTtlDays": 30})
        await expect(settings.get_by_role("combobox", name="Invitations expire after")).to_have_value("30 days")
        await save(settings)
        assert await saved(organization) == {"name": name, "invitationTtlDays": 30}


class TestTheForm:
    async def test_says_whom_to_ask_for_larger_files(self, settings: Page) -> None:
        await expect(settings.get_by_text("Set by whoever runs Senturo for you. Ask them")).to_be_visible()
        await expect(settings.get_by_text("100 at most")).to_be_visible()

    async def test_saves_and_discards_only_what_is_changed(self, organization: Organization, settings: Page) -> None:
        button = settings.get_by_role("button", name="Save changes")
        await expect(button).to_have_attribute("aria-disabled", "true")
        await button.focus()
        await expect(settings.get_by_role("tooltip")).to_have_text("Nothing has changed yet.")
        await expect(settings.get_by_role("button", name="Discard changes")).to_have_count(0)
        await rename(settings, "Something else")
        await expect(button).not_to_have_attribute("aria-disabled", "true")
        await settings.get_by_role("button", name="Discard changes").click()
        await expect(settings.get_by_role("textbox", name="Organization's name")).to_have_value(organization.name)
        await expect(button).to_have_attribute("aria-disabled", "true")


class TestLeaving:
    async def test_by_a_link_asks_first(self, settings: Page) -> None:
        await rename(settings, "Not saved")
        await settings.get_by_role("link", name="Groups", exact=True).click()
        question = settings.get_by_role("dialog", name="Discard your changes?")
        await question.get_by_role("button", name="Keep editing").click()
        await expect(settings).to_have_url("/settings")
        await expect(settings.get_by_role("textbox", name="Organization's name")).to_have_value("Not saved")
        await settings.get_by_role("link", name="Groups", exact=True).click()
        await question.get_by_role("button", name="Discard").click()
        await expect(settings).to_have_url("/groups")
        await expect(settings.get_by_role("heading", name="Groups", exact=True)).to_be_visible()

    async def test_by_the_browsers_button_asks_first(self, open_page: OpenPage, organization: Organization) -> None:
        page = await open_page("/?tab=invited", organization.admin)
        await page.get_by_role("link", name="Settings").click()
        await rename(page, "Not saved")
        await page.evaluate("history.back()")
        question = page.get_by_role("dialog", name="Discard your changes?")
        await question.get_by_role("button", name="Keep editing").click()
        await expect(page).to_have_url("/settings")
        await expect(page.get_by_role("textbox", name="Organization's name")).to_have_value("Not saved")
        await page.evaluate("history.back()")
        await question.get_by_role("button", name="Discard").click()
        await expect(page).to_have_url("/?tab=invited")
        await expect(page.get_by_role("tab", name="Invited Users")).to_have_attribute("aria-selected", "true")

    async def test_by_a_reload_asks_first(self, settings: Page) -> None:
        asked: list[str] = []

        async def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            await dialog.dismiss()

        settings.on("dialog", stay)
        await rename(settings, "Not saved")
        await settings.evaluate("setTimeout(() => location.reload())")
        await settings.wait_for_event("dialog")
        await expect(settings.get_by_role("textbox", name="Organization's name")).to_have_value("Not saved")
        assert asked == ["beforeunload"]

    async def test_does_not_ask_where_nothing_would_be_lost(self, organization: Organization, settings: Page) -> None:
        await rename(settings, organization.name.replace("Fleet", "Convoy"))
        await save(settings)
        await settings.get_by_role("link", name="Role Management").click()
        await expect(settings.get_by_role("heading", name="Role Management")).to_be_visible()


class TestWhoMayNot:
    @pytest.mark.parametrize("role", ["GROUP_ADMIN", "REMOTE"])
    async def test_is_told_so_and_led_back(self, open_page: OpenPage, product: Product, role: str) -> None:
        groups = await asyncio.to_thread(product.groups)
        email = await asyncio.to_thread(product.join, role, [groups["Kiosks"]])
        page = await open_page("/settings", (email, PASSWORD))
        await expect(page.get_by_text("Your role doesn't allow changing settings")).to_be_visible()
        await expect(page.get_by_role("textbox")).to_have_count(0)
        await expect(page.get_by_role("link", name="Settings")).to_have_count(0)
        await page.get_by_role("link", name="Go to Role Management").click()
        await expect(page.get_by_role("table", name="Current Users")).to_be_visible()
