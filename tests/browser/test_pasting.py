"""What a clipboard holds, and what becomes of it in the console."""

from playwright.async_api import Locator, Page, expect

from tests.browser.clipboard import PASTE, PASTE_FILE, copy, table_of
from tests.browser.conftest import OpenPage
from tests.browser.held_requests import answered, hold_requests
from tests.browser.product import address
from tests.browser.review import counts, row
from tests.browser.test_bulk_upload import file_of
from tests.browser.test_paste_to_sent import opened

# Whether the browser does with a file what it does where a page does not take it.
IS_OPENED = "(element, kind) => element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true }))"


def mail(people: str, signature: str, more: str) -> str:
    """An email as mail programs copy it: laid out by a table, in the letters that it came in."""
    return f"""<html><head><meta http-equiv=Content-Type content="text/html; charset=windows-1252"></head><body>
        <table><tr><td><p>Hello, please invite these.</p>{people}<p>Yours</p>{signature}{more}</td></tr></table>
        </body></html>"""


async def paste(page: Page, text: str, html: str = "") -> Locator:
    """Pastes beside the fields; answers the window."""
    dialog = page.get_by_role("dialog", name="Invite Users")
    await dialog.get_by_role("button", name="Browse Files").evaluate(PASTE, {"text": text, "html": html})
    return dialog


async def test_the_people_of_an_email_are_taken_and_not_what_stands_around_them(open_page: OpenPage) -> None:
    page = await opened(open_page)
    one, two = address("mail"), address("mail")
    people = table_of((("Zoë", "Email", "Role"), ("x", one, "Analyst"), ("y", two, "Remote")))
    signature = table_of(tuple((word,) for word in ("Ada", "Engines", "Street", "Town", "Phone")))
    more = table_of((("Email",), ("private@example.com",)))
    dialog = await paste(page, f"Hello {one}", mail(people, signature, more))
    region = dialog.get_by_role("region", name="You pasted a table of 3 lines")
    await expect(region).to_contain_text(f"x · {one} · Analyst")
    await dialog.get_by_role("button", name="Continue").click()
    await counts(dialog, ready=2)
    await expect(row(dialog, two)).to_contain_text("Remote")
    await expect(dialog.get_by_text("These columns were ignored: Zoë.")).to_be_visible()
    await expect(dialog.get_by_role("combobox", name="Sheet")).to_have_count(0)


async def test_a_row_that_is_not_shown_is_warned_of(open_page: OpenPage) -> None:
    page = await opened(open_page)
    one, two = address("seen"), address("unseen")
    rows = f"<tr><td>Email<td>Role<tr><td>{one}<td>Analyst<tr style='display: none'><td>{two}<td>Analyst"
    dialog = await paste(page, "Email\tRole", f"<table>{rows}</table>")
    await dialog.get_by_role("button", name="Continue").click()
    await counts(dialog, warnings=1, ready=1)
    await expect(row(dialog, two)).to_contain_text("The sheet hides this row")


async def test_a_copied_file_is_uploaded_though_its_name_comes_as_text(open_page: OpenPage) -> None:
    page = await opened(open_page)
    one = address("copied")
    dialog = page.get_by_role("dialog", name="Invite Users")
    browse = dialog.get_by_role("button", name="Browse Files")
    await browse.evaluate(PASTE_FILE, {"name": "copied.csv", "text": file_of(f"{one},Analyst,")})
    await counts(dialog, ready=1)
    await expect(row(dialog, one)).to_be_visible()


async def test_a_paste_of_nothing_leaves_what_was_pasted_before(open_page: OpenPage) -> None:
    page = await opened(open_page)
    one = address("kept")
    dialog = await paste(page, f"Email\tRole\n{one}\tAnalyst")
    region = dialog.get_by_role("region", name="You pasted a table of 2 lines")
    await expect(dialog.get_by_role("button", name="Continue")).to_be_focused()
    await copy(page, " ")
    await page.keyboard.press("Control+V")
    await expect(dialog.get_by_text("There is no text in what you pasted.")).to_be_visible()
    await expect(region).to_contain_text(one)
    await expect(dialog.get_by_role("button", name="Continue")).to_be_focused()


async def test_a_file_dropped_beside_it_does_not_take_the_place_of_the_page(open_page: OpenPage) -> None:
    page = await opened(open_page)
    dialog = await paste(page, f"{address()}; {address()}")
    region = dialog.get_by_role("region", name="You pasted 2 addresses")
    await expect(region).to_be_visible()
    assert [await region.evaluate(IS_OPENED, kind) for kind in ("dragover", "drop")] == [False, False]


async def test_what_was_typed_is_kept_while_something_else_is_pasted(open_page: OpenPage) -> None:
    page = await opened(open_page)
    field = page.get_by_role("textbox", name="Paste a table or addresses")
    await field.fill("half of a list")
    dialog = await paste(page, f"{address()}; {address()}")
    await dialog.get_by_role("button", name="Paste something else").click()
    await expect(field).to_have_value("half of a list")


async def test_a_window_that_was_closed_stays_so_once_the_upload_is_discarded(open_page: OpenPage) -> None:
    page = await opened(open_page)
    dialog = await paste(page, f"Email\tRole\n{address('closed')}\tAnalyst")
    await dialog.get_by_role("button", name="Continue").click()
    await counts(dialog, ready=1)
    may_go = await hold_requests(page, "CancelBulkInvite")
    await dialog.get_by_role("button", name="Discard this upload").click()
    question = page.get_by_role("dialog", name="Discard Unnamed upload?")
    await question.get_by_role("button", name="Discard").click()
    await expect(question).to_be_hidden()
    await dialog.get_by_role("button", name="Close", exact=True).click()
    await expect(dialog).to_be_hidden()
    async with answered(page, "CancelBulkInvite"):
        may_go.set()
    await expect(dialog).to_be_hidden()
    assert "invite=" not in page.url
