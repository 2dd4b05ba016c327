"""An operator at work in a browser, with real workers and a mail server that defers a third and refuses a tenth."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest
from playwright.async_api import Browser, Page, expect

from app.database.sql import value
from devserver.ports import HOST, reserved_port
from devserver.processes import PRODUCT
from tests.browser.conftest import USUAL
from tests.support.operated_emails import (
    ALL_WERE_ATTEMPTED,
    ATTEMPTS_SECONDS,
    COUNT,
    DEFERRED,
    REFUSED,
    queue_emails,
    troubled_mail_server,
)
from tests.support.operators import make_operator
from tests.support.product_processes import worker_process
from tests.support.servers import RunningProgram
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import until

# What 10,000 emails take on a busy machine.
TIMEOUT_MS = 300_000


@pytest.fixture
async def mail() -> AsyncIterator[ScriptedSmtpServer]:
    async with troubled_mail_server() as server:
        yield server


@pytest.fixture
async def page(
    database: None, environment: dict[str, str], mail: ScriptedSmtpServer, browser: Browser
) -> AsyncIterator[Page]:
    """The page of background jobs, opened by an operator once a worker has sent what could be sent."""
    await queue_emails()
    _, token = await make_operator()
    with ExitStack() as running:
        port = running.enter_context(reserved_port())
        url = f"http://{HOST}:{port}"
        service = {"SMTP_URL": f"smtp://127.0.0.1:{mail.port}", "LOG_LEVEL": "ERROR", "PUBLIC_URL": url}
        variables = {**environment, **service}
        running.enter_context(worker_process(variables))
        running.enter_context(RunningProgram(PRODUCT.web_program(port, {**os.environ, **variables})))
        await until(lambda: value(ALL_WERE_ATTEMPTED), ATTEMPTS_SECONDS)
        context = await browser.new_context(**{**USUAL, "base_url": url})  # type: ignore[arg-type]
        await context.add_cookies([{"name": "session", "value": token, "url": url}])
        page = await context.new_page()
        await page.goto("/jobs")
        yield page
        await context.close()


async def open_tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=name, exact=True).click()


async def test_ten_thousand_emails_in_the_browser(page: Page, mail: ScriptedSmtpServer) -> None:
    email = page.get_by_role("region", name="Email", exact=True)
    await open_tab(page, "Failures")
    groups = page.get_by_role("table", name="Failure groups").locator("tbody tr")
    await expect(groups).to_have_count(2)
    await expect(groups.nth(0)).to_contain_text("451 4.3.0 Mail store … is out of order")
    await expect(groups.nth(1)).to_contain_text("554 5.6.0 Messages with pictures are refused here")

    await open_tab(page, "Overview")
    await page.get_by_role("button", name="Pause … Email").click()
    pause = page.get_by_role("dialog", name="Pause email")
    await pause.get_by_role("textbox", name="Reason").fill("The mail servers are being mended")
    await pause.get_by_role("button", name="Pause", exact=True).click()
    paused = page.get_by_role("status").filter(has_text="Email is paused")
    await expect(paused).to_contain_text("Olive Operator: “The mail servers are being mended”")
    # What was deferred first may have been due again.
    await expect(email.get_by_role("link", name="Show emails: Deferred")).to_contain_text(f"{DEFERRED:,}")
    await expect(email.get_by_role("link", name="Show emails: Failed")).to_contain_text(f"{REFUSED:,}")
    await open_tab(page, "Failures")
    await expect(groups.nth(0)).to_contain_text(f"{DEFERRED:,} deferred")

    mail.mend()
    await open_tab(page, "Emails")
    for state in ("Deferred", "Failed"):
        await page.get_by_role("group", name="Which emails").get_by_role("button", name=state).click()
    await page.get_by_role("button", name=f"Retry all {DEFERRED + REFUSED:,} matching …").click()
    retry = page.get_by_role("dialog", name="Retry emails")
    await retry.get_by_label("Try one email of each failure group first").check()
    await retry.get_by_role("button", name=f"Retry {DEFERRED + REFUSED:,} emails").click()
    await expect(retry.get_by_role("listitem").filter(has_text="it went through")).to_have_count(2)
    await expect(retry.get_by_text("Done", exact=True)).to_be_visible(timeout=TIMEOUT_MS)
    await retry.get_by_role("button", name="Close").last.click()

    await open_tab(page, "Overview")
    waiting = email.get_by_role("link", name="Show emails: Waiting")
    await expect(waiting).to_contain_text(f"{DEFERRED + REFUSED - 2:,} ")
    await paused.get_by_role("button", name="Resume").click()
    await page.get_by_role("dialog", name="Resume email?").get_by_role("button", name="Resume").click()
    await expect(waiting).to_have_text(re.compile(r"^0\b"), timeout=TIMEOUT_MS)
    sent = email.get_by_role("link", name="Show emails: Sent in the last hour")
    await expect(sent).to_contain_text(f"{COUNT:,} ", timeout=TIMEOUT_MS)
    assert set(mail.copies.values()) == {1}
