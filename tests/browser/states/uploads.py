"""Bulk Upload but for its review."""

from playwright.async_api import Page, expect

from tests.browser.clipboard import PASTE, tab_separated, table_of
from tests.browser.columns import go_on, mean
from tests.browser.product import address
from tests.browser.states.step import FEW, Step
from tests.browser.test_bulk_upload import choose, file_of
from tests.browser.test_columns import asked
from tests.browser.test_sheets import choose_partners, give, new_workbook
from tests.browser.test_upload_summary import open_earlier


async def choose_file(page: Page) -> None:
    await expect(page.get_by_text("At most")).to_be_visible()
    await expect(page.locator(".upload").first).to_be_visible()


async def summary(page: Page) -> None:
    dialog = await choose(page, "axe.csv", file_of(f"{address()},Analyst,", "bad,Analyst,"))
    await dialog.get_by_role("button", name="Send 1 Invitation").click()
    await expect(dialog.get_by_text("1 person was invited.")).to_be_visible()
    await expect(dialog.get_by_text("1 row with errors was left out.")).to_be_visible()


async def earlier_summary(page: Page) -> None:
    await open_earlier(page, "new-starters.csv")
    await expect(page.get_by_role("region", name="Why emails failed")).to_be_visible()


async def upload_banner(page: Page) -> None:
    dialog = await choose(page, "axe-later.csv", file_of(f"{address()},Analyst,"))
    await expect(dialog.get_by_role("button", name="Send 1 Invitation")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("region", name="Unfinished uploads")).to_be_visible()


async def pasted(page: Page) -> None:
    cells = (("Email", "Role"), *((address("maximilian.wolfeschlegelsteinhausenbergerdorff"), "Analyst"),) * 7)
    browse = page.get_by_role("button", name="Browse Files")
    await browse.evaluate(PASTE, {"text": tab_separated(cells), "html": table_of(cells)})
    await expect(page.get_by_text("and 3 more lines")).to_be_visible()


async def typed(page: Page) -> None:
    await page.get_by_role("textbox", name="Paste a table or addresses").fill(f"{address()}; {address()}")
    await expect(page.get_by_role("button", name="Use this text")).to_be_visible()


async def columns(page: Page) -> None:
    await asked(page)


async def columns_with_mistakes(page: Page) -> None:
    dialog = await asked(page)
    await mean(page, "Wohin", "Not used")
    await mean(page, "Was", "Not used")
    await go_on(dialog)
    await expect(page.get_by_text("One of the columns has to be Email.")).to_be_visible()


async def columns_of_a_review(page: Page) -> None:
    dialog = await give(page, "Browse Files", new_workbook())
    await dialog.get_by_role("button", name="Change columns").click()
    await expect(dialog.get_by_role("button", name="Back to the review")).to_be_visible()


async def sheet_question(page: Page) -> None:
    await give(page, "Browse Files", new_workbook())
    await expect(await choose_partners(page)).to_be_visible()


WITH_COLUMNS = (pasted, columns_with_mistakes, columns_of_a_review)
UPLOADS: list[tuple[str, Step]] = [
    (f"{FEW}&invite=bulk", choose_file),
    (f"{FEW}&invite=bulk", pasted),
    (f"{FEW}&invite=bulk", typed),
    (f"{FEW}&invite=bulk", columns),
    (f"{FEW}&invite=bulk", columns_with_mistakes),
    (f"{FEW}&invite=bulk", columns_of_a_review),
    (f"{FEW}&invite=bulk", sheet_question),
    (f"{FEW}&invite=bulk", summary),
    (f"{FEW}&invite=bulk", earlier_summary),
    (f"{FEW}&invite=bulk", upload_banner),
]
