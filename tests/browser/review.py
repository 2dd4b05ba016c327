"""The review of an uploaded file, as its stories read and use it."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Locator, Page, expect


def segment(dialog: Locator, name: str, count: int) -> Locator:
    """The button of a segment with its number of rows."""
    return dialog.get_by_role("button", name=f"{name} {count:,}", exact=True)


def rows(dialog: Locator) -> Locator:
    return dialog.get_by_role("grid", name="People in this file").locator("tbody").get_by_role("row")


def row(dialog: Locator, text: str) -> Locator:
    return rows(dialog).filter(has_text=text)


def cell(dialog: Locator, column: str, person: str) -> Locator:
    """The cell, as a button, of the person with this address, or of `row 3`."""
    return dialog.get_by_role("button", name=f", {column} of {person}")


def editor(dialog: Locator, column: str, person: str) -> Locator:
    return dialog.get_by_label(re.compile(f"^{column} of {re.escape(person)}"))


async def counts(dialog: Locator, *, errors: int = 0, warnings: int = 0, ready: int = 0) -> None:
    """Waits until the segments say so."""
    await expect(segment(dialog, "Errors", errors)).to_be_visible()
    await expect(segment(dialog, "Warnings", warnings)).to_be_visible()
    await expect(segment(dialog, "Ready", ready)).to_be_visible()


def upload_id(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["bulkInvite"][0]
