"""The review of an uploaded file: its people as a grid whose cells are edited in place."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.review import cell, counts, editor, row, rows, segment, upload_id
from tests.browser.test_bulk_upload import UPLOAD, choose, file_of

ROWS = "query ($id: ID!) { bulkInvite(id: $id) { rows(first: 5) { edges { node { id line } } } } }"
UPDATE = "mutation ($i: UpdateBulkInviteRowInput!) { updateBulkInviteRow(input: $i) { errors { message } } }"


def slip() -> str:
    return address("slip").replace("story.example", "gmial.com")


async def focused_label(page: Page) -> str:
    label: str = await page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
    return label


class TestPeople:
    async def test_of_a_clean_file_are_all_shown(self, open_page: OpenPage) -> None:
        one, two = address("clean"), address("clean")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "clean.csv", file_of(f"{one},Analyst,Kiosks", f"{two},Remote,"))
        await expect(rows(dialog)).to_have_count(2)
        await expect(segment(dialog, "All", 2)).to_have_attribute("aria-pressed", "true")
        await expect(row(dialog, one)).to_contain_text("Analyst")
        await expect(row(dialog, one)).to_contain_text("Kiosks")
        await expect(row(dialog, two)).to_contain_text("No groups")
        await expect(rows(dialog).get_by_text("Ready")).to_have_count(2)
        assert await dialog.get_by_role("columnheader").all_inner_texts() == [
            "",
            "Row",
            "Email",
            "Role",
            "Groups",
            "Problem",
            "Remove",
        ]

    async def test_with_errors_come_first_and_each_segment_is_counted(self, open_page: OpenPage) -> None:
        good, warned = address("good"), slip()
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "mixed.csv", file_of(f"{good},Analyst,", f"{warned},Analyst,", "wrong,Analyst,"))
        await expect(segment(dialog, "Errors", 1)).to_have_attribute("aria-pressed", "true")
        await expect(rows(dialog)).to_have_count(1)
        await expect(rows(dialog)).to_contain_text("Error")
        await expect(rows(dialog)).to_contain_text("wrong")
        await segment(dialog, "All", 3).click()
        await expect(rows(dialog)).to_have_count(3)
        for place, (text, verdict) in enumerate((("wrong", "Error"), (warned, "Warning"), (good, "Ready"))):
            await expect(rows(dialog).nth(place)).to_contain_text(text)
            await expect(rows(dialog).nth(place)).to_contain_text(verdict)
        await segment(dialog, "Ready", 1).click()
        await expect(rows(dialog)).to_have_count(1)
        await expect(
            dialog.get_by_role("status").filter(has_text="1 with errors, 1 with warnings, 1 ready")
        ).to_have_count(1)

    async def test_get_what_was_chosen_for_rows_without_it(self, open_page: OpenPage) -> None:
        email = address("default")
        page = await open_page(UPLOAD, ())
        await page.get_by_role("combobox", name="Role for rows without one").click()
        await page.get_by_role("option", name="Broadcaster").click()
        dialog = await choose(page, "default.csv", f"Email\r\n{email}\r\n")
        await expect(row(dialog, email)).to_contain_text("Broadcaster")

    async def test_of_a_long_file_are_there_where_they_are_looked_at(self, open_page: OpenPage) -> None:
        word = address("scrolled").partition("@")[0]
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "long.csv", file_of(*(f"{word}-{n}@story.example,Analyst," for n in range(90))))
        await expect(dialog.get_by_text(re.compile(r"^1.\d+ of 90$"))).to_be_visible()
        await expect(row(dialog, f"{word}-0@")).to_be_visible()
        await expect(row(dialog, f"{word}-89@")).to_have_count(0)
        await cell(dialog, "email", f"{word}-0@").hover()
        await page.mouse.wheel(0, 100_000)
        await expect(row(dialog, f"{word}-89@")).to_be_in_viewport()
        await expect(dialog.get_by_text(re.compile(r"^\d+.90 of 90$"))).to_be_visible()
        await page.mouse.wheel(0, -100_000)
        await expect(row(dialog, f"{word}-0@")).to_be_in_viewport()

    async def test_show_at_once_what_somebody_else_changes(self, open_page: OpenPage, product: Product) -> None:
        before, after = address("before"), address("after")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "shared.csv", file_of(f"{before},Analyst,", "wrong,Analyst,"))
        await segment(dialog, "All", 2).click()
        await expect(row(dialog, before)).to_be_visible()
        found = await asyncio.to_thread(product.ask, ROWS, product.admin_token, id=upload_id(page))
        change = {"rowId": found["rows"]["edges"][0]["node"]["id"], "email": after, "role": "Remote"}
        await asyncio.to_thread(product.ask, UPDATE, product.admin_token, i=change)
        await expect(row(dialog, after)).to_contain_text("Remote")
        await expect(row(dialog, before)).to_have_count(0)

    async def test_have_a_wide_window_and_the_whole_screen_of_a_telephone(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "wide.csv", file_of(f"{address()},Analyst,"))
        await expect(rows(dialog)).to_have_count(1)
        for size, expected in (((1280, 800), (960, 752)), ((390, 844), (390, 844))):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await expect(dialog).to_have_js_property("offsetWidth", expected[0])
            await expect(dialog).to_have_js_property("offsetHeight", expected[1])


class TestEditing:
    async def test_enter_saves_and_goes_to_the_next_problem(self, open_page: OpenPage) -> None:
        one, two, three = address("one"), address("two"), address("three")
        text = file_of("first,Analyst,", "second,Analyst,", f"{three},Superuser,", f"{address()},Analyst,")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "mended.csv", text)
        await cell(dialog, "email", "first").click()
        field = editor(dialog, "Email", "first")
        await expect(field).to_be_focused()
        await field.fill(one)
        await field.press("Enter")
        await expect(editor(dialog, "Email", "second")).to_be_focused()
        await counts(dialog, errors=2, ready=2)
        await page.keyboard.type(two)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("combobox", name=f"Role of {three}")).to_be_focused()
        await page.get_by_role("option", name="Investigator").click()
        await counts(dialog, ready=4)
        await expect(dialog.get_by_text("No row has an error.")).to_be_visible()
        await dialog.get_by_role("button", name="Show all rows").click()
        await expect(row(dialog, three)).to_contain_text("Investigator")
        await expect(dialog.get_by_role("button", name="Send 4 Invitations")).to_be_enabled()

    async def test_what_is_still_wrong_stays_open_with_the_reason(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "still.csv", file_of("wrong,Analyst,"))
        await cell(dialog, "email", "wrong").click()
        await editor(dialog, "Email", "wrong").fill("also wrong@")
        await page.keyboard.press("Enter")
        field = editor(dialog, "Email", "also wrong@")
        await expect(field).to_have_accessible_description(re.compile("not a valid email address"))
        await expect(field).to_be_focused()
        await expect(field).to_have_value("also wrong@")
        await page.keyboard.press("Escape")
        await expect(field).to_be_hidden()
        await expect(dialog).to_be_visible()

    async def test_escape_leaves_the_cell_and_asks_if_it_was_changed(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "left.csv", file_of("wrong,Analyst,"))
        place = cell(dialog, "email", "wrong")
        await place.click()
        await page.keyboard.press("Escape")
        await expect(place).to_be_focused()
        await place.press("Enter")
        field = editor(dialog, "Email", "wrong")
        await field.fill("half-typed")
        await page.keyboard.press("Escape")
        question = page.get_by_role("dialog", name="Discard what you changed in row 2?")
        await question.get_by_role("button", name="Keep editing").click()
        await expect(field).to_have_value("half-typed")
        await field.press("Escape")
        await question.get_by_role("button", name="Discard").click()
        await expect(place).to_be_focused()
        await expect(segment(dialog, "Errors", 1)).to_be_visible()

    async def test_groups_are_picked(self, open_page: OpenPage) -> None:
        email = address("grouped")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "groups.csv", file_of(f"{email},Analyst,Nowhere;Kiosks"))
        await cell(dialog, "groups", email).click()
        field = page.get_by_role("combobox", name=f"Groups of {email}")
        await expect(field).to_be_focused()
        await field.press("Enter")
        await expect(field).to_have_accessible_description(re.compile("There is no group .Nowhere"))
        for _ in range(2):
            await field.press("Backspace")
        await field.press_sequentially("berlin")
        await page.get_by_role("option", name="Berlin office").wait_for()
        await field.press("Enter")
        await field.press("Enter")
        await counts(dialog, ready=1)
        await segment(dialog, "All", 1).click()
        await expect(row(dialog, email)).to_contain_text("Berlin office")
        await expect(row(dialog, email)).not_to_contain_text("Kiosks")

    async def test_a_group_that_is_not_there_is_made_in_the_cell(self, open_page: OpenPage) -> None:
        email = address("founder")
        group = f"Founded by {email.partition('@')[0]}"
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "new-group.csv", file_of(f"{email},Analyst,{group}"))
        await cell(dialog, "groups", email).click()
        field = page.get_by_role("combobox", name=f"Groups of {email}")
        await field.fill(group)
        await page.get_by_role("option", name=f"+ Create “{group}”").click()
        await expect(field).to_have_value("")
        await field.press("Enter")
        await counts(dialog, ready=1)

    async def test_a_suggestion_is_used_beside_its_problem(self, open_page: OpenPage) -> None:
        email = slip()
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "slip.csv", file_of(f"{email},Analyst,"))
        await row(dialog, email).get_by_role("button", name=f"Use {email.replace('gmial', 'gmail')}").click()
        await counts(dialog, ready=1)
        await expect(row(dialog, email.replace("gmial", "gmail"))).to_contain_text("Ready")

    async def test_the_keyboard_alone_is_enough(self, open_page: OpenPage) -> None:
        first, second = address("first"), address("second")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "keys.csv", file_of(f"{first},Analyst,", f"{second},Analyst,Kiosks"))
        await expect(rows(dialog)).to_have_count(2)
        await dialog.get_by_role("checkbox", name="Select all of these rows").focus()
        await page.keyboard.press("Tab")
        assert await focused_label(page) == f"{first}, email of {first}, row 2"
        await page.keyboard.press("ArrowDown")
        assert await focused_label(page) == f"{second}, email of {second}, row 3"
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("combobox", name=f"Role of {second}")).to_be_focused()
        await page.keyboard.press("Escape")
        assert await focused_label(page) == f"Analyst, role of {second}, row 3"
        await page.keyboard.press("Home")
        await page.keyboard.press("Space")
        await expect(dialog.get_by_text("1 selected")).to_be_visible()
        await page.keyboard.press("End")
        assert await focused_label(page) == f"Remove {second}, row 3"
        await page.keyboard.press("Enter")
        await expect(rows(dialog)).to_have_count(1)
        await expect(cell(dialog, "email", first)).to_be_visible()
        assert await focused_label(page) == f"Remove {first}, row 2"
        await page.keyboard.press("Tab")
        await expect(dialog.get_by_role("button", name="Discard this upload")).to_be_focused()


class TestLeaving:
    async def test_asks_when_an_open_cell_was_changed(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "asked.csv", file_of("wrong,Analyst,", f"{address()},Analyst,"))
        await cell(dialog, "email", "wrong").click()
        field = editor(dialog, "Email", "wrong")
        await field.fill("half-typed")
        question = page.get_by_role("dialog", name="Discard what you changed in row 2?")
        for name in ("Close", "Choose another file", "All 2", "Send 1 Invitation", "Remove 1 error"):
            await dialog.get_by_role("button", name=name, exact=True).click()
            await question.get_by_role("button", name="Keep editing").click()
            await expect(question).to_be_hidden()
        await expect(field).to_have_value("half-typed")
        await dialog.get_by_role("button", name="Choose another file").click()
        await question.get_by_role("button", name="Discard").click()
        await dialog.get_by_role("list").get_by_role("button", name="asked.csv").first.click()
        await expect(segment(dialog, "Errors", 1)).to_be_visible()
