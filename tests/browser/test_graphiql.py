"""GraphiQL, served by the product itself."""

from playwright.async_api import expect

from tests.browser.conftest import OpenPage


class TestGraphiQL:
    async def test_runs_its_examples_as_whoever_is_signed_in(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        await expect(page.get_by_role("tab", name="WhoAmI")).to_be_visible()
        await expect(page.locator(".graphiql-query-editor .view-lines")).to_contain_text("viewer")
        await page.get_by_role("button", name="Execute query").click()
        await expect(page.get_by_label("Result Window")).to_contain_text("amara.okafor@acme.example")
        await page.get_by_role("tab", name="WhatCanEachRoleDo").click()
        await page.get_by_role("button", name="Execute query").click()
        await expect(page.get_by_label("Result Window")).to_contain_text("Group Admin")

    async def test_knows_the_schema(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        await page.get_by_role("button", name="Show Documentation Explorer").click()
        await expect(page.get_by_text("All Schema Types")).to_be_visible()
        await expect(page.get_by_role("link", name="BulkInvite", exact=True)).to_be_visible()
