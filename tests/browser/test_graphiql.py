"""GraphiQL, served by the product itself."""

import asyncio

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import OpenPage

EDITORS = "**/monaco-editor-*.js"


async def answers(page: Page, text: str) -> None:
    """Executes, and expects the answer to hold a text."""
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.get_by_label("Result Window")).to_contain_text(text)


class TestLink:
    """In development it stands in the navigation; elsewhere whoever wants it has it there."""

    async def test_stands_in_the_navigation_in_development_and_can_be_hidden(self, page: Page) -> None:
        link = page.get_by_role("link", name="GraphiQL")
        await expect(link).to_be_visible()
        await choose(page, "Hide GraphiQL")
        await expect(link).to_be_hidden()
        await page.reload()
        await expect(page.get_by_role("link", name="Role Management")).to_be_visible()
        await expect(link).to_be_hidden()

    async def test_elsewhere_is_shown_to_who_wants_it(self, open_page: OpenPage) -> None:
        page = await open_page("/forgot-password", ())
        await written(page, "menu")
        link = page.get_by_role("link", name="GraphiQL")
        await expect(page.get_by_role("link", name="Role Management")).to_be_visible()
        await expect(link).to_be_hidden()
        await choose(page, "Show GraphiQL")
        await expect(link).to_be_visible()
        await page.reload()
        await expect(link).to_be_visible()

    async def test_is_nowhere_where_graphiql_is_not_served(self, open_page: OpenPage) -> None:
        page = await open_page("/forgot-password", ())
        await written(page, "none")
        await page.get_by_role("button", name="Account of").click()
        await expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
        await expect(page.get_by_role("menuitem", name="GraphiQL")).to_be_hidden()
        await expect(page.get_by_role("link", name="GraphiQL")).to_be_hidden()


async def choose(page: Page, item: str) -> None:
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("menuitem", name=item).click()


async def written(page: Page, place: str) -> None:
    """Opens the console as a server sends it that has GraphiQL at another place."""
    await page.add_init_script(f"""
      new MutationObserver(() => {{
        document.querySelector('meta[name="graphiql"]')?.setAttribute('content', '{place}')
      }}).observe(document, {{ childList: true, subtree: true }})
    """)
    await page.goto("/")


class TestGraphiQL:
    async def test_says_nothing_in_the_console_of_the_browser(self, open_page: OpenPage) -> None:
        page = await open_page("/forgot-password", ())
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        await page.goto("/graphiql")
        await answers(page, "amara.okafor@acme.example")
        await page.get_by_role("tab", name="WhatCanEachRoleDo").click()
        await answers(page, "Group Admin")
        assert said == []

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
