"""GraphiQL, served by the product itself."""

from playwright.async_api import expect

from tests.browser.conftest import OpenPage


class TestGraphiQL:
    async def test_knows_the_schema(self, open_page: OpenPage) -> None:
        page = await open_page("/graphiql", ())
        await page.get_by_role("button", name="Show Documentation Explorer").click()
        await expect(page.get_by_text("All Schema Types")).to_be_visible()
        await expect(page.get_by_role("link", name="BulkInvite", exact=True)).to_be_visible()
