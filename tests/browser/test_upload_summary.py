"""What the summary of an uploaded file says: after a stop, after a revocation, and long after the sending."""

import asyncio
import re

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.browser.test_bulk_upload import HOLD_UP, INVITING, STOPPING, UPLOAD, choose, file_of, held_up
from tests.support.factories import PASSWORD

# As if a mail server had asked to try again later; then the worker counts.
# Whether the work at hand, which was the last, or the stop behind it came first is for the database to say.
INVITED_ONE = re.compile(r"^(Stopped after 1 invitation|1 person was invited)\.$")
INVITED_AND_REVOKED = re.compile(r"^(Stopped after 1 invitation|1 person was invited)\. The invitation was revoked\.$")
DEFER = """
UPDATE deliveries SET status = 'deferred', due_at = now() + interval '1 hour'
 WHERE subject_id IN (SELECT i.id FROM invitations i JOIN bulk_invites b ON b.id = i.bulk_invite_id
                       WHERE b.filename = $1)
"""
COUNT_AGAIN = """
UPDATE bulk_invites SET emails_settled = false, count_emails_at = now(), is_count_due = true WHERE filename = $1
"""


async def defer_emails(product: Product, filename: str) -> None:
    async with product.database() as database:
        await database.execute(DEFER, filename)
        await database.execute(COUNT_AGAIN, filename)


async def send(page: Page, name: str, *emails: str) -> Locator:
    """Uploads and sends a file; answers the window, where its emails are out."""
    dialog = await choose(page, name, file_of(*(f"{email},Analyst," for email in emails)))
    await dialog.get_by_role("button", name="Send").click()
    await expect(total(dialog, "Emails sent")).to_contain_text(str(len(emails)))
    return dialog


async def open_earlier(page: Page, name: str) -> Locator:
    """Opens an upload from the list of them, however many are newer; answers the window."""
    dialog = page.get_by_role("dialog", name="Invite Users")
    files, line = dialog.locator(".upload"), dialog.get_by_role("button", name=name)
    await expect(files.first).to_be_visible()
    while await line.count() == 0:
        shown = await files.count()
        await dialog.get_by_role("button", name="Show more").click()
        await expect(files.nth(shown)).to_be_visible()
    await line.click()
    return dialog


def total(dialog: Locator, label: str) -> Locator:
    return dialog.locator("dl div").filter(has_text=label)


class TestRevoking:
    async def test_all_that_are_pending_is_said_and_counted(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await send(page, "taken-back.csv", address("back"), address("back"))
        await expect(dialog.get_by_text("2 people were invited.", exact=True)).to_be_visible()
        await dialog.get_by_role("button", name="Revoke all 2 that are pending").click()
        question = page.get_by_role("dialog", name="Revoke 2 invitations?")
        await expect(question.get_by_role("button", name="Cancel")).to_be_focused()
        await question.get_by_role("button", name="Revoke").click()
        said = dialog.get_by_text("2 people were invited. All 2 invitations were revoked.")
        await expect(said).to_be_visible()
        revoked = dialog.get_by_role("link", name="Revoked: 2")
        assert "status=REVOKED" in (await revoked.get_attribute("href") or "")
        await expect(dialog.get_by_role("button", name="that are pending")).to_have_count(0)
        await expect(dialog.get_by_role("button", name="Done")).to_be_focused()
        await expect(dialog.get_by_role("link", name="Show these invitations")).to_have_count(0)

    async def test_is_offered_later_too_and_follows_what_others_revoke(
        self, open_page: OpenPage, product: Product
    ) -> None:
        one, two = address("later"), address("later")
        page = await open_page(UPLOAD, ())
        dialog = await send(page, "later.csv", one, two)
        await page.reload()
        await expect(dialog.get_by_role("button", name="Revoke all 2 that are pending")).to_be_enabled()
        await asyncio.to_thread(product.revoke, one)
        await expect(dialog.get_by_text("2 people were invited. 1 of 2 invitations was revoked.")).to_be_visible()
        await dialog.get_by_role("button", name="Revoke the one that is pending").click()
        question = page.get_by_role("dialog", name="Revoke 1 invitation?")
        await expect(question).to_be_visible()
        await asyncio.to_thread(product.revoke, two)
        await expect(question).to_be_hidden()
        closed = page.get_by_role("alert").filter(has_text="No invitation of this upload is pending any more.")
        await expect(closed).to_be_visible()

    async def test_withdraws_emails_that_wait(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await send(page, "withdrawn.csv", address("withdrawn"))
        await defer_emails(product, "withdrawn.csv")
        # Nothing tells of what was done behind the product's back.
        await page.reload()
        await expect(total(dialog, "Emails waiting")).to_contain_text("1")
        await dialog.get_by_role("button", name="Revoke the one that is pending").click()
        await page.get_by_role("dialog", name="Revoke 1").get_by_role("button", name="Revoke").click()
        await expect(total(dialog, "Emails withdrawn")).to_contain_text("1")
        await expect(total(dialog, "Emails waiting")).to_contain_text("0")
        await expect(total(dialog, "Emails sent")).to_contain_text("0")

    async def test_is_not_for_every_group_admin(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(UPLOAD, ())
        await send(page, "of-an-admin.csv", address("of-an-admin"))
        groups = await asyncio.to_thread(product.groups)
        email = await asyncio.to_thread(product.join, "GROUP_ADMIN", [groups["Kiosks"]], "Curious Group Admin")
        other = await open_page(page.url, (email, PASSWORD))
        button = other.get_by_role("button", name="Revoke the one that is pending")
        await expect(button).to_have_attribute("aria-disabled", "true")
        await button.hover()
        reason = "Only an Admin, or the person who uploaded this file, can revoke them."
        await expect(other.get_by_role("tooltip")).to_have_text(reason)


class TestStopping:
    async def test_keeps_those_already_invited_unless_it_is_told_to_revoke_them(
        self, open_page: OpenPage, product: Product
    ) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "stopped-only.csv", file_of(f"{address('kept')},Analyst,"))
        async with product.database() as database, database.transaction():
            await database.execute(HOLD_UP)
            await dialog.get_by_role("button", name="Send 1 Invitation").click()
            await dialog.get_by_role("button", name="Stop sending").click()
            question = page.get_by_role("dialog", name="Stop sending?")
            await expect(question).to_contain_text("0 of 1 people have been invited so far")
            await expect(question.get_by_role("radio", name="They stay invited")).to_be_checked()
            await held_up(database, INVITING)
            await question.get_by_role("button", name="Stop sending").click()
            await held_up(database, STOPPING)
        await expect(dialog.get_by_text(INVITED_ONE)).to_be_visible()
        await expect(dialog.get_by_role("button", name="Revoke the one that is pending")).to_be_enabled()

    async def test_stops_behind_the_work_at_hand_and_takes_back_what_it_did(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = address("stopped")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "stopped.csv", file_of(f"{email},Analyst,"))
        async with product.database() as database, database.transaction():
            await database.execute(HOLD_UP)
            await dialog.get_by_role("button", name="Send 1 Invitation").click()
            await dialog.get_by_role("button", name="Stop sending").click()
            question = page.get_by_role("dialog", name="Stop sending?")
            await expect(question.get_by_role("button", name="Keep sending")).to_be_focused()
            await question.get_by_role("radio", name="Revoke them").check()
            await held_up(database, INVITING)
            await question.get_by_role("button", name="Stop and revoke").click()
            await held_up(database, STOPPING)
        await expect(dialog.get_by_text(INVITED_AND_REVOKED)).to_be_visible()
        await page.goto(f"/?tab=invited&q={email}")
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()


class TestFailures:
    async def test_are_told_with_their_reasons_and_lead_to_those_people(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await open_earlier(page, "new-starters.csv")
        await expect(total(dialog, "Emails failed")).to_contain_text("1")
        reasons = dialog.get_by_role("region", name="Why emails failed")
        await expect(reasons.get_by_role("listitem")).to_have_text(["1550 5.1.1 No such user here"])
        await reasons.get_by_role("link", name="Show the failed ones").click()
        await expect(dialog).to_be_hidden()
        rows = page.get_by_role("table", name="Invited Users").locator("tbody tr")
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("Not delivered")
