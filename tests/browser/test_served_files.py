"""How the built files are served: how much, how long, and what a browser lets them do."""

import re

import httpx2
import pytest
from playwright.async_api import expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product

PAGES = (
    "/",
    "/groups",
    "/activity",
    "/settings",
    "/jobs",
    "/account",
    "/accept",
    "/reset-password",
    "/forgot-password",
    "/graphiql",
)
FIRST_LOAD_BYTES = 250_000
SCRIPT = re.compile(r'src="(/assets/[^"]+\.js)"')


@pytest.fixture
def page_text(product: Product) -> str:
    return httpx2.get(f"{product.url}/").text


class TestFirstLoad:
    async def test_stays_small_and_leaves_graphiql_out(self, open_page: OpenPage) -> None:
        page = await open_page("/", ())
        await expect(page.get_by_role("table", name="Current Users")).to_be_visible()
        loaded = "performance.getEntriesByType('resource').filter(each => each.name.includes('.js'))"
        sizes = await page.evaluate(f"{loaded}.map(each => each.encodedBodySize)")
        assert 100_000 < sum(sizes) < FIRST_LOAD_BYTES
        names = await page.evaluate(f"{loaded}.map(each => each.name)")
        assert not [name for name in names if "monaco" in name or "graphiql" in name]


class TestHeaders:
    def test_assets_are_kept_for_ever_and_pages_asked_for_again(self, product: Product, page_text: str) -> None:
        script = SCRIPT.search(page_text)
        assert script is not None
        asset = httpx2.get(product.url + script.group(1))
        assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert asset.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in asset.headers["vary"]
        assert asset.headers["content-type"].startswith("text/javascript")
        assert httpx2.get(f"{product.url}/").headers["cache-control"] == "no-cache"

    def test_who_takes_no_gzip_gets_the_file_itself(self, product: Product, page_text: str) -> None:
        script = SCRIPT.search(page_text)
        assert script is not None
        asset = httpx2.get(product.url + script.group(1), headers={"accept-encoding": "identity"})
        assert "content-encoding" not in asset.headers

    @pytest.mark.parametrize("path", PAGES)
    def test_every_page_runs_only_its_own_scripts(self, product: Product, path: str) -> None:
        policy = httpx2.get(product.url + path).headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy

    async def test_a_mistyped_address_leads_back(self, open_page: OpenPage, complaints: Complaints) -> None:
        complaints.expected.append("404")
        page = await open_page("/role-managment")
        await expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
        await page.get_by_role("link", name="Go to Role Management").click()
        await expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

    def test_what_is_no_page_is_not_found(self, product: Product) -> None:
        for path in ("/nowhere", "/assets/nothing.js", "/assets/../settings.py", "/sources.sha256"):
            assert httpx2.get(product.url + path).status_code == 404
