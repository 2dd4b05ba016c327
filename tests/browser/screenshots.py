"""`./dev screenshots`: the pictures of the documentation, taken from the real product.

`--all FOLDER` takes every state of every screen that tests/browser/states knows instead, at four widths, light and
dark, for looking at them.
"""

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.layout import SCHEMES, Scheme, switch_scheme
from tests.browser.product import FLAGS, Product, chromium, running_product
from tests.browser.states.screens import SIGNED_IN, SIGNED_OUT
from tests.browser.states.step import Step
from tests.browser.test_bulk_upload import choose
from tests.browser.test_inviting import PASTE

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "images"
DESKTOP = (1280, 800)
TELEPHONE = (390, 844)
WIDTHS = (390, 800, 1024, 1440)
HEIGHT = 860
TIMEOUT_MS = 60_000
LARGEST_BYTES = 200_000
FIRST_NAMES = "grace linus noor mei omar ada lena jonas priya tomas yuki amina sofia lukas ines karl"
LAST_NAMES = "hopper berg haddad tanaka silva okoye fischer weber nair novak sato diallo rossi meyer costa lind"
USUAL = ("Analyst,Kiosks", "Investigator,Berlin office", "Analyst,Kiosks; Warehouse", "Broadcaster,London office")
# By the number of the person: what has to be looked at, among people who are ready.
UNUSUAL = {4: "Analist,Kiosks", 19: "Analist,Berlin office", 7: "Admin,", 23: "Group Admin,Kiosks"}
PEOPLE = 64
Take = Callable[[Browser, Product], Awaitable[None]]


async def take_documentation(browser: Browser, product: Product) -> None:
    async def take(
        name: str, path: str, text: str, step: Step | None = None, *, scheme: Scheme = "light", size: tuple[int, int]
    ) -> None:
        page = await _open(browser, f"{product.url}{path}", product.admin_token, scheme, size)
        if step is not None:
            await step(page)
        await page.get_by_text(text).first.wait_for(state="attached")
        await page.wait_for_load_state("networkidle")
        await page.mouse.move(0, 0)
        size_bytes = await _take(page, DOCUMENTATION / f"{name}.png")
        assert size_bytes < LARGEST_BYTES, f"{name} has {size_bytes:,} bytes"
        await page.context.close()

    DOCUMENTATION.mkdir(parents=True, exist_ok=True)
    await take("console-current-users", "/", "25 of", size=DESKTOP)
    await take("console-invited-users", "/?tab=invited", "550 5.1.1", size=DESKTOP)
    await take("console-invite-dark", "/?tab=invited&invite=single", "Analyst", _chips, scheme="dark", size=DESKTOP)
    await take("console-phone", "/?tab=invited", "550 5.1.1", size=TELEPHONE)
    await take("console-jobs", "/jobs", "All run when they should", size=DESKTOP)
    await take("console-jobs-failures", "/jobs?tab=failures", "452 4.2.2", size=DESKTOP)
    await take("console-bulk-review", "/?invite=bulk", "Analist", _review, size=DESKTOP)


async def _chips(page: Page) -> None:
    addresses = ", ".join(f"{name}@partner.example" for name in ("ada", "grace", "lin"))
    await page.get_by_role("combobox", name="Email addresses").evaluate(PASTE, addresses)
    await page.get_by_role("combobox", name="Role", exact=True).click()
    await page.get_by_role("option", name="Analyst").click()


async def _review(page: Page) -> None:
    await choose(page, "partners.csv", _people())
    await page.get_by_role("button", name=f"All {PEOPLE}").click()
    await page.get_by_role("grid").get_by_text("Ready").first.wait_for()
    await page.get_by_role("heading", name="partners.csv").click()


def _people() -> str:
    last = LAST_NAMES.split()
    rows = [
        f"{first}.{last[(place + number) % 16]}@partner.example"
        for place in range(PEOPLE // 16)
        for number, first in enumerate(FIRST_NAMES.split())
    ]
    said = [f"{email},{UNUSUAL.get(number, USUAL[number % 4])}" for number, email in enumerate(rows)]
    return "\n".join(("Email,Role,Groups", *said, ""))


def take_all(folder: Path) -> Take:
    """Takes pictures of what may have become ugly somewhere."""
    folder.mkdir(parents=True, exist_ok=True)

    async def take(browser: Browser, product: Product) -> None:
        for path, step in SIGNED_IN:
            page = await _open(browser, f"{product.url}{path}", product.admin_token)
            await step(page)
            await take_sizes(page, step.__name__)
        for path, heading in SIGNED_OUT.items():
            page = await _open(browser, f"{product.url}{path}")
            await page.get_by_role("heading", name=heading).wait_for()
            await take_sizes(page, f"signed out {path.partition('#')[0]} {heading}")

    async def take_sizes(page: Page, name: str) -> None:
        file = re.sub(r"\W+", "_", name).lower()
        for scheme in SCHEMES:
            await switch_scheme(page, scheme)
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": HEIGHT})
                await _take(page, folder / f"{file}-{width}-{scheme}.png")
        await page.context.close()

    return take


async def _open(
    browser: Browser,
    url: str,
    token: str = "",
    scheme: Scheme = "light",
    size: tuple[int, int] = (WIDTHS[-1], HEIGHT),
) -> Page:
    """Opens a page in the session of a token, or signed out."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT_MS)
    if token:
        await context.add_cookies([{"name": "session", "value": token, "url": url}])
    page = await context.new_page()
    await page.goto(url)
    return page


async def _take(page: Page, file: Path) -> int:
    """Answers the size of the picture."""
    await page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    size_bytes = len(await page.screenshot(path=file, animations="disabled"))
    sys.stdout.write(f"{file} {size_bytes:,} bytes\n")
    return size_bytes


async def run(take: Take, executable: str, product: Product) -> None:
    expect.set_options(timeout=TIMEOUT_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        await take(browser, product)
        await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev screenshots")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every state of every screen, into a folder")
    folder = parser.parse_args().all
    executable = chromium()
    if executable is None:
        sys.exit("There is no Chromium: `apt-get install chromium-headless-shell`, or name yours in CHROMIUM.")
    with tempfile.TemporaryDirectory() as data, running_product(Path(data) / "data") as product:
        asyncio.run(run(take_all(folder) if folder else take_documentation, executable, product))


if __name__ == "__main__":
    main()
