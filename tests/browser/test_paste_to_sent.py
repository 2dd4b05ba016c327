"""Invite Users by what is pasted: from a spreadsheet, from a mail, from a web page."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.browser.clipboard import PASTE, copy, copy_cells, table_of
from tests.browser.columns import meaning
from tests.browser.conftest import OpenPage
from tests.browser.held_requests import answered, hold_requests
from tests.browser.keyboard import choose_option, tab_to
from tests.browser.product import Product, address
from tests.browser.review import counts, row
from tests.browser.test_bulk_upload import UPLOAD
from tests.support.factories import PASSWORD


async def opened(open_page: OpenPage) -> Page:
    """The step that takes a list, once keys reach it."""
    page = await open_page(UPLOAD, ())
    await expect(page.get_by_role("button", name="Browse Files")).to_be_focused()
    return page


async def test_a_pasted_table_is_sent_with_the_keyboard_alone(open_page: OpenPage, product: Product) -> None:
    one, two = address("pasted"), address("pasted")
    page = await opened(open_page)
    dialog = page.get_by_role("dialog", name="Invite Users")
    await copy_cells(
        page,
        (
            ("Wer", "Wohin damit", "Was er tut"),
            ("Ada", one, "Analyst"),
            ("Grace", two, "Broadcaster"),
        ),
    )
    await page.keyboard.press("Control+V")
    told = "You pasted a table of 3 lines"
    await expect(dialog.get_by_role("status").filter(has_text=told)).to_be_attached()
    await expect(dialog.get_by_role("region", name=told)).to_contain_text(f"Ada · {one} · Analyst")
    await expect(dialog.get_by_role("button", name="Continue")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("heading", name="What do the columns mean?")).to_be_focused()
    await expect(meaning(dialog, "Wohin damit")).to_have_value("Email")
    role = meaning(dialog, "Was er tut")
    await tab_to(page, role)
    await choose_option(page, role, "Role")
    await tab_to(page, dialog.get_by_role("button", name="Continue"))
    await page.keyboard.press("Enter")
    await counts(dialog, ready=2)
    await tab_to(page, dialog.get_by_role("button", name="Send 2 Invitations"))
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_text("2 people were invited.")).to_be_visible()
    await asyncio.to_thread(product.emails_when_any, two)
    await tab_to(page, dialog.get_by_role("button", name="Done"))
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()


async def test_addresses_of_a_mail_become_people_with_the_chosen_role(open_page: OpenPage) -> None:
    one, two = address("outlook"), address("outlook")
    page = await opened(open_page)
    dialog = page.get_by_role("dialog", name="Invite Users")
    await page.get_by_role("combobox", name="Role for rows without one").click()
    await page.get_by_role("option", name="Broadcaster").click()
    await copy(page, f"Lovelace, Ada <{one}>; Grace Hopper <{two}>")
    field = dialog.get_by_role("textbox", name="Paste a table or addresses")
    await field.focus()
    await page.keyboard.press("Control+V")
    await expect(dialog.get_by_role("region", name="You pasted 2 addresses")).to_contain_text(one)
    await dialog.get_by_role("button", name="Continue").click()
    await counts(dialog, ready=2)
    await expect(row(dialog, two)).to_contain_text("Broadcaster")


async def test_a_role_is_asked_for_where_nothing_says_it(open_page: OpenPage) -> None:
    one, two = address("typed"), address("typed")
    page = await opened(open_page)
    dialog = page.get_by_role("dialog", name="Invite Users")
    field = dialog.get_by_role("textbox", name="Paste a table or addresses")
    await field.fill(f"{one}\n{two}")
    await dialog.get_by_role("button", name="Use this text").click()
    await dialog.get_by_role("button", name="Paste something else").click()
    await expect(field).to_be_focused()
    await expect(field).to_have_value(f"{one}\n{two}")
    await dialog.get_by_role("button", name="Use this text").click()
    await dialog.get_by_role("button", name="Continue").click()
    role = dialog.get_by_role("combobox", name="Role for everybody")
    await expect(role).to_be_visible()
    await dialog.get_by_role("button", name="Continue").click()
    await expect(role).to_have_accessible_description(re.compile("^Choose a role: no column says it."))
    await expect(role).to_be_focused()
    await role.press("Enter")
    await page.get_by_role("option", name="Analyst").click()
    await dialog.get_by_role("button", name="Continue").click()
    await counts(dialog, ready=2)


async def test_a_page_is_neither_shown_nor_run(open_page: OpenPage) -> None:
    page = await opened(open_page)
    dialog = page.get_by_role("dialog", name="Invite Users")
    hostile = "<img src='/nowhere.png' onerror='window.isRun = true'><script>window.isRun = true</script>"
    html = table_of((("Email", "Role"), (address(), "Analyst"))).replace("<td>Email", f"<td>{hostile}Email")
    browse = dialog.get_by_role("button", name="Browse Files")
    await browse.evaluate(PASTE, {"text": "Email\tRole", "html": html})
    region = dialog.get_by_role("region", name="You pasted a table of 2 lines")
    await expect(region).to_be_visible()
    assert await region.locator("img, script, table").count() == 0
    assert await page.evaluate("window.isRun") is None


async def test_text_for_another_field_stays_there(open_page: OpenPage) -> None:
    page = await opened(open_page)
    groups = page.get_by_role("combobox", name="Groups for rows without any")
    await groups.click()
    await copy(page, "Kio")
    await groups.press("Control+V")
    await expect(groups).to_have_value("Kio")
    await expect(page.get_by_role("button", name="Browse Files")).to_be_visible()


async def test_nothing_is_lost_without_a_question(open_page: OpenPage) -> None:
    page = await opened(open_page)
    dialog = page.get_by_role("dialog", name="Invite Users")
    await copy(page, f"{address()}; {address()}")
    await page.keyboard.press("Control+V")
    await expect(dialog.get_by_role("button", name="Continue")).to_be_focused()
    await page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Discard what you pasted?")
    await question.get_by_role("button", name="Keep editing").click()
    await expect(dialog.get_by_role("region", name="You pasted 2 addresses")).to_be_visible()


async def test_an_upload_that_ends_after_the_window_was_closed_opens_none(
    open_page: OpenPage, product: Product
) -> None:
    email = await asyncio.to_thread(product.join, "ADMIN", None, "Late Paster")
    page = await open_page(UPLOAD, (email, PASSWORD))
    dialog = page.get_by_role("dialog", name="Invite Users")
    await expect(page.get_by_role("button", name="Browse Files")).to_be_focused()
    await copy(page, f"Email,Role\n{address('late')},Analyst")
    await page.keyboard.press("Control+V")
    await expect(dialog.get_by_role("region", name="You pasted 2 lines")).to_be_visible()
    may_go = await hold_requests(page, "UploadBulkInvite")
    await dialog.get_by_role("button", name="Continue").click()
    await expect(dialog.get_by_role("button", name="Paste something else")).to_be_disabled()
    await dialog.get_by_role("button", name="Close").click()
    await page.get_by_role("dialog", name="Discard what you pasted?").get_by_role("button", name="Discard").click()
    await expect(dialog).to_be_hidden()
    async with answered(page, "UploadBulkInvite"):
        may_go.set()
    await expect(page.get_by_role("region", name="Unfinished uploads")).to_contain_text("waits for your review")
    await expect(dialog).to_be_hidden()
