"""Many people for a story, and what a story does with them in the lists."""

import asyncio

from playwright.async_api import Locator, Page, expect

from tests.browser.product import Product, address

ADD = """
WITH made AS (
    INSERT INTO users (id, email, email_key, name, password_hash, is_operator)
    SELECT uuidv7(), $1 || n || '@story.example', $1 || n || '@story.example', $2 || ' ' || n, '', false
      FROM generate_series(10, 9 + $3::int) AS n RETURNING id
)
INSERT INTO memberships (id, organization_id, user_id, role, group_ids)
SELECT uuidv7(), o.id, made.id, $4, '{}' FROM made, organizations o WHERE o.name = 'Acme Devices'
"""


async def members(product: Product, count: int, role: str = "analyst", name: str = "Many") -> str:
    """Makes members who never sign in, named with 10, 11, …; answers a word that finds them alone."""
    word = address("many").partition("@")[0] + "-"
    async with product.database() as database:
        await database.execute(ADD, word, name, count, role)
    return word


async def invitations(product: Product, count: int) -> str:
    """Invites people whose addresses have 10, 11, …; answers a word that finds them alone."""
    word = address("many").partition("@")[0] + "-"

    def invite() -> None:
        for number in range(count):
            product.invite(f"{word}{10 + number}@story.example")

    await asyncio.to_thread(invite)
    return word


def rows(page: Page) -> Locator:
    return page.get_by_role("table").locator("tbody tr")


def box(page: Page, text: str) -> Locator:
    """The box that selects the row of somebody."""
    return rows(page).filter(has_text=text).get_by_role("checkbox")


async def select_page(page: Page) -> None:
    await page.get_by_role("checkbox", name="Select all on this page").check()


def acts(page: Page) -> Locator:
    return page.get_by_role("region", name="Actions")


async def choose_option(page: Page, field: Locator, name: str, *, of_several: bool = False) -> None:
    """A field for several keeps its list open; Escape without a list would leave the window that it stands in."""
    await field.click()
    await page.get_by_role("option", name=name).first.click()
    if of_several:
        await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_be_hidden()
