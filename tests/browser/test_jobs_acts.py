"""Background jobs: uploads, acts, and the test email."""

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.scripted_operations import ScriptedOperations


async def retry_all(page: Page) -> None:
    await page.get_by_role("button", name="Retry … “451").click()
    dialog = page.get_by_role("dialog", name="Retry emails")
    await dialog.get_by_role("button", name="Retry 2,000 emails").click()
    await expect(dialog.get_by_text("You can close this window")).to_be_visible()


class TestActs:
    async def test_under_way_are_seen_above_every_tab_and_can_be_stopped(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs("/jobs?tab=failures")
        await retry_all(page)
        operations.work(500)
        await page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
        await page.get_by_role("tab", name="Uploads").click()
        under_way = page.get_by_role("region", name="Acts under way")
        await expect(under_way).to_contain_text("500 of 2,000 emails")
        await under_way.get_by_role("button", name="Stop").click()
        question = page.get_by_role("dialog", name="Stop this act?")
        await expect(question.get_by_text("What it has done stays done.")).to_be_visible()
        await question.get_by_role("button", name="Stop act").click()
        await expect(under_way).to_have_count(0)
        await page.get_by_role("tab", name="Acts").click()
        act = page.get_by_role("list", name="Acts", exact=True).locator("> li").first
        await expect(act).to_contain_text("Stopped")
        await expect(act).to_contain_text("Ended early: Amara Okafor stopped it.")

    async def test_are_followed_to_their_end(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs("/jobs?tab=failures")
        await retry_all(page)
        dialog = page.get_by_role("dialog", name="Retry emails")
        operations.work(1999)
        await expect(dialog.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "99")
        operations.work(1)
        await expect(dialog.get_by_text("Done")).to_be_visible()
        await expect(dialog.get_by_role("button", name="Stop")).to_have_count(0)

    async def test_leave_their_window_for_an_email_that_was_tried_first(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=emails&status=BOUNCED")
        await page.get_by_role("button", name="Retry all 3 matching …").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        await dialog.get_by_label("Try one email of each failure group first").check()
        await dialog.get_by_role("button", name="Retry 3 emails").click()
        await dialog.get_by_role("link", name="Show email").click()
        await expect(dialog).to_have_count(0)
        await expect(page.get_by_role("dialog", name="Email to")).to_be_visible()

    async def test_say_who_why_and_what_came_of_it(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        operations.record_everything()
        page = await open_jobs("/jobs?tab=acts")
        acts = page.get_by_role("list", name="Acts", exact=True).locator("> li")
        await expect(acts).to_have_count(2)
        retried, paused = await acts.all()
        await expect(paused).to_contain_text("Why: They asked us to wait.")
        for text in ("Amara Okafor", "797 skipped:", "7 emails: sent already", "550 5.1.1 No such user here"):
            await expect(retried).to_contain_text(text)

    async def test_show_what_was_tried_first_once_that_is_opened(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        operations.record_everything()
        page = await open_jobs("/jobs?tab=acts")
        retried = page.get_by_role("list", name="Acts", exact=True).locator("> li").first
        await expect(retried).to_contain_text("797 skipped:")
        assert not [query for query in operations.asked if "canaries" in query]
        await retried.get_by_text("Tried first:").click()
        first = retried.get_by_role("listitem").filter(has_text="“550 5.1.1 No such user here” to partner.example")
        await expect(first).to_contain_text("the same words came back, so the others are left as they are")
        await expect(retried.get_by_text("it went through")).to_be_visible()
        operations.acts[0]["canaries"][0] |= {"isSameAgain": False, "reply": "421 Too many connections"}
        operations.changed()
        await expect(first).to_contain_text("it failed with other words, so the others are sent: “421 Too many")
        await first.get_by_role("link", name="Show email").click()
        await expect(page.get_by_role("dialog", name="Email to")).to_be_visible()

    async def test_that_are_none_are_said(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=acts")
        await expect(page.get_by_role("heading", name="Nobody has acted yet")).to_be_visible()


class TestUploads:
    async def test_that_failed_say_why_and_how_often_they_were_tried(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=uploads&status=FAILED")
        row = page.get_by_role("table", name="Uploads").locator("tbody tr")
        await expect(row).to_have_count(1)
        await expect(row).to_contain_text("The work on this file kept failing")
        await expect(row).to_contain_text("5 attempts")

    async def test_are_stopped_for_a_reason(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs("/jobs?tab=uploads")
        await page.get_by_role("button", name="More for spring-rollout.csv").click()
        await page.get_by_role("menuitem", name="Stop …").click()
        dialog = page.get_by_role("dialog", name="Stop spring-rollout.csv?")
        await dialog.get_by_role("textbox", name="Reason").fill("It was sent by mistake")
        await dialog.get_by_role("button", name="Stop upload").click()
        row = page.get_by_role("row").filter(has_text="spring-rollout.csv")
        await expect(row).to_contain_text("Canceled")
        assert operations.inputs[0]["reason"] == "It was sent by mistake"
        await page.get_by_role("button", name="More for spring-rollout.csv").click()
        await expect(page.get_by_role("menuitem", name="Stop …")).to_contain_text("It is over already.")

    async def test_lead_to_their_emails(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=uploads")
        await page.get_by_role("button", name="More for kiosks.xlsx").click()
        await page.get_by_role("menuitem", name="Show emails").click()
        await expect(page.get_by_text("Only emails of one upload are shown.")).to_be_visible()
        await expect(page.get_by_text("25 of 9,800")).to_be_visible()


class TestTestEmail:
    async def test_shows_what_both_said(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=test")
        await page.get_by_label("Address").fill("me@acme.example")
        await page.get_by_role("button", name="Send test email").click()
        await expect(page.get_by_text("The mail server accepted it")).to_be_visible()
        lines = page.get_by_role("list", name="Conversation").get_by_role("listitem")
        await expect(lines.filter(has_text="RCPT TO:<me@acme.example>")).to_contain_text("Client")
        await expect(lines.last).to_contain_text("250 2.0.0 Ok: queued")

    async def test_says_where_it_was_refused(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=test")
        await page.get_by_label("Address").fill("nobody@partner.example")
        await page.get_by_role("button", name="Send test email").click()
        await expect(page.get_by_role("alert").filter(has_text="It was not accepted")).to_be_visible()
        await expect(
            page.get_by_role("list", name="Conversation").get_by_text("550 5.1.1 No such user here")
        ).to_be_visible()

    async def test_needs_an_address(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        operations.refuse("INVALID_EMAIL", "This is not an address.", "to")
        page = await open_jobs("/jobs?tab=test")
        field = page.get_by_label("Address")
        await page.get_by_role("button", name="Send test email").click()
        await expect(field).to_have_accessible_description("Enter an address.")
        await field.fill("me")
        await page.get_by_role("button", name="Send test email").click()
        await expect(field).to_have_accessible_description("This is not an address.")
