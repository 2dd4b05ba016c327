"""What happened in the organization, as its Admins and Group Admins read it."""

import asyncio
import csv
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD

CREATE_GROUP = "mutation ($i: CreateGroupInput!) { createGroup(input: $i) { errors { message } } }"
FIRST_PAGE = "{ auditEntries(first: 25) { pageInfo { endCursor } } }"
INTERNAL = re.compile("GlobalID|cursor|BAD_USER_INPUT|null|undefined|auditEntries", re.IGNORECASE)


def entries(page: Page) -> Locator:
    return page.get_by_role("list", name="Activity of").get_by_role("listitem")


def day(days_ago: int) -> str:
    return f"{datetime.now().astimezone() - timedelta(days=days_ago):%Y-%m-%d}"


async def choose(page: Page, filter_name: str, option: str) -> None:
    await page.get_by_role("combobox", name=filter_name).click()
    await page.get_by_role("option", name=option).click()


class TestEntries:
    async def test_say_who_did_what_to_whom_from_what_to_what_and_when(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Grown Quickly")
        await asyncio.to_thread(product.change_role, email, "ADMIN")
        page = await open_page(f"/activity?q={email}&action=member.role_changed", ())
        entry = entries(page)
        await expect(entry).to_have_count(1)
        await expect(entry.get_by_role("button", name="Amara Okafor")).to_be_visible()
        await expect(entry.get_by_role("paragraph")).to_have_text("The role of Grown Quickly was changed")
        await expect(entry).to_contain_text(email)
        await expect(entry.get_by_role("term")).to_have_text("Role:")
        await expect(entry.get_by_role("definition")).to_have_text("from Analyst → to Admin")
        await expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
        await entry.get_by_role("button", name=re.compile("just now|minute")).hover()
        await expect(page.get_by_role("tooltip")).to_contain_text(str(datetime.now().astimezone().year))

    async def test_of_one_act_on_many_are_one(self, open_page: OpenPage) -> None:
        page = await open_page("/activity?action=bulk_invite.rows_invited&action=invitation.created&q=new-starters", ())
        await expect(entries(page)).to_have_count(1)
        await expect(entries(page)).to_contain_text("8 people were invited from new-starters.csv")
        await expect(page.get_by_role("combobox", name="Filter by what happened")).to_have_value("Invited")

    async def test_appear_without_a_reload(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page("/activity", ())
        await expect(entries(page)).to_have_count(25)
        email = await asyncio.to_thread(product.invite)
        await expect(entries(page).filter(has_text=email)).to_contain_text("was invited as Analyst")

    async def test_of_later_pages_stay_and_newer_ones_are_offered(self, open_page: OpenPage, product: Product) -> None:
        info = await asyncio.to_thread(product.ask, FIRST_PAGE, product.admin_token)
        page = await open_page(f"/activity?page=2&after={info['pageInfo']['endCursor']}", ())
        await expect(page.get_by_text("50 of")).to_be_visible()
        first = await entries(page).first.get_by_role("paragraph").inner_text()
        email = await asyncio.to_thread(product.invite)
        show = page.get_by_role("button", name="Show new entries")
        await expect(show).to_be_visible()
        await expect(entries(page).first.get_by_role("paragraph")).to_have_text(first)
        await show.click()
        await expect(entries(page).filter(has_text=email)).to_be_visible()
        await expect(show).to_be_hidden()


class TestFilters:
    async def test_stand_in_the_address(self, open_page: OpenPage) -> None:
        page = await open_page("/activity", ())
        await choose(page, "Filter by what happened", "Declined")
        await expect(entries(page).first).to_contain_text("declined the invitation")
        await page.get_by_role("searchbox").fill("declined@partner.example")
        await expect(entries(page)).to_have_count(1)
        await expect(page).to_have_url("/activity?action=invitation.declined&q=declined%40partner.example")
        await page.reload()
        await expect(entries(page)).to_have_count(1)
        await page.get_by_role("button", name="Clear filters").click()
        await expect(entries(page)).to_have_count(25)
        await expect(page).to_have_url("/activity")

    async def test_find_who_acted_among_all_members(self, open_page: OpenPage) -> None:
        page = await open_page("/activity", ())
        who = page.get_by_role("combobox", name="Filter by who did it")
        await who.fill("goran eriksen")
        await page.get_by_role("option", name="Goran Eriksen").click()
        await expect(entries(page).first.get_by_role("button", name="Goran Eriksen")).to_be_visible()
        await expect(page.get_by_role("button", name="Amara Okafor", exact=True)).to_have_count(0)
        await page.reload()
        await expect(who).to_have_value("Goran Eriksen")

    async def test_a_name_in_the_list_leads_to_what_its_person_did(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Gone Since")
        token = await asyncio.to_thread(product.sign_in, email, PASSWORD)
        name = f"Group of {email}"
        assert (await asyncio.to_thread(lambda: product.ask(CREATE_GROUP, token, i={"name": name})))["errors"] == []
        await asyncio.to_thread(product.remove, email)
        page = await open_page(f"/activity?q={name}", ())
        await entries(page).get_by_role("button", name="Gone Since").click()
        await expect(page).to_have_url(re.compile("actor="))
        await page.get_by_role("searchbox").fill("")
        await expect(page).not_to_have_url(re.compile("q="))
        await expect(entries(page).filter(has_text=f"The group {name} was created")).to_be_visible()
        await expect(page.get_by_role("combobox", name="Filter by who did it")).to_have_value("Gone Since")
        await expect(entries(page).get_by_role("button", name="Amara Okafor")).to_have_count(0)

    async def test_keep_whole_days_of_the_browser_s_zone(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/activity?q={email}", ())
        await expect(entries(page)).to_have_count(1)
        await page.get_by_label("From", exact=True).fill(day(1))
        await page.get_by_label("To", exact=True).fill(day(0))
        await expect(page).to_have_url(re.compile(f"since={day(1)}&until={day(0)}"))
        await expect(entries(page)).to_have_count(1)
        await page.get_by_label("To", exact=True).fill(day(1))
        await expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
        await page.get_by_label("To", exact=True).fill(day(2))
        await expect(page.get_by_text("Before “From”")).to_be_visible()


class TestExports:
    async def test_hold_what_is_shown(self, open_page: OpenPage, product: Product, downloads: Path) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/activity?q={email}&action=invitation.created&action=bulk_invite.rows_invited", ())
        await page.get_by_label("From", exact=True).fill(day(0))
        await expect(page).to_have_url(re.compile("since="))
        for name in ("activity.csv", "activity.ndjson"):
            async with page.expect_download() as started:
                await (
                    page.get_by_role("button", name=f"Export {name.partition('.')[2].upper()}")
                    .or_(page.get_by_role("link", name=f"Export {name.partition('.')[2].upper()}"))
                    .click()
                )
            download = await started.value
            await download.save_as(downloads / name)
        (row,) = csv.DictReader((downloads / "activity.csv").read_text(encoding="utf-8-sig").splitlines())
        assert (row["Who"], row["What"]) == ("Amara Okafor", f"{email} was invited as Analyst")
        (line,) = (downloads / "activity.ndjson").read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["subjectEmail"] == email

    async def test_that_are_refused_say_why(self, open_page: OpenPage, complaints: Complaints) -> None:
        complaints.expected.append("429")
        page = await open_page("/activity?q=amara", ())
        asked: list[str] = []

        async def refuse(route: Route) -> None:
            asked.append(route.request.url)
            body = {"errors": [{"message": "Too many exports. Try again in 10 minutes."}]}
            await route.fulfill(status=429, json=body)

        await page.route("**/exports/**", refuse)
        await page.get_by_text("Export CSV").click()
        await expect(page.get_by_role("alert").filter(has_text="Too many exports.")).to_be_visible()
        assert parse_qs(urlsplit(asked[0]).query) == {"q": ["amara"]}


class TestReaders:
    async def test_a_group_admin_sees_what_concerns_the_groups(self, open_page: OpenPage, product: Product) -> None:
        groups = await asyncio.to_thread(product.groups)
        email = await asyncio.to_thread(product.join, "GROUP_ADMIN", [groups["Kiosks"]])
        ours = await asyncio.to_thread(product.invite, address("ours"), "ANALYST", [groups["Kiosks"]])
        theirs = await asyncio.to_thread(product.invite, address("theirs"), "ANALYST", [groups["Warehouse"]])
        page = await open_page("/activity", (email, PASSWORD))
        await expect(entries(page).filter(has_text=ours)).to_be_visible()
        await expect(entries(page).filter(has_text=theirs)).to_have_count(0)
        await expect(page.get_by_text("What you did, and what concerns your groups")).to_be_visible()

    async def test_others_are_told_and_led_back(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        page = await open_page("/activity", (email, PASSWORD))
        await expect(page.get_by_role("heading", name="Your role doesn't allow this")).to_be_visible()
        await expect(page.get_by_role("link", name="Activity")).to_have_count(0)
        await page.get_by_role("main").get_by_role("link", name="Go to Role Management").click()
        await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()

    async def test_a_demotion_shows_at_once(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN")
        page = await open_page("/activity", (email, PASSWORD))
        await expect(entries(page)).to_have_count(25)
        await asyncio.to_thread(product.change_role, email, "REMOTE")
        await expect(page.get_by_role("heading", name="Your role doesn't allow this")).to_be_visible()
        await expect(entries(page)).to_have_count(0)


class TestWrongLinks:
    @pytest.mark.parametrize(
        ("query", "title", "action"),
        [
            ("action=member.sung", "Part of this link is not known here", "Take it out"),
            ("since=yesterday", "Part of this link is not known here", "Take it out"),
            ("until=2026-02-30", "Part of this link is not known here", "Take it out"),
            ("actor=unknown", "There is no such person", "Show what everybody did"),
            ("page=2&after=unknown", "This page of the list is not there", "Go to the first page"),
        ],
    )
    async def test_say_what_is_wrong_and_lead_on(
        self, open_page: OpenPage, query: str, title: str, action: str
    ) -> None:
        page = await open_page(f"/activity?{query}", ())
        note = page.get_by_role("status").filter(has_text=title)
        await expect(note).to_be_visible()
        assert not INTERNAL.search(await page.locator("body").inner_text())
        await note.get_by_role("button", name=action).click()
        await expect(note).to_be_hidden()
        await expect(page).to_have_url("/activity")
        await expect(entries(page)).to_have_count(25)
