"""`./dev screenshots`: the pictures of the documentation, taken from the real product."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.product import FLAGS, Product, chromium, running_product

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
DESKTOP = {"width": 1280, "height": 800}
TELEPHONE = {"width": 390, "height": 844}
LARGEST_BYTES = 200_000
FIRST_NAMES = "grace linus noor mei omar ada lena jonas priya tomas yuki amina sofia lukas ines karl"
LAST_NAMES = "hopper berg haddad tanaka silva okoye fischer weber nair novak sato diallo rossi meyer costa lind"
USUAL = ("Analyst,Kiosks", "Investigator,Berlin office", "Analyst,Kiosks; Warehouse", "Broadcaster,London office")
# By the number of the person: what has to be looked at, among people who are ready.
UNUSUAL = {4: "Analist,Kiosks", 19: "Analist,Berlin office", 7: "Admin,", 23: "Group Admin,Kiosks"}
PEOPLE = 64


def main() -> None:
    executable = chromium()
    if executable is None:
        sys.exit("There is no Chromium: `apt-get install chromium`, or name yours in CHROMIUM.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_product(Path(folder) / "data") as product,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        _take(_page(browser, product, "/", "light"), "25 of", "console-current-users")
        _take(_page(browser, product, "/?tab=invited", "light"), "550 5.1.1", "console-invited-users")
        _take(_chips(_page(browser, product, "/?tab=invited&invite=single", "dark")), "Analyst", "console-invite-dark")
        _take(_page(browser, product, "/?tab=invited", "light", TELEPHONE), "550 5.1.1", "console-phone")
        _take(_review(_page(browser, product, "/?invite=bulk", "light")), "Analist", "console-bulk-review")
        browser.close()


def _page(browser: Browser, product: Product, path: str, scheme: str, size: dict[str, int] = DESKTOP) -> Page:
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        base_url=product.url,
    )
    context.add_cookies([{"name": "session", "value": product.admin_token, "url": product.url}])
    page = context.new_page()
    page.goto(path)
    return page


def _review(page: Page) -> Page:
    page.get_by_role("button", name="Browse Files").wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "partners.csv", "mimeType": "text/csv", "buffer": _people().encode()}
    )
    page.get_by_role("button", name=f"All {PEOPLE}").click()
    page.get_by_role("grid").get_by_text("Ready").first.wait_for()
    page.get_by_role("heading", name="partners.csv").click()
    return page


def _people() -> str:
    last = LAST_NAMES.split()
    rows = [
        f"{first}.{last[(place + number) % 16]}@partner.example"
        for place in range(PEOPLE // 16)
        for number, first in enumerate(FIRST_NAMES.split())
    ]
    said = [f"{email},{UNUSUAL.get(number, USUAL[number % 4])}" for number, email in enumerate(rows)]
    return "\n".join(("Email,Role,Groups", *said, ""))


def _chips(page: Page) -> Page:
    field = page.get_by_role("combobox", name="Email addresses")
    for address in ("ada@partner.example", "grace@partner.example", "lin@partner.example"):
        field.fill(address)
        field.press("Enter")
    page.get_by_role("combobox", name="Role", exact=True).click()
    page.get_by_role("option", name="Analyst").click()
    return page


def _take(page: Page, text: str, name: str) -> None:
    page.get_by_text(text).first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    size = file.stat().st_size
    assert size < LARGEST_BYTES, f"{file} has {size:,} bytes"
    sys.stdout.write(f"{file} {size:,} bytes\n")
    page.context.close()


if __name__ == "__main__":
    main()
