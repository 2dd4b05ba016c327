"""Workbooks: which of their sheets is read, and what is hidden in it."""

import asyncio
import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
import xlsxwriter
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import Product, address
from tests.browser.review import counts, row
from tests.browser.test_bulk_upload import UPLOAD
from tests.support.factories import PASSWORD

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Workbook:
    """A workbook whose first sheet with addresses is "People", with a row that is hidden; another is "Partners"."""

    name: str
    one: str
    hidden: str
    partner: str

    @cached_property
    def content(self) -> bytes:
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as workbook:
            workbook.add_worksheet("Notes").write_column("A1", ["About this file", "Nobody is here"])
            people = workbook.add_worksheet("People")
            for line, cells in enumerate(
                (("Email", "Role"), (self.one, "Analyst"), (self.hidden, "Remote"), (address(), "Analyst"))
            ):
                people.write_row(line, 0, cells)
            people.set_row(2, options={"hidden": True})
            partners = workbook.add_worksheet("Partners")
            partners.write_row(0, 0, ("Email", "Role"))
            partners.write_row(1, 0, (self.partner, "Broadcaster"))
        return content.getvalue()

    @property
    def payload(self) -> dict[str, object]:
        return {"name": self.name, "mimeType": XLSX, "buffer": self.content}


def new_workbook() -> Workbook:
    one = address("sheet")
    return Workbook(f"{one.partition('@')[0]}.xlsx", one, address("hidden"), address("partner"))


@pytest.fixture
def workbook() -> Workbook:
    return new_workbook()


async def give(page: Page, button: str, workbook: Workbook, on_disk: Path | None = None) -> Locator:
    """Chooses the workbook, where it is said as a file of the disk; answers the window."""
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button).click()
    await (await chooser.value).set_files(on_disk or workbook.payload)  # type: ignore[arg-type]
    return page.get_by_role("dialog", name="Invite Users")


async def choose_partners(page: Page) -> Locator:
    """Chooses the other sheet; answers the question about it."""
    await page.get_by_role("combobox", name="Sheet").click()
    await page.get_by_role("option", name="Partners").click()
    return page.get_by_role("dialog", name="Read the sheet “Partners”?")


async def test_another_sheet_takes_the_place_of_the_one_that_was_read(open_page: OpenPage, workbook: Workbook) -> None:
    page = await open_page(UPLOAD, ())
    dialog = await give(page, "Browse Files", workbook)
    await counts(dialog, warnings=1, ready=2)
    sheet = dialog.get_by_role("combobox", name="Sheet")
    await expect(sheet).to_have_value("People")
    question = await choose_partners(page)
    await expect(question).to_contain_text("The rows of “People”, and what was changed in them, are discarded.")
    await question.get_by_role("button", name="Cancel").click()
    await expect(sheet).to_have_value("People")
    question = await choose_partners(page)
    await question.get_by_role("button", name="Read this sheet").click()
    await counts(dialog, ready=1)
    await expect(row(dialog, workbook.partner)).to_contain_text("Broadcaster")
    await expect(sheet).to_have_value("Partners")
    await dialog.get_by_role("button", name="Choose another file").click()
    uploads = dialog.get_by_role("listitem").filter(has_text=workbook.name)
    await expect(uploads.filter(has_text="Discarded")).to_have_count(1)
    await expect(uploads.filter(has_text="Waits for review")).to_have_count(1)


async def test_a_page_that_no_longer_has_the_file_asks_for_it(open_page: OpenPage, workbook: Workbook) -> None:
    page = await open_page(UPLOAD, ())
    dialog = await give(page, "Browse Files", workbook)
    await counts(dialog, warnings=1, ready=2)
    await page.reload()
    question = await choose_partners(page)
    await expect(question).to_contain_text(f"This page no longer has the file: choose {workbook.name} again.")
    await give(page, "Choose the file", workbook)
    await counts(dialog, ready=1)
    await expect(row(dialog, workbook.partner)).to_be_visible()


async def test_a_file_that_was_changed_meanwhile_is_asked_for_again(
    open_page: OpenPage, workbook: Workbook, complaints: Complaints, tmp_path: Path
) -> None:
    file = tmp_path / workbook.name
    file.write_bytes(workbook.content)
    page = await open_page(UPLOAD, ())
    dialog = await give(page, "Browse Files", workbook, file)
    await counts(dialog, warnings=1, ready=2)
    file.write_bytes(new_workbook().content + b" ")
    complaints.expected.append("ERR_UPLOAD_FILE_CHANGED")
    question = await choose_partners(page)
    await question.get_by_role("button", name="Read this sheet").click()
    await expect(question.get_by_role("alert")).to_have_text(
        "The file was changed, moved or deleted after you chose it. Choose it again."
    )
    again = question.get_by_role("button", name="Choose the file")
    await expect(again).to_be_visible()
    file.write_bytes(workbook.content)
    await give(page, "Choose the file", workbook, file)
    await counts(dialog, ready=1)
    await expect(row(dialog, workbook.partner)).to_be_visible()


async def test_the_same_file_can_be_chosen_again_once_an_upload_has_failed(
    open_page: OpenPage, workbook: Workbook, complaints: Complaints
) -> None:
    page = await open_page(UPLOAD, ())
    dialog = await give(page, "Browse Files", workbook)
    await counts(dialog, warnings=1, ready=2)
    await page.reload()
    question = await choose_partners(page)

    async def fail(route: Route) -> None:
        await (route.abort() if "UploadBulkInvite" in (route.request.post_data or "") else route.fallback())

    complaints.expected.append("ERR_FAILED")
    await page.route("**/graphql", fail)
    await give(page, "Choose the file", workbook)
    await expect(question.get_by_role("alert")).to_contain_text("The server can't be reached.")
    # A browser says nothing of a file that is chosen already.
    await expect(question.locator("input[type=file]")).to_have_value("")
    await page.unroute("**/graphql", fail)
    await give(page, "Choose the file", workbook)
    await counts(dialog, ready=1)


async def test_who_may_not_choose_another_reads_which_one_it_is(
    open_page: OpenPage, product: Product, workbook: Workbook
) -> None:
    page = await open_page(UPLOAD, ())
    await counts(await give(page, "Browse Files", workbook), warnings=1, ready=2)
    groups = await asyncio.to_thread(product.groups)
    email = await asyncio.to_thread(product.join, "GROUP_ADMIN", [groups["Kiosks"]], "Looking On")
    other = await open_page(page.url, (email, PASSWORD))
    dialog = other.get_by_role("dialog", name="Invite Users")
    await expect(dialog.get_by_text("The sheet “People” is read.")).to_be_visible()
    await expect(dialog.get_by_role("combobox", name="Sheet")).to_have_count(0)


async def test_a_sheet_that_comes_after_it_was_given_up_is_discarded(open_page: OpenPage, workbook: Workbook) -> None:
    page = await open_page(UPLOAD, ())
    dialog = await give(page, "Browse Files", workbook)
    await counts(dialog, warnings=1, ready=2)
    question = await choose_partners(page)
    may_go = await hold_requests(page, "UploadBulkInvite")
    await question.get_by_role("button", name="Read this sheet").click()
    await question.get_by_role("button", name="Cancel").click()
    await expect(question).to_be_hidden()
    may_go.set()
    await dialog.get_by_role("button", name="Choose another file").click()
    uploads = dialog.get_by_role("listitem").filter(has_text=workbook.name)
    await expect(uploads.filter(has_text="Discarded")).to_have_count(1)
    await expect(uploads.filter(has_text="Waits for review")).to_have_count(1)


async def test_a_hidden_row_is_warned_of(open_page: OpenPage, workbook: Workbook) -> None:
    page = await open_page(UPLOAD, ())
    dialog = await give(page, "Browse Files", workbook)
    await dialog.get_by_role("button", name="Warnings 1").click()
    await expect(row(dialog, workbook.hidden)).to_contain_text("The sheet hides this row")
