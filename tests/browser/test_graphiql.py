"""GraphiQL, served by the product itself."""

import asyncio

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import OpenPage

EDITORS = "**/monaco-editor-*.js"


async def answers(page: Page, text: str) -> None:
    """Executes, and expects the answer to hold a text."""
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.get_by_label("Result Window")).to_contain_text(text)


class TestGraphiQL:
    async def test_runs_its_examples_as_whoever_is_signed_in(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        await expect(page.get_by_role("tab", name="WhoAmI")).to_be_visible()
        await answers(page, "amara.okafor@acme.example")
        await page.get_by_role("tab", name="WhatCanEachRoleDo").click()
        await answers(page, "Group Admin")

    async def test_shows_no_tabs_before_its_editors_are_loaded(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        released = asyncio.Event()

        async def hold(route: Route) -> None:
            await released.wait()
            await route.continue_()

        await page.route(EDITORS, hold)
        await page.reload()
        await expect(page.locator(".graphiql-spinner")).to_be_visible()
        await expect(page.get_by_role("tab")).to_have_count(0)
        released.set()
        await page.get_by_role("tab", name="WhatCanEachRoleDo").click()
        await answers(page, "Group Admin")

    async def test_knows_the_schema(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        await page.get_by_role("button", name="Show Documentation Explorer").click()
        await expect(page.get_by_text("All Schema Types")).to_be_visible()
        await expect(page.get_by_role("link", name="BulkInvite", exact=True)).to_be_visible()
