"""Invite Users by a file: from the drop to the summary."""

import asyncio
from pathlib import Path

import asyncpg
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import Complaints, OpenPage
from tests.browser.product import Product, address
from tests.browser.review import counts
from tests.support.factories import PASSWORD
from tests.support.waiting import until

MAKE_FILE = """
({ name, text }) => {
  const data = new DataTransfer()
  data.items.add(new File([text], name, { type: 'text/csv' }))
  return data
}
"""


UPLOAD = "/?q=amara.okafor&invite=bulk"
# A worker waits for it in the middle of its work, for as long as a story likes.
HOLD_UP = "LOCK TABLE invitations IN EXCLUSIVE MODE"
# The locks of an UPDATE and of a SELECT … FOR UPDATE; who invites has both.
INVITING, STOPPING = "RowExclusiveLock", "RowShareLock"
WAITING = """
SELECT EXISTS (
    SELECT FROM pg_locks waiting JOIN pg_locks held USING (pid)
     WHERE NOT waiting.granted AND held.granted AND held.relation = 'bulk_invites'::regclass AND held.mode = $1
       AND NOT EXISTS (SELECT FROM pg_locks other
                        WHERE other.pid = held.pid AND other.granted AND other.relation = held.relation
                          AND $1 = 'RowShareLock' AND other.mode = 'RowExclusiveLock'))
"""


async def held_up(database: "asyncpg.Connection[asyncpg.Record]", mode: str) -> None:
    """Waits until somebody is held up who has a lock of this kind, of a bulk invite."""

    async def is_held_up() -> object:
        return await database.fetchval(WAITING, mode)

    await until(is_held_up)


def file_of(*lines: str) -> str:
    return "\r\n".join(("Email,Role,Groups", *lines, ""))


async def drop(page: Page, name: str, text: str) -> None:
    data = await page.evaluate_handle(MAKE_FILE, {"name": name, "text": text})
    zone = page.locator(".dropzone")
    for event in ("dragenter", "dragover", "drop"):
        await zone.dispatch_event(event, {"dataTransfer": data})


async def choose(page: Page, name: str, text: str) -> Locator:
    """Gives a file by Browse Files; answers the window."""
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Browse Files").click()
    await (await chooser.value).set_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    return page.get_by_role("dialog", name="Invite Users")


class TestTemplate:
    async def test_is_downloaded_as_the_api_has_it(self, open_page: OpenPage, downloads: Path) -> None:
        page = await open_page(UPLOAD, ())
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download CSV Template").click()
        download = await started.value
        assert download.suggested_filename == "invite-users-template.csv"
        await download.save_as(downloads / "template.csv")
        assert (downloads / "template.csv").read_text(encoding="utf-8").startswith("Email,Role,Groups")


class TestUpload:
    async def test_a_dropped_file_is_checked_sent_and_summed_up(self, open_page: OpenPage, product: Product) -> None:
        one, two = address("dropped"), address("dropped")
        page = await open_page("/?q=amara.okafor", ())
        await page.get_by_role("button", name="Invite Users").click()
        await page.get_by_role("tab", name="Bulk Upload").click()
        await drop(page, "people.csv", file_of(f"{one},Analyst,Kiosks", f"{two},Remote,"))
        dialog = page.get_by_role("dialog", name="Invite Users")
        await counts(dialog, ready=2)
        await expect(dialog.get_by_text("Nobody has been emailed yet.")).to_be_visible()
        assert await asyncio.to_thread(product.emails_to, one) == []
        await dialog.get_by_role("button", name="Send 2 Invitations").click()
        await expect(dialog.get_by_text("2 people were invited.")).to_be_visible()
        await expect(dialog.locator("dl div").filter(has_text="Emails sent")).to_contain_text("2")
        await asyncio.to_thread(product.emails_when_any, two)
        await dialog.get_by_role("link", name="Show these invitations").click()
        await expect(dialog).to_be_hidden()
        rows = page.get_by_role("table", name="Invited Users").locator("tbody tr")
        await expect(rows).to_have_count(2)
        await expect(page.get_by_role("row").filter(has_text=one)).to_contain_text("Kiosks")

    async def test_rows_without_a_role_get_the_chosen_one(self, open_page: OpenPage, product: Product) -> None:
        one, two = address("default"), address("default")
        page = await open_page(UPLOAD, ())
        await page.get_by_role("combobox", name="Role for rows without one").click()
        await page.get_by_role("option", name="Broadcaster").click()
        await page.get_by_role("combobox", name="Groups for rows without any").click()
        await page.get_by_role("option", name="Kiosks").click()
        await page.keyboard.press("Escape")
        dialog = await choose(page, "export.csv", f"Email,Role\r\n{one},\r\n{two},Analyst\r\n")
        await dialog.get_by_role("button", name="Send 2 Invitations").click()
        await dialog.get_by_role("link", name="Show these invitations").click()
        await expect(page.get_by_role("row").filter(has_text=one)).to_contain_text("Broadcaster")
        await expect(page.get_by_role("row").filter(has_text=two)).to_contain_text("Analyst")
        await expect(page.get_by_role("row").filter(has_text=one)).to_contain_text("Kiosks")

    async def test_a_guessed_encoding_is_told(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name="Browse Files").click()
        content = f"Email,Role\r\nj\u00f6rg-{address()},Analyst\r\n".encode("windows-1252")
        await (await chooser.value).set_files({"name": "old.csv", "mimeType": "text/csv", "buffer": content})
        dialog = page.get_by_role("dialog", name="Invite Users")
        await expect(dialog.get_by_text("it was read as windows-1252")).to_be_visible()

    async def test_problem_rows_are_downloaded_with_their_problem(self, open_page: OpenPage, downloads: Path) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "problems.csv", file_of(f"{address()},Analyst,", "not-an-email,Analyst,"))
        async with page.expect_download() as started:
            await dialog.get_by_role("link", name="Download problem rows").click()
        await (await started.value).save_as(downloads / "problems.csv")
        text = (downloads / "problems.csv").read_text(encoding="utf-8-sig")
        assert "Problem" in text.splitlines()[0]
        assert "not-an-email" in text.splitlines()[1]
        assert len(text.splitlines()) == 2

    async def test_a_file_that_is_no_list_says_why(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "empty.csv", "")
        await expect(dialog.get_by_role("alert")).to_be_visible()
        await expect(dialog.get_by_role("button", name="Browse Files")).to_be_enabled()

    async def test_more_people_than_one_file_may_hold_are_told(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(UPLOAD, ())
        await expect(page.get_by_text("At most")).to_be_visible()
        limit = await asyncio.to_thread(
            product.ask, "{ viewer { organization { bulkInviteRowLimit } } }", product.admin_token
        )
        rows = [
            f"p{number}@too-many.example,Analyst," for number in range(limit["organization"]["bulkInviteRowLimit"] + 1)
        ]
        dialog = await choose(page, "many.csv", file_of(*rows))
        await expect(dialog.get_by_role("alert")).to_contain_text("split into multiple files")

    async def test_several_files_at_once_are_refused_by_name(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        zone = page.locator(".dropzone")
        await expect(zone).to_be_visible()
        data = await page.evaluate_handle(
            """() => {
              const data = new DataTransfer()
              for (const name of ['one.csv', 'two.csv']) data.items.add(new File(['Email'], name))
              return data
            }"""
        )
        for event in ("dragenter", "dragover", "drop"):
            await zone.dispatch_event(event, {"dataTransfer": data})
        told = page.get_by_role("alert").filter(has_text="You gave 2 files: one.csv and two.csv. Nothing was uploaded")
        await expect(told).to_be_visible()
        await expect(page.get_by_role("button", name="Browse Files")).to_be_enabled()

    async def test_a_refused_download_says_why(
        self, open_page: OpenPage, product: Product, complaints: Complaints
    ) -> None:
        complaints.expected.append("403")
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Soon Analyst")
        page = await open_page(UPLOAD, (email, PASSWORD))
        dialog = await choose(page, "refused.csv", file_of("not-an-email,Analyst,"))
        link = dialog.get_by_role("link", name="Download problem rows")
        await expect(link).to_be_visible()

        async def refuse(route: Route) -> None:
            sentence = "Only an Admin can read this upload."
            await route.fulfill(status=403, json={"errors": [{"message": sentence}]})

        await page.route("**/problems.csv", refuse)
        await link.click()
        await expect(page.get_by_role("alert").filter(has_text="Only an Admin can read this upload.")).to_be_visible()


class TestComingBack:
    async def test_a_review_is_found_again_after_closing(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Closing Reviewer")
        page = await open_page(UPLOAD, (email, PASSWORD))
        dialog = await choose(page, "left-alone.csv", file_of(f"{address()},Analyst,"))
        await counts(dialog, ready=1)
        await dialog.get_by_role("button", name="Close").click()
        await expect(dialog).to_be_hidden()
        banner = page.get_by_role("region", name="Unfinished uploads")
        await expect(banner).to_contain_text("left-alone.csv waits for your review.")
        await banner.get_by_role("button", name="Show").click()
        await counts(dialog, ready=1)

    async def test_an_upload_is_discarded_once_that_is_confirmed(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "discarded.csv", file_of(f"{address()},Analyst,"))
        await dialog.get_by_role("button", name="Discard this upload").click()
        question = page.get_by_role("dialog", name="Discard discarded.csv?")
        await question.get_by_role("button", name="Discard").click()
        await expect(dialog.get_by_role("button", name="Browse Files")).to_be_visible()
        await expect(dialog.get_by_role("listitem").filter(has_text="discarded.csv")).to_contain_text("Discarded")

    async def test_a_reload_in_the_middle_of_sending_finds_the_work_going_on(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Reloading Sender")
        page = await open_page(UPLOAD, (email, PASSWORD))
        word = address("reload").partition("@")[0]
        rows = [f"{word}-{number}@story.example,Analyst," for number in range(80)]
        dialog = await choose(page, "eighty.csv", file_of(*rows, "not-an-email,Analyst,"))
        await counts(dialog, errors=1, ready=80)
        async with product.database() as database, database.transaction():
            await database.execute(HOLD_UP)
            await dialog.get_by_role("button", name="Send 80 Invitations").click()
            await expect(dialog.get_by_text("Inviting: 0 of 80 people done")).to_be_visible()
            await page.reload()
            await expect(dialog.get_by_text("Inviting: 0 of 80 people done")).to_be_visible()
            await dialog.get_by_role("button", name="Close").last.click()
            banner = page.get_by_role("region", name="Unfinished uploads")
            await expect(banner).to_contain_text("The invitations of eighty.csv are being sent: 0 of 80.")
            await banner.get_by_role("button", name="Show").click()
            await expect(dialog.get_by_role("button", name="Stop sending")).to_be_visible()
        await expect(dialog.get_by_text("80 people were invited.")).to_be_visible()
        await expect(dialog.get_by_text("1 row with errors was left out.")).to_be_visible()
        await expect(dialog.locator("dl div").filter(has_text="Emails sent")).to_contain_text("80")
        await expect(dialog.locator("dl div").filter(has_text="Emails waiting")).to_contain_text("0")

    async def test_another_admin_sees_the_invitations_come(self, open_page: OpenPage) -> None:
        word = address("watched").partition("@")[0]
        watching = await open_page(f"/?tab=invited&q={word}", ())
        await expect(watching.get_by_role("heading", name="Nobody matches")).to_be_visible()
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "watched.csv", file_of(*(f"{word}-{n}@story.example,Remote," for n in range(5))))
        await dialog.get_by_role("button", name="Send 5 Invitations").click()
        table = watching.get_by_role("table", name="Invited Users")
        await expect(table.locator("tbody tr")).to_have_count(5)
        await expect(table.get_by_text("Sent", exact=True)).to_have_count(5)
