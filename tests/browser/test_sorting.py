"""Sorting the lists: by their headings, by a select where those are folded, and by the address."""

import asyncio
import re

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import members, rows
from tests.browser.product import Product
from tests.support.factories import PASSWORD


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("columnheader", name=name)


async def sorted_by(page: Page, name: str, direction: str | None) -> None:
    if direction:
        await expect(heading(page, name)).to_have_attribute("aria-sort", direction)
    else:
        await expect(heading(page, name)).not_to_have_attribute("aria-sort", re.compile("."))


class TestHeadings:
    async def test_sort_upwards_downwards_and_return_to_the_usual_order(
        self, open_page: OpenPage, product: Product
    ) -> None:
        word = await members(product, 3)
        page = await open_page(f"/?q={word}", ())
        await sorted_by(page, "User", "ascending")
        await expect(rows(page).locator(".name bdi")).to_have_text(["Many 10", "Many 11", "Many 12"])
        async with product.database() as database:
            for number in (10, 11, 12):
                joined = "UPDATE memberships SET joined_at = now() - $1 * interval '1 day' WHERE user_id ="
                user = "(SELECT id FROM users WHERE email = $2)"
                await database.execute(f"{joined} {user}", (number * 7) % 10, f"{word}{number}@story.example")
        joined_last = ["Many 10", "Many 12", "Many 11"]
        for order, direction, expected in (
            ("-JOINED_AT", "descending", joined_last),
            ("JOINED_AT", "ascending", joined_last[::-1]),
            (None, None, ["Many 10", "Many 11", "Many 12"]),
        ):
            await heading(page, "Joined").get_by_role("button").focus()
            await page.keyboard.press("Enter")
            await sorted_by(page, "Joined", direction)
            await expect(page).to_have_url(f"/?q={word}&order={order}" if order else f"/?q={word}")
            await expect(rows(page).locator(".name bdi")).to_have_text(expected)
        await sorted_by(page, "User", "ascending")

    async def test_keep_the_filters_and_lead_to_the_first_page(self, page: Page) -> None:
        await page.get_by_role("button", name="Next page").click()
        await expect(page.get_by_text("50 of")).to_be_visible()
        await heading(page, "Role").get_by_role("button").click()
        await expect(page.get_by_text("25 of")).to_be_visible()
        await expect(rows(page).first.get_by_role("combobox")).to_have_value("Admin")
        await page.reload()
        await sorted_by(page, "Role", "ascending")
        await page.go_back()
        await expect(page.get_by_text("50 of")).to_be_visible()

    async def test_of_invitations_are_by_when_they_were_made_until_one_is_pressed(self, open_page: OpenPage) -> None:
        page = await open_page("/?tab=invited&q=partner.example", ())
        await sorted_by(page, "Invited", "descending")
        emails = rows(page).locator(".identity")
        await expect(emails.nth(2)).to_be_visible()
        newest_first = await emails.all_inner_texts()
        await heading(page, "Email").get_by_role("button").click()
        await sorted_by(page, "Email", "ascending")
        await expect(page).to_have_url("/?tab=invited&q=partner.example&order=EMAIL")
        await expect(emails).to_have_text(sorted(newest_first), use_inner_text=True)

    async def test_of_another_list_are_left_out_and_said_to_be_wrong(self, open_page: OpenPage) -> None:
        page = await open_page("/?tab=invited&order=-JOINED_AT", ())
        await expect(page.get_by_text("order=-JOINED_AT")).to_be_visible()
        await sorted_by(page, "Invited", "descending")


class TestSelect:
    async def test_sorts_on_a_telephone(self, open_page: OpenPage, product: Product) -> None:
        word = await members(product, 2)
        page = await open_page(f"/?q={word}", (), viewport={"width": 390, "height": 844})
        await expect(rows(page)).to_have_count(2)
        await page.get_by_role("combobox", name="Sort by").click()
        await page.get_by_role("option", name="Name, Z to A").click()
        await expect(rows(page).locator(".name bdi")).to_have_text(["Many 11", "Many 10"])
        await page.get_by_role("combobox", name="Sort by").click()
        await page.get_by_role("option", name="Name, A to Z").click()
        await expect(page).to_have_url(f"/?q={word}")

    async def test_is_where_headings_are_folded_which_cannot_be_reached_then(self, page: Page) -> None:
        select = page.get_by_role("combobox", name="Sort by")
        await expect(heading(page, "Joined").get_by_role("button")).to_be_visible()
        await expect(select).to_be_hidden()
        await page.set_viewport_size({"width": 390, "height": 844})
        await expect(select).to_be_visible()
        await expect(heading(page, "Joined").get_by_role("button")).to_be_hidden()
        await expect(page.get_by_role("columnheader")).to_have_count(7)


class TestLastActive:
    async def test_is_a_day_or_never_and_sorts(self, open_page: OpenPage, product: Product) -> None:
        word = await members(product, 4)
        days = "UPDATE memberships SET last_active_at = date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
        async with product.database() as database:
            for number, ago in ((11, 0), (12, 1), (13, 40)):
                user = "(SELECT id FROM users WHERE email = $2)"
                email = f"{word}{number}@story.example"
                await database.execute(f"{days} - $1 * interval '1 day' WHERE user_id = {user}", ago, email)
        page = await open_page(f"/?q={word}&order=-LAST_ACTIVE_AT", (), timezone_id="America/Los_Angeles")
        await sorted_by(page, "Last active", "descending")
        cells = rows(page).locator(".column-active")
        await expect(cells).to_have_text(["Today", "Yesterday", re.compile(r"\d{4}$"), "Never"])
        await heading(page, "Last active").get_by_role("button").click()
        await expect(rows(page).locator(".name bdi")).to_have_text(["Many 10", "Many 13", "Many 12", "Many 11"])

    async def test_of_who_has_just_come_is_today(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ANALYST", None, "Just Come")
        page = await open_page(f"/?q={email}", (email, PASSWORD))
        await expect(page.get_by_text("Just Come").first).to_be_visible()

        async def look() -> None:
            await page.reload()
            await expect(rows(page)).to_have_count(1)

        for _ in range(20):
            await look()
            if await rows(page).locator(".column-active").inner_text() == "Today":
                return
            await asyncio.sleep(0.5)
        await expect(rows(page).locator(".column-active")).to_have_text("Today")


class TestSearch:
    async def test_finds_words_in_any_order_with_and_without_accents(
        self, open_page: OpenPage, product: Product
    ) -> None:
        word = (await members(product, 1, name="Élif Bauer-Çelik Bilal")).removesuffix("-")
        page = await open_page("/", ())
        for text in (f"bauer bilal {word}", f"élif {word}", f"ELIF {word} celik", f"{word} bilal Bauer"):
            await page.get_by_role("searchbox").fill(text)
            await expect(rows(page)).to_have_count(1)
            await expect(rows(page)).to_contain_text("Élif Bauer-Çelik Bilal")
            await page.get_by_role("searchbox").fill(f"{text} nobody")
            await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
