"""An operator finds out why emails fail, pauses, mends, retries with care, and watches the queue drain."""

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.scripted_operations import ScriptedOperations

GREYLISTED = "“451 4.7.1 Greylisted, please try again later” to partner.example"
FULL = "“452 4.2.2 Mailbox full, quota exceeded” to supplier.example"


async def open_tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=name, exact=True).click()


async def test_ten_thousand_emails_in_trouble(open_jobs: OpenPage, operations: ScriptedOperations) -> None:
    page = await open_jobs("/")
    await page.get_by_role("link", name="Background jobs").click()
    email = page.get_by_role("region", name="Email")
    await expect(email.get_by_role("link", name="Show emails: Deferred")).to_contain_text("3,333")
    await expect(email.get_by_role("link", name="Show emails: Failed")).to_contain_text("990")

    await open_tab(page, "Failures")
    rows = page.get_by_role("table", name="Failure groups").locator("tbody tr")
    await expect(rows).to_have_count(5)
    await expect(rows.nth(0)).to_contain_text("451 4.7.1 Greylisted, please try again later")
    await expect(rows.nth(0)).to_contain_text("2,000 deferred")
    await expect(rows.nth(2)).to_contain_text("790 failed, 3 bounced")

    await page.get_by_role("button", name=f"More for {GREYLISTED}").click()
    await page.get_by_role("menuitem", name="Pause this domain …").click()
    pause = page.get_by_role("dialog", name="Pause email")
    await expect(pause.get_by_label("One domain alone")).to_have_value("partner.example")
    await pause.get_by_role("textbox", name="Reason").fill("Asked them to let us through")
    await pause.get_by_role("button", name="Pause emails to partner.example").click()
    await expect(page.get_by_text("Paused emails to partner.example")).to_be_visible()
    await open_tab(page, "Overview")
    paused = page.get_by_role("status").filter(has_text="Emails to partner.example are paused")
    await expect(paused).to_contain_text("Paused by Amara Okafor: “Asked them to let us through”")
    await paused.get_by_role("button", name="Resume").click()
    await (
        page.get_by_role("dialog", name="Resume emails to partner.example?")
        .get_by_role("button", name="Resume")
        .click()
    )
    await expect(paused).to_have_count(0)

    await open_tab(page, "Emails")
    for state in ("Deferred", "Failed"):
        await page.get_by_role("group", name="Which emails").get_by_role("button", name=state).click()
    await page.get_by_role("button", name="Retry all 4,323 matching …").click()
    retry = page.get_by_role("dialog", name="Retry emails")
    await expect(retry.get_by_text("4,323 emails: 3,333 deferred and 990 failed")).to_be_visible()
    await retry.get_by_label("Try one email of each failure group first").check()
    await expect(retry.get_by_text("One of each failure group is sent first")).to_be_visible()
    await retry.get_by_role("button", name="Retry 4,323 emails").click()
    await expect(retry.get_by_text("Trying one of each group")).to_be_visible()
    await expect(retry.get_by_role("listitem").filter(has_text="not known yet")).to_have_count(4)

    operations.canaries_return(is_same_again=True)
    await expect(retry.get_by_role("listitem").filter(has_text=GREYLISTED)).to_contain_text("the same words came back")
    await expect(retry.get_by_role("listitem").filter(has_text=FULL)).to_contain_text("it went through")
    await retry.get_by_role("button", name="Close").last.click()
    under_way = page.get_by_role("region", name="Acts under way")
    operations.work(1000)
    await expect(under_way).to_contain_text("3,000 of 4,323 emails")
    operations.work(5000)
    await expect(under_way).to_have_count(0)

    await open_tab(page, "Overview")
    await expect(email.get_by_role("link", name="Show emails: Waiting")).to_contain_text("2,366")
    await expect(email.get_by_role("link", name="Show emails: Deferred")).to_contain_text("2,000")
    await open_tab(page, "Acts")
    act = page.get_by_role("list", name="Acts", exact=True).locator("> li").first
    await expect(act).to_contain_text("Done")
    await expect(act).to_contain_text("2,000 skipped")
