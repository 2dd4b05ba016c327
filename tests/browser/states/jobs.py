"""The page of background jobs, with scripted operations behind it."""

from playwright.async_api import Locator, Page, expect

from tests.browser.operations_data import moment
from tests.browser.scripted_operations import ScriptedOperations
from tests.browser.states.step import Step

# A page with nothing on it that a script would have to be there for.
BEFORE = "/forgot-password"


async def scripted(page: Page, path: str) -> ScriptedOperations:
    operations = ScriptedOperations()
    await operations.install(page)
    await page.goto(path)
    return operations


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def jobs_overview(page: Page) -> None:
    operations = ScriptedOperations()
    pause = {"queue": "EMAIL", "pausedAt": moment(30), "probesAt": None}
    refusal = "554 5.7.1 Service unavailable; client host [203.0.113.7] blocked using a very-long-blocklist.example"
    operations.pauses = [
        {
            **pause,
            "recipientDomain": "supplier.example",
            "reason": "Full",
            "pausedBy": "Amara Okafor",
            "probesAt": None,
        },
        {**pause, "recipientDomain": None, "reason": refusal, "pausedBy": None, "probesAt": moment(-3)},
    ]
    await operations.install(page)
    await page.goto("/jobs")
    await page.get_by_text("Show as a table").first.click()
    await expect(page.get_by_role("table", name="Email, hour by hour")).to_be_visible()
    await page.get_by_role("button", name="Show all 3").click()
    await expect(page.get_by_role("table", name="Schedules").locator("tbody tr")).to_have_count(3)


async def jobs_limits(page: Page) -> None:
    await scripted(page, "/jobs")
    await page.get_by_role("button", name="Change Limits, Email").click()
    await dialog(page).get_by_label("At once").fill("1000")
    await dialog(page).get_by_role("button", name="Save limits").click()
    await expect(dialog(page).get_by_text("Enter a whole number from 1 to 100")).to_be_visible()


async def jobs_pause(page: Page) -> None:
    await scripted(page, "/jobs")
    await page.get_by_role("button", name="Pause … Email").click()
    await dialog(page).get_by_role("button", name="Pause", exact=True).click()
    await expect(dialog(page).get_by_text("Say why")).to_be_visible()


async def jobs_failures(page: Page) -> None:
    operations = await scripted(page, "/jobs?tab=failures")
    pause = {"queue": "EMAIL", "recipientDomain": "field.example", "reason": "Slow", "pausedBy": "Amara Okafor"}
    operations.pauses = [{**pause, "pausedAt": moment(30), "probesAt": None}]
    operations.changed()
    await expect(page.get_by_text("field.example · paused")).to_be_visible()
    await page.get_by_role("button", name="More for “Connection lost").click()
    await expect(page.get_by_role("menuitem", name="Settle …")).to_be_visible()


async def jobs_retry(page: Page) -> None:
    await scripted(page, "/jobs?tab=failures")
    await page.get_by_role("button", name="Retry … “550 5.1.1").click()
    await dialog(page).get_by_label("Try one email").check()
    await dialog(page).get_by_label("At most").fill("many")
    await dialog(page).get_by_role("button", name="Retry 793 emails").click()
    await expect(dialog(page).get_by_text("Enter a whole number")).to_be_visible()


async def jobs_settle(page: Page) -> None:
    await jobs_failures(page)
    await page.get_by_role("menuitem", name="Settle …").click()
    await dialog(page).get_by_role("button", name="Settle 7 emails").click()
    await expect(dialog(page).get_by_text("Choose what is true.")).to_be_visible()


async def jobs_running(page: Page) -> None:
    """An act that a worker goes on with, above the tabs and in its window."""
    operations = await scripted(page, "/jobs?tab=failures")
    await page.get_by_role("button", name="Retry … “451").click()
    await dialog(page).get_by_label("Try one email").check()
    await dialog(page).get_by_role("button", name="Retry 2,000 emails").click()
    await expect(dialog(page).get_by_text("not known yet")).to_be_visible()
    operations.canaries_return(is_same_again=False)
    operations.work(700)
    await expect(dialog(page).get_by_text("700 of 2,000 emails")).to_be_visible()


async def jobs_emails(page: Page) -> None:
    await scripted(page, "/jobs?tab=emails&status=DEFERRED&status=FAILED&domain=partner.example")
    await expect(page.get_by_role("button", name="Retry all 2,790 matching …")).to_be_visible()


async def jobs_no_email(page: Page) -> None:
    await scripted(page, "/jobs?tab=emails&domain=nobody.example&status=LOST")
    await expect(page.get_by_role("heading", name="No email matches")).to_be_visible()
    await expect(page.get_by_text("Part of this link is not known here")).to_be_visible()


async def jobs_email(page: Page) -> None:
    await scripted(page, "/jobs?tab=emails&status=DEFERRED")
    await page.locator("tbody .column-identity").get_by_role("button").first.click()
    await expect(dialog(page).get_by_role("list", name="Attempts").get_by_role("listitem")).to_have_count(2)


async def jobs_uploads(page: Page) -> None:
    await scripted(page, "/jobs?tab=uploads")
    await expect(page.get_by_text("The work on this file kept failing")).to_be_visible()


async def jobs_stop_upload(page: Page) -> None:
    await scripted(page, "/jobs?tab=uploads")
    await page.get_by_role("button", name="More for spring-rollout.csv").click()
    await page.get_by_role("menuitem", name="Stop …").click()
    await expect(dialog(page).get_by_role("textbox", name="Reason")).to_be_visible()


async def jobs_acts(page: Page) -> None:
    operations = await scripted(page, "/jobs?tab=acts")
    operations.record_everything()
    operations.changed()
    await page.get_by_role("list", name="Acts").get_by_text("Tried first:").click()
    await expect(page.get_by_role("list", name="Acts").get_by_text("the same words came back, so")).to_be_visible()


async def jobs_test_email(page: Page) -> None:
    await scripted(page, "/jobs?tab=test")
    await page.get_by_label("Address").fill("nobody@partner.example")
    await page.get_by_role("button", name="Send test email").click()
    await expect(page.get_by_role("list", name="Conversation").get_by_text("550 5.1.1")).to_be_visible()


JOBS: list[tuple[str, Step]] = [
    (BEFORE, step)
    for step in (
        jobs_overview,
        jobs_limits,
        jobs_pause,
        jobs_failures,
        jobs_retry,
        jobs_settle,
        jobs_running,
        jobs_emails,
        jobs_no_email,
        jobs_email,
        jobs_uploads,
        jobs_stop_upload,
        jobs_acts,
        jobs_test_email,
    )
]
