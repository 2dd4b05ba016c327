"""Workbooks: which of their sheets is read, and what is hidden in it."""

import io
from dataclasses import dataclass

import pytest
import xlsxwriter
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import address
from tests.browser.review import counts, row
from tests.browser.test_bulk_upload import UPLOAD

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Workbook:
    """A workbook whose first sheet with addresses is "People", with a row that is hidden; another is "Partners"."""

    name: str
    one: str
    hidden: str
    partner: str

    @property
    def payload(self) -> dict[str, object]:
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
        return {"name": self.name, "mimeType": XLSX, "buffer": content.getvalue()}


def new_workbook() -> Workbook:
    one = address("sheet")
    return Workbook(f"{one.partition('@')[0]}.xlsx", one, address("hidden"), address("partner"))


@pytest.fixture
def workbook() -> Workbook:
    return new_workbook()


async def give(page: Page, button: str, workbook: Workbook) -> Locator:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button).click()
    await (await chooser.value).set_files(workbook.payload)  # type: ignore[arg-type]
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
    await expect(row(dialog, workbook.hidden)).to_contain_text("hidden")
