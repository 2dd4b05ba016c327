"""GraphiQL, served by the product itself."""

from contextlib import suppress

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage


async def answers(page: Page, text: str) -> None:
    """Executes until the answer holds a text: GraphiQL takes a moment to find out what a tab's operation is called."""
    for patience in (500, 1_000, 2_000, 4_000, 8_000):
        await page.get_by_role("button", name="Execute query").click()
        with suppress(AssertionError):
            await expect(page.get_by_label("Result Window")).to_contain_text(text, timeout=patience)
            return
    await expect(page.get_by_label("Result Window")).to_contain_text(text)


class TestGraphiQL:
    async def test_runs_its_examples_as_whoever_is_signed_in(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        await expect(page.get_by_role("tab", name="WhoAmI")).to_be_visible()
        await answers(page, "amara.okafor@acme.example")
        await page.get_by_role("tab", name="WhatCanEachRoleDo").click()
        await answers(page, "Group Admin")

    async def test_knows_the_schema(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        await page.get_by_role("button", name="Show Documentation Explorer").click()
        await expect(page.get_by_text("All Schema Types")).to_be_visible()
        await expect(page.get_by_role("link", name="BulkInvite", exact=True)).to_be_visible()
