"""The console behind a real nginx, below a path of a host that has other applications."""

import json
import os
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from devserver.ports import reserved_port
from tests.browser.conftest import TIMEOUT_MS, USUAL
from tests.browser.product import Product
from tests.support.nginx import nginx
from tests.support.product_processes import web_process

PATH = "/team"


@pytest.fixture(params=[True, False], ids=["path taken off by the proxy", "path left on"])
async def url(request: pytest.FixtureRequest, product: Product) -> AsyncIterator[str]:
    environment = json.loads((product.data / "environment.json").read_text(encoding="utf-8"))
    with reserved_port() as port:
        public_url = f"http://127.0.0.1:{port}{PATH}"
        with (
            web_process({**os.environ, **environment, "PUBLIC_URL": public_url}) as upstream,
            nginx(upstream, port, path=PATH, strips_path=request.param),
        ):
            yield public_url


async def test_a_person_signs_in_and_every_address_stays_below_it(url: str, browser: Browser, product: Product) -> None:
    context = await browser.new_context(**USUAL)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    # What other applications of the host have left.
    await context.add_cookies([{"name": "prefs", "value": '{"lang":"en"}', "url": url}])
    elsewhere: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda sent: None if sent.url.startswith(url) else elsewhere.append(sent.url))
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sockets: list[str] = []
    page = await context.new_page()
    page.on("websocket", lambda opened: sockets.append(opened.url))

    await page.goto(f"{url}/?tab=invited")
    await page.get_by_label("Email address").fill(product.email)
    await page.get_by_label("Password", exact=True).fill(product.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()
    assert page.url.startswith(f"{url}/?tab=invited")
    await page.reload()
    await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()
    await page.goto(f"{url}/groups")
    await page.get_by_role("link", name="members of Kiosks").click()
    await expect(page.get_by_role("table", name="Current Users")).to_be_visible()
    assert page.url.startswith(f"{url}/?group=")
    await page.get_by_role("link", name="Settings").click()
    await page.get_by_role("textbox", name="Organization's name").fill("Not saved")
    await page.get_by_role("link", name="Groups", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    await expect(page.get_by_role("table", name="Groups")).to_be_visible()
    assert page.url == f"{url}/groups"
    await page.goto(f"{url}/forgot-password/")
    await expect(page.get_by_role("heading", name="Reset your password")).to_be_visible()
    await page.get_by_role("link", name="Back to sign in").click()
    await expect(page.get_by_role("heading", name="Role Management")).to_be_visible()
    await page.goto(f"{url}/graphiql")
    await expect(page.get_by_role("button", name="Execute query")).to_be_visible()

    assert set(sockets) <= {f"ws{url.removeprefix('http')}/graphql"}
    assert sockets
    assert [each for each in elsewhere if not each.startswith(("data:", "blob:"))] == []
    assert complaints == []
    await context.close()
