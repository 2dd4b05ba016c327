"""Background jobs, Failures: what failed alike, and what is done about all of it."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.operations_data import moment
from tests.browser.scripted_operations import ScriptedOperations

NO_USER = "“550 5.1.1 No such user here” to partner.example"
LOST = "“Connection lost after DATA” to field.example"
FAILURES = "/jobs?tab=failures"


async def choose(page: Page, group: str, act: str) -> None:
    await page.get_by_role("button", name=f"More for {group}").click()
    await page.get_by_role("menuitem", name=act).click()


class TestGroups:
    async def test_lead_to_their_emails(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs(FAILURES)
        await choose(page, NO_USER, "Show emails")
        await expect(page.get_by_text(f"Only emails of one failure group are shown: {NO_USER}")).to_be_visible()
        await expect(page.get_by_text("25 of 793")).to_be_visible()
        await page.get_by_role("button", name="Show all").click()
        await expect(page.get_by_text("25 of 10,000")).to_be_visible()

    async def test_are_found_by_domain(self, open_jobs: OpenPage) -> None:
        page = await open_jobs(FAILURES)
        await page.get_by_role("searchbox", name="Recipient domain").fill("field.example")
        rows = page.get_by_role("table", name="Failure groups").locator("tbody tr")
        await expect(rows).to_have_count(1)
        await page.get_by_role("searchbox", name="Recipient domain").fill("nobody.example")
        await expect(page.get_by_role("heading", name="Nothing has failed")).to_be_visible()
        await page.get_by_role("button", name="Clear filters").click()
        await expect(rows).to_have_count(5)

    async def test_keep_their_places_while_somebody_points_at_them(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs(FAILURES)
        rows = page.get_by_role("table", name="Failure groups").locator("tbody tr")
        await expect(rows.first).to_contain_text("451 4.7.1 Greylisted")
        await rows.first.hover()
        for email in operations.matching({"failureGroupIds": [operations.groups[0]["id"]]})[:1500]:
            email |= {"status": "SENT", "failureGroup": None}
        operations.changed()
        await expect(rows.first).to_contain_text("500 deferred")
        await expect(rows.first).to_contain_text("451 4.7.1 Greylisted")
        await page.mouse.move(0, 0)
        await expect(rows.first).to_contain_text("452 4.2.2 Mailbox full")

    async def test_say_which_domain_is_paused_and_resume_it(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs(FAILURES)
        await choose(page, LOST, "Pause this domain …")
        dialog = page.get_by_role("dialog", name="Pause email")
        await expect(dialog.get_by_text("No email to field.example is taken up until somebody resumes")).to_be_visible()
        await dialog.get_by_label("One domain alone").fill("")
        await expect(dialog.get_by_text("No email is taken up until somebody resumes")).to_be_visible()
        await dialog.get_by_label("One domain alone").fill("field.example")
        await dialog.get_by_role("textbox", name="Reason").fill("Slow")
        await dialog.get_by_role("button", name="Pause emails to field.example").click()
        await expect(page.get_by_text("field.example · paused")).to_be_visible()
        await choose(page, LOST, "Resume this domain …")
        await (
            page.get_by_role("dialog", name="Resume emails to field.example?")
            .get_by_role("button", name="Resume")
            .click()
        )
        await expect(page.get_by_text("field.example · paused")).to_have_count(0)
        assert operations.pauses == []

    async def test_are_said_to_be_more_than_are_shown(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        operations.fail_each_in_words_of_its_own(300)
        page = await open_jobs(FAILURES)
        rows = page.get_by_role("table", name="Failure groups").locator("tbody tr")
        await expect(rows).to_have_count(200)
        await expect(page.get_by_text("These are the 200 groups with most emails.")).to_be_visible()


class TestRetry:
    async def test_of_all_that_failed_is_asked_where_the_failures_are(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs(FAILURES)
        await page.get_by_role("button", name="Retry all …").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        await expect(dialog.get_by_text("Everything that failed", exact=True)).to_be_visible()
        await expect(dialog.get_by_text("4,333 emails: 3,333 deferred, 990 failed, 7 unknown,")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("searchbox", name="Recipient domain").fill("field.example")
        await page.get_by_role("button", name="Retry all to field.example …").click()
        await expect(dialog.get_by_text("Everything that failed to field.example")).to_be_visible()
        await dialog.get_by_role("button", name="Retry 7 emails").click()
        await expect(dialog.get_by_text("Retried 7 emails")).to_be_visible()
        assert operations.inputs[0]["filter"]["recipientDomain"] == "field.example"

    async def test_says_what_waits_because_it_is_paused(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        pause = {"queue": "EMAIL", "reason": "Slow", "pausedBy": "Amara Okafor", "pausedAt": moment(5)}
        operations.pauses = [{**pause, "recipientDomain": "field.example", "probesAt": None}]
        page = await open_jobs(FAILURES)
        await page.get_by_role("button", name=f"Retry … {LOST}").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        waiting = "Emails to field.example are paused: those wait until somebody resumes."
        await expect(dialog.get_by_text(waiting, exact=True)).to_be_visible()
        await dialog.get_by_label("Try one email of each failure group first").check()
        await expect(dialog.get_by_text(f"{waiting} What is tried first is sent all the same.")).to_be_visible()

    async def test_is_done_at_once_where_few_match(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs(FAILURES)
        await page.get_by_role("button", name="Retry … “550 5.7.1").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        await expect(dialog.get_by_text("200 emails, all failed")).to_be_visible()
        await dialog.get_by_role("combobox", name="Spread over").click()
        await page.get_by_role("option", name="1 hour").click()
        await expect(dialog.get_by_text("They become due one by one, over 1 hour.")).to_be_visible()
        await dialog.get_by_role("textbox", name="Reason").fill("They lifted the policy")
        await dialog.get_by_role("button", name="Retry 200 emails").click()
        await expect(dialog.get_by_text("Retried 200 emails")).to_be_visible()
        await expect(dialog.get_by_text("Done")).to_be_visible()
        await dialog.get_by_role("button", name="Close").last.click()
        await expect(page.get_by_role("table", name="Failure groups").locator("tbody tr")).to_have_count(4)
        (sent,) = operations.inputs
        assert sent["filter"]["failureGroupIds"] == [operations.groups[3]["id"]]
        assert (sent["expectedCount"], sent["spreadSeconds"], sent["canary"]) == (200, 3600, False)
        assert sent["reason"] == "They lifted the policy"
        assert sent["idempotencyKey"]

    async def test_says_that_unknown_ones_may_arrive_twice(self, open_jobs: OpenPage) -> None:
        page = await open_jobs(FAILURES)
        await page.get_by_role("button", name=f"Retry … {LOST}").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        await expect(dialog.get_by_text("7 are unknown: those that arrived after all arrive twice.")).to_be_visible()

    async def test_of_more_than_were_seen_is_not_done_before_that_is_confirmed(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs(FAILURES)
        await page.get_by_role("button", name=f"Retry … {LOST}").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        await expect(dialog.get_by_role("button", name="Retry 7 emails")).to_be_visible()
        for email in operations.matching({"statuses": ["QUEUED"]})[:2]:
            email |= {"status": "UNKNOWN", "failureGroup": operations.groups[4]}
        await dialog.get_by_role("button", name="Retry 7 emails").click()
        field = dialog.get_by_label("At most")
        await expect(field).to_have_accessible_description(re.compile("9 emails match now, more than the 7"))
        await expect(field).to_have_value("9")
        await dialog.get_by_role("button", name="Retry 9 emails").click()
        await expect(dialog.get_by_text("Retried 9 emails")).to_be_visible()

    async def test_asks_before_what_was_entered_is_lost(self, open_jobs: OpenPage) -> None:
        page = await open_jobs(FAILURES)
        retry = page.get_by_role("button", name=f"Retry … {NO_USER}")
        await retry.click()
        await page.get_by_role("dialog").get_by_role("textbox", name="Reason").fill("Because")
        await page.keyboard.press("Escape")
        question = page.get_by_role("dialog", name="Discard your changes?")
        await question.get_by_role("button", name="Discard").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(retry).to_be_focused()


class TestDiscard:
    async def test_needs_a_reason_and_says_who_reads_it(
        self, open_jobs: OpenPage, operations: ScriptedOperations
    ) -> None:
        page = await open_jobs(FAILURES)
        await choose(page, NO_USER, "Discard …")
        dialog = page.get_by_role("dialog", name="Discard emails")
        await expect(dialog.get_by_text("790 emails, all failed")).to_be_visible()
        await expect(dialog.get_by_text("Admins of the organization see it, too.")).to_be_visible()
        await dialog.get_by_role("button", name="Discard 790 emails").click()
        reason = dialog.get_by_role("textbox", name="Reason")
        await expect(reason).to_have_accessible_description(re.compile("Say why, in a few words."))
        await reason.fill("These people have left")
        await dialog.get_by_role("button", name="Discard 790 emails").click()
        await expect(dialog.get_by_role("status").filter(has_text="Discarded 790 emails")).to_be_visible()
        assert operations.inputs[0]["filter"]["statuses"] == ["QUEUED", "DEFERRED", "FAILED", "UNKNOWN"]


class TestSettle:
    async def test_decides_what_is_true(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs(FAILURES)
        await choose(page, LOST, "Settle …")
        dialog = page.get_by_role("dialog", name="Settle unknown emails")
        await dialog.get_by_role("button", name="Settle 7 emails").click()
        await expect(dialog.get_by_text("Choose what is true.")).to_be_visible()
        await dialog.get_by_role("radio", name="They arrived").check()
        await dialog.get_by_role("button", name="Settle 7 emails").click()
        await expect(dialog.get_by_text("Settled 7 emails")).to_be_visible()
        assert operations.inputs[0]["as"] == "SENT"

    async def test_is_offered_where_something_is_unknown(self, open_jobs: OpenPage) -> None:
        page = await open_jobs(FAILURES)
        await page.get_by_role("button", name=f"More for {NO_USER}").click()
        await expect(page.get_by_role("menuitem", name="Discard …")).to_be_visible()
        await expect(page.get_by_role("menuitem", name="Settle …")).to_have_count(0)
