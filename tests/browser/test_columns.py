"""What the columns of a file mean: asked where the file does not say it, and changed from the review."""

import asyncio

from playwright.async_api import Locator, Page, Route, expect

from tests.browser.columns import go_on, line, mean, meaning, meanings
from tests.browser.conftest import Complaints, OpenPage
from tests.browser.held_requests import hold_requests
from tests.browser.product import Product, address
from tests.browser.review import cell, counts, row
from tests.browser.test_bulk_upload import UPLOAD, choose, file_of
from tests.support.factories import PASSWORD


def unknown(*rows: str) -> str:
    """A file whose names of columns mean nothing here. The last is another each time, as answers are remembered."""
    return "\r\n".join((f"Wer,Wohin,Was,Womit,{address('last')}"[: -len("@story.example")], *rows, ""))


async def asked(page: Page, name: str = "unknown.csv") -> Locator:
    """Gives a file with two people; answers the window, which asks for its columns."""
    text = unknown(f"Ada,{address('ada')},Analyst,Kiosks", f"Grace,{address('grace')},Remote,Kiosks")
    dialog = await choose(page, name, text)
    await expect(dialog.get_by_role("heading", name="What do the columns mean?")).to_be_focused()
    return dialog


class TestMapping:
    async def test_shows_names_and_first_rows_and_what_each_probably_means(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await asked(page)
        await meanings(dialog, Wer="Not used", Wohin="Email", Was="Role")
        await expect(line(dialog, "Was")).to_contain_text("Analyst, Remote")
        await mean(page, "Womit", "Groups")
        await go_on(dialog)
        await counts(dialog, ready=2)
        await expect(row(dialog, "ada-")).to_contain_text("Kiosks")

    async def test_takes_a_meaning_from_the_column_that_had_it(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await asked(page)
        await mean(page, "Womit", "Role")
        await meanings(dialog, Was="Not used", Womit="Role")
        await expect(dialog.get_by_role("status").filter(has_text="Role is not Was any more.")).to_be_attached()
        await mean(page, "Wohin", "Not used")
        await go_on(dialog)
        first = dialog.get_by_role("combobox", name="Meaning of Wer")
        await expect(first).to_have_accessible_description("One of the columns has to be Email.")
        await expect(first).to_be_focused()

    async def test_reads_the_first_row_as_a_person_where_it_names_nothing(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await asked(page)
        await dialog.get_by_role("switch", name="The first row names the columns").uncheck()
        await expect(line(dialog, "Column 2")).to_contain_text("Wohin, ada-")
        await go_on(dialog)
        await counts(dialog, errors=1, ready=2)

    async def test_tells_columns_with_the_same_name_apart(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "same-names.csv", f"Kontakt,Kontakt,Zweck\r\nAda,{address('same')},Analyst\r\n")
        await expect(meaning(dialog, "Kontakt (column 1)")).to_have_value("Not used")
        await expect(meaning(dialog, "Kontakt (column 2)")).to_have_value("Email")
        await expect(meaning(dialog, "Zweck")).to_have_value("Role")

    async def test_tries_again_where_columns_could_not_be_loaded(
        self, open_page: OpenPage, complaints: Complaints
    ) -> None:
        complaints.expected += ["502"]
        page = await open_page(UPLOAD, ())

        async def fail(route: Route) -> None:
            if "query BulkInviteColumns" in (route.request.post_data or ""):
                await route.fulfill(status=502, body="no")
            else:
                await route.fallback()

        await page.route("**/graphql", fail)
        dialog = await choose(page, "not-loaded.csv", unknown(f"Ada,{address('ada')},Analyst,Kiosks"))
        alert = dialog.get_by_role("alert").filter(has_text="The columns could not be loaded")
        await expect(dialog.get_by_role("button", name="Discard this upload")).to_be_visible()
        await page.unroute("**/graphql", fail)
        await alert.get_by_role("button", name="Try again").click()
        await expect(meaning(dialog, "Wohin")).to_have_value("Email")

    async def test_says_at_the_field_why_it_is_refused(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await asked(page)
        sentence = "The column has no role that you can give."

        async def refuse(route: Route) -> None:
            error = {"__typename": "OtherError", "code": "INVALID_ROLE", "message": sentence, "path": ["role"]}
            if "MapBulkInviteColumns" in (route.request.post_data or ""):
                await route.fulfill(json={"data": {"mapBulkInviteColumns": {"bulkInvite": None, "errors": [error]}}})
            else:
                await route.fallback()

        await page.route("**/graphql", refuse)
        await go_on(dialog)
        await expect(meaning(dialog, "Was")).to_have_accessible_description(sentence)
        await expect(meaning(dialog, "Was")).to_be_focused()
        await mean(page, "Was", "Not used")
        await expect(dialog.get_by_text(sentence)).to_be_hidden()

    async def test_cannot_be_changed_while_it_is_saved(self, open_page: OpenPage) -> None:
        page = await open_page(UPLOAD, ())
        dialog = await asked(page)
        may_go = await hold_requests(page, "MapBulkInviteColumns")
        await go_on(dialog)
        await expect(meaning(dialog, "Was")).to_be_disabled()
        may_go.set()
        await counts(dialog, ready=2)

    async def test_is_found_again_after_closing(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "ADMIN", None, "Closing Mapper")
        page = await open_page(UPLOAD, (email, PASSWORD))
        dialog = await asked(page, "left-open.csv")
        await dialog.get_by_role("button", name="Close").click()
        await expect(dialog).to_be_hidden()
        banner = page.get_by_role("region", name="Unfinished uploads")
        await expect(banner).to_contain_text("left-open.csv waits for you to say what its columns mean.")
        await banner.get_by_role("button", name="Show").click()
        await expect(meaning(dialog, "Wohin")).to_have_value("Email")
        await dialog.get_by_role("button", name="Choose another file").click()
        upload = dialog.get_by_role("listitem").filter(has_text="left-open.csv")
        await expect(upload).to_contain_text("Columns to choose")
        await upload.get_by_role("button", name="left-open.csv").click()
        await dialog.get_by_role("button", name="Discard this upload").click()
        question = page.get_by_role("dialog", name="Discard left-open.csv?")
        await question.get_by_role("button", name="Discard").click()
        await expect(upload).to_contain_text("Discarded")


class TestFromTheReview:
    async def test_columns_are_changed_and_all_rows_read_anew(self, open_page: OpenPage) -> None:
        one = address("anew")
        page = await open_page(UPLOAD, ())
        text = f"Email,Private,Role\r\nwrong,{one},Analyst\r\n"
        dialog = await choose(page, "two-addresses.csv", text)
        await counts(dialog, errors=1)
        await dialog.get_by_role("button", name="Change columns").click()
        await expect(dialog.get_by_text("What you changed in them during the review is lost.")).to_be_visible()
        await meanings(dialog, Email="Email", Private="Not used", Role="Role")
        await mean(page, "Private", "Email")
        await go_on(dialog)
        await counts(dialog, ready=1)
        await expect(row(dialog, one)).to_contain_text("Analyst")

    async def test_and_left_as_they_are_without_a_loss(self, open_page: OpenPage) -> None:
        one = address("back")
        page = await open_page(UPLOAD, ())
        dialog = await choose(page, "as-it-is.csv", file_of("wrong,Analyst,"))
        await cell(dialog, "email", "wrong").click()
        await page.get_by_label("Email of wrong").fill(one)
        await page.keyboard.press("Enter")
        await counts(dialog, ready=1)
        await dialog.get_by_role("button", name="Change columns").click()
        await mean(page, "Groups", "Not used")
        await dialog.get_by_role("button", name="Back to the review").click()
        question = page.get_by_role("dialog", name="Discard what you chose?")
        await question.get_by_role("button", name="Discard").click()
        await counts(dialog, ready=1)
        await dialog.get_by_role("button", name="All 1").click()
        await expect(row(dialog, one)).to_be_visible()
