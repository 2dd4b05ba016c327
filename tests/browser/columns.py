"""The step that asks what the columns of a file mean, as its stories read and use it."""

from playwright.async_api import Locator, Page, expect


def meaning(dialog: Locator, column: str) -> Locator:
    return dialog.get_by_role("combobox", name=f"Meaning of {column}", exact=True)


def line(dialog: Locator, column: str) -> Locator:
    table = dialog.get_by_role("table", name="Columns of the file")
    return table.get_by_role("row").filter(has=dialog.page.get_by_role("cell", name=column, exact=True))


async def mean(page: Page, column: str, word: str) -> None:
    """Says what a column means: `Email`, `Role`, `Groups` or `Not used`."""
    await meaning(page.get_by_role("dialog", name="Invite Users"), column).click()
    await page.get_by_role("option", name=word, exact=True).click()


async def meanings(dialog: Locator, **expected: str) -> None:
    """Waits until the columns, whose names have no blanks, mean so."""
    for column, word in expected.items():
        await expect(meaning(dialog, column)).to_have_value(word)


async def go_on(dialog: Locator) -> None:
    await dialog.get_by_role("button", name="Continue").click()
