"""Background jobs, Overview: the queues, what holds them back, the workers and their schedules."""

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.operations_data import moment
from tests.browser.scripted_operations import ScriptedOperations

WRONG_NUMBER = re.compile("Enter a whole number from 1 to 10, or nothing.")


def queue(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


class TestFigures:
    async def test_lead_to_what_they_count(self, open_jobs: OpenPage) -> None:
        page = await open_jobs()
        await expect(queue(page, "Email").get_by_text("oldest 12 minutes")).to_be_visible()
        await queue(page, "Email").get_by_role("link", name="Show emails: Bounced").click()
        await expect(page).to_have_url("/jobs?tab=emails&status=BOUNCED")
        await expect(page.get_by_role("table", name="Emails").locator("tbody tr")).to_have_count(3)

    async def test_of_uploads_lead_to_those(self, open_jobs: OpenPage) -> None:
        page = await open_jobs()
        await queue(page, "Bulk").get_by_role("link", name="Show uploads: Running").click()
        await expect(page).to_have_url("/jobs?tab=uploads&status=VALIDATING&status=SENDING")
        await expect(page.get_by_role("table", name="Uploads").locator("tbody tr")).to_have_count(2)

    async def test_follow_each_change(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs()
        sending = queue(page, "Email").get_by_role("link", name="Show emails: Running")
        await expect(sending).to_contain_text("4 ")
        for email in operations.matching({"statuses": ["QUEUED"]}):
            email["status"] = "SENDING"
        operations.changed()
        await expect(sending).to_contain_text("47 ")

    async def test_come_by_one_subscription(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs("/jobs?tab=emails&status=FAILED")
        await page.locator("tbody .column-identity").get_by_role("button").first.click()
        await expect(page.get_by_role("heading", name="Attempts")).to_be_visible()
        assert len(operations.subscriptions) == 1


class TestPlot:
    async def test_says_in_words_what_it_shows(self, open_jobs: OpenPage) -> None:
        page = await open_jobs()
        email = queue(page, "Email")
        await expect(email.get_by_role("img")).to_have_count(3)
        await expect(email.get_by_role("img", name="Sent: 4,896, at most 96 at ")).to_be_visible()
        await expect(email.get_by_role("img", name="Deferred: 840, at most 78 at ")).to_be_visible()
        await expect(email.get_by_role("img", name="Failed, unknown or bounced: 126")).to_be_visible()

    async def test_is_a_table_too(self, open_jobs: OpenPage) -> None:
        page = await open_jobs()
        await queue(page, "Email").get_by_text("Show as a table").click()
        table = page.get_by_role("table", name="Email, hour by hour")
        await expect(table.locator("tbody tr").first).to_be_visible()
        rows = await table.locator("tbody tr").all()
        assert 24 <= len(rows) <= 25
        sent = [int(await row.get_by_role("cell").first.inner_text()) for row in rows]
        assert sum(sent) == 4_896


class TestPauses:
    async def test_need_a_reason(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs()
        await page.get_by_role("button", name="Pause … Bulk").click()
        dialog = page.get_by_role("dialog", name="Pause bulk")
        await expect(dialog.get_by_label("One domain alone")).to_have_count(0)
        await dialog.get_by_role("button", name="Pause", exact=True).click()
        reason = dialog.get_by_role("textbox", name="Reason")
        await expect(reason).to_be_focused()
        await expect(reason).to_have_accessible_description(re.compile("Say why, in a few words."))
        assert operations.inputs == []
        await reason.fill("The new template is wrong")
        await dialog.get_by_role("button", name="Pause", exact=True).click()
        note = queue(page, "Bulk").get_by_role("status").filter(has_text="Bulk is paused")
        await expect(note).to_contain_text("Amara Okafor: “The new template is wrong”")

    async def test_of_the_mail_server_say_its_words_and_the_next_try(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        refusal = "554 5.7.1 Service unavailable; client host blocked"
        automatic = {"queue": "EMAIL", "recipientDomain": None, "pausedBy": None, "pausedAt": moment(10)}
        operations.pauses = [{**automatic, "reason": refusal, "probesAt": moment(-5.5)}]
        page = await open_jobs()
        note = page.get_by_role("status").filter(has_text="The mail server refuses this service")
        await expect(note).to_contain_text(f"It said: “{refusal}”")
        await expect(note).to_contain_text("The next email is tried in 5 minutes")
        await note.get_by_role("button", name="Try now").click()
        dialog = page.get_by_role("dialog", name="Resume email?")
        await expect(dialog.get_by_text("If the mail server still refuses")).to_be_visible()
        await dialog.get_by_role("button", name="Try now").click()
        await expect(note).to_have_count(0)

    async def test_that_are_refused_say_why(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        operations.refuse("INVALID_EMAIL", "This is not a domain.", "recipientDomain")
        page = await open_jobs()
        await page.get_by_role("button", name="Pause … Email").click()
        dialog = page.get_by_role("dialog", name="Pause email")
        await dialog.get_by_label("One domain alone").fill("partner example")
        await dialog.get_by_role("textbox", name="Reason").fill("Slow")
        await dialog.get_by_role("button", name="Pause emails to").click()
        await expect(dialog.get_by_label("One domain alone")).to_have_accessible_description(re.compile("not a domain"))


class TestLimits:
    async def test_are_changed_and_go_back_to_what_is_configured(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs()
        email = queue(page, "Email")
        await expect(email.get_by_text("8 at once for each worker · no limit a minute")).to_be_visible()
        change = page.get_by_role("button", name="Change Limits, Email")
        dialog = page.get_by_role("dialog", name="Limits of email")
        await change.click()
        await dialog.get_by_label("At once, for each worker").fill("2")
        await dialog.get_by_label("Emails a minute").fill("1,200")
        await dialog.get_by_role("button", name="Save limits").click()
        await expect(email.get_by_text("1,200 emails a minute for the whole service")).to_be_visible()
        await expect(email.get_by_text("changed by Amara Okafor")).to_be_visible()
        await change.click()
        await dialog.get_by_label("At once, for each worker").fill("")
        await dialog.get_by_role("button", name="Save limits").click()
        await expect(email.get_by_text("8 at once for each worker · 1,200 emails a minute")).to_be_visible()
        assert [(each.get("concurrency"), each["emailsPerMinute"]) for each in operations.inputs] == [
            (2, 1200),
            (None, 1200),
        ]

    async def test_are_whole_numbers(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs()
        await page.get_by_role("button", name="Change Limits, Bulk").click()
        dialog = page.get_by_role("dialog", name="Limits of bulk")
        field = dialog.get_by_label("At once, for each worker")
        for wrong in ("11", "0", "1.5", "many"):
            await field.fill(wrong)
            await dialog.get_by_role("button", name="Save limits").click()
            await expect(field).to_have_accessible_description(WRONG_NUMBER)
        assert operations.inputs == []


class TestWorkers:
    async def test_say_who_is_silent_and_what_runs(self, open_jobs: OpenPage) -> None:
        page = await open_jobs()
        rows = page.get_by_role("table", name="Workers").locator("tbody tr")
        await expect(rows.filter(has_text="email-1c2d")).to_contain_text("Alive")
        await expect(rows.filter(has_text="email-1c2d")).to_contain_text("2 more tasks")
        await expect(rows.filter(has_text="email-0b9e")).to_contain_text("Silent, last seen 47 minutes ago")
        await expect(rows.filter(has_text="email-0b9e")).to_contain_text("nothing")

    async def test_that_are_not_there_are_missed(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        operations.workers = []
        page = await open_jobs()
        await expect(page.get_by_role("heading", name="No worker has been seen within a day")).to_be_visible()

    async def test_lead_to_what_they_run(self, open_jobs: OpenPage) -> None:
        page = await open_jobs()
        rows = page.get_by_role("table", name="Workers").locator("tbody tr")
        await rows.filter(has_text="email-1c2d").get_by_role("link", name="send").first.click()
        await expect(page.get_by_role("dialog", name="Email to")).to_be_visible()

    async def test_have_many_schedules_of_which_those_in_trouble_are_shown(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs()
        rows = page.get_by_role("table", name="Schedules").locator("tbody tr")
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("delete_old_rows")
        await page.get_by_role("button", name="Show all 3").click()
        await expect(rows).to_have_count(3)
        await expect(rows.filter(has_text="send_due_emails")).to_contain_text("any moment")
        await page.get_by_role("button", name="Show only what is late or failed").click()
        await expect(rows).to_have_count(1)
        operations.schedules.pop()
        operations.changed()
        await expect(page.get_by_text("All run when they should, without an error within a day.")).to_be_visible()

    async def test_have_schedules_that_may_be_late_or_fail(self, open_jobs: OpenPage) -> None:
        page = await open_jobs()
        row = page.get_by_role("table", name="Schedules").locator("tbody tr").filter(has_text="delete_old_rows")
        for text in ("every 1 hour", "took 5 seconds", "overdue 12 minutes ago", "OperationalError in"):
            await expect(row).to_contain_text(text)
