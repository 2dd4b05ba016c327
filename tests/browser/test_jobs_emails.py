"""Background jobs, Emails: each email, its attempts, and acts on all that the filters keep."""

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.operations_data import node_id
from tests.browser.scripted_operations import ScriptedOperations


async def state(page: Page, name: str) -> None:
    await page.get_by_role("group", name="Which emails").get_by_role("button", name=name).click()


class TestFilters:
    async def test_stay_in_the_address(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=emails")
        await state(page, "Failed")
        await page.get_by_role("searchbox", name="Recipient domain").fill("supplier.example")
        await expect(page.get_by_text("25 of 200")).to_be_visible()
        await page.get_by_role("button", name="Next page").click()
        await expect(page.get_by_text("50 of 200")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("50 of 200")).to_be_visible()
        await state(page, "All")
        await expect(page.get_by_text("25 of 3,4")).to_be_visible()
        await page.get_by_role("button", name="Clear filters").click()
        await expect(page.get_by_text("25 of 10,000")).to_be_visible()

    async def test_find_one_email_by_its_message_id(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=emails")
        await page.get_by_role("searchbox", name="Message-ID").fill("<3334.1@senturo.example>")
        await expect(page.get_by_role("table", name="Emails").locator("tbody tr")).to_have_count(1)

    async def test_of_a_failure_group_that_is_gone_say_so(self, open_jobs: OpenPage) -> None:
        page = await open_jobs(f"/jobs?tab=emails&failure={node_id('FailureGroup', 99)}")
        await expect(page.get_by_text("Only emails of one failure group are shown: one that is gone")).to_be_visible()
        await expect(page.get_by_role("heading", name="No email matches")).to_be_visible()

    async def test_that_mean_nothing_are_named(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=emails&status=LOST&status=BOUNCED")
        await expect(page.get_by_text("Part of this link is not known here")).to_be_visible()
        await expect(page.get_by_text("3 of 3")).to_be_visible()
        await page.get_by_role("button", name="Take it out").click()
        await expect(page).to_have_url("/jobs?tab=emails&status=BOUNCED")


class TestActs:
    async def test_count_what_they_can_be_done_with(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs("/jobs?tab=emails&domain=field.example")
        await page.get_by_role("button", name="Retry matching …").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        await expect(dialog.get_by_text("7 emails, all unknown")).to_be_visible()
        await dialog.get_by_role("button", name="Retry 7 emails").click()
        await expect(dialog.get_by_text("Retried 7 emails")).to_be_visible()
        assert operations.inputs[0]["filter"] == {
            "recipientDomain": "field.example",
            "statuses": ["DEFERRED", "FAILED", "UNKNOWN", "BOUNCED"],
        }

    async def test_are_offered_where_they_are_possible(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=emails&status=SENT")
        await expect(page.get_by_text("25 of 5,620")).to_be_visible()
        await expect(page.get_by_role("button", name="Retry")).to_have_count(0)
        await state(page, "Sent")
        await state(page, "Bounced")
        await expect(page.get_by_role("button", name="Retry all 3 matching …")).to_be_visible()
        await expect(page.get_by_role("button", name="Discard …")).to_have_count(0)


class TestAddresses:
    async def test_are_masked_and_say_why(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=emails&status=FAILED")
        await expect(page.get_by_text("Addresses are masked.")).to_be_visible()
        await expect(page.locator("tbody .column-identity").first).to_contain_text("***@partner.example")

    async def test_are_seen_by_who_may(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        operations.rights = {"mayAct": True, "seesAddresses": True}
        page = await open_jobs("/jobs?tab=emails&status=FAILED")
        await expect(page.get_by_text("25 of 990")).to_be_visible()
        await expect(page.get_by_text("Addresses are masked.")).to_have_count(0)


class TestOneEmail:
    async def test_tells_every_attempt_and_what_to_search_logs_for(self, open_jobs: OpenPage) -> None:
        page = await open_jobs("/jobs?tab=emails&status=DEFERRED&domain=supplier.example")
        await page.locator("tbody .column-identity").get_by_role("button").first.click()
        drawer = page.get_by_role("dialog", name="Email to")
        attempts = drawer.get_by_role("list", name="Attempts").get_by_role("listitem")
        await expect(attempts).to_have_count(2)
        await expect(attempts.first).to_contain_text("Attempt 2: Deferred · 452 4.2.2 Mailbox full, quota exceeded")
        await expect(drawer.get_by_text("<2001.1@senturo.example>")).to_be_visible()
        await expect(drawer.get_by_text("0198a7c2-7d10-7000-8000-0000000007d1").first).to_be_visible()
        await page.reload()
        await expect(attempts).to_have_count(2)

    async def test_is_retried_alone(self, open_jobs: OpenPage, operations: ScriptedOperations) -> None:
        page = await open_jobs(f"/jobs?tab=emails&details={node_id('Delivery', 3334)}")
        drawer = page.get_by_role("dialog", name="Email to")
        await drawer.get_by_role("button", name="Retry …").click()
        dialog = page.get_by_role("dialog", name="Retry emails")
        await expect(dialog.get_by_text("1 email, failed")).to_be_visible()
        await dialog.get_by_role("button", name="Retry 1 email").click()
        await expect(dialog.get_by_text("Retried 1 emails")).to_be_visible()
        await dialog.get_by_role("button", name="Close").last.click()
        await expect(drawer.get_by_text("Queued").first).to_be_visible()
        assert operations.inputs[0]["filter"]["messageId"] == "<3334.1@senturo.example>"

    async def test_that_is_not_there_is_said(self, open_jobs: OpenPage) -> None:
        page = await open_jobs(f"/jobs?tab=emails&details={node_id('Delivery', 99_999)}")
        drawer = page.get_by_role("dialog", name="Email")
        await expect(drawer.get_by_text("There is no such email")).to_be_visible()
        await drawer.get_by_role("button", name="Show all emails").click()
        await expect(drawer).to_have_count(0)
