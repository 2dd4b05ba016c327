"""What a worker does with an uploaded spreadsheet."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest

from app.bulk_invites.actions import Upload, cancel_bulk_invite, create_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.uploaded_file import BytesContent
from app.bulk_invites.worker import convert
from app.bulk_invites.worker.loop import work_on_due
from app.database.sql import row, rows, value
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.bulk_uploads import now, rows_of, verdicts, work
from tests.support.factories import make_admin
from tests.support.spreadsheets import MIB, archive, data, people, xlsx
from tests.support.waiting import until

LIST = data({1: {"A": "Email", "B": "Role"}, 2: {"A": "listed@example.com", "B": "Analyst"}})
HEADER = {"A": "Salary", "B": "Email", "C": "Role"}
ADA = {"A": "1", "B": "ada@example.com", "C": "Analyst"}
NOTES = data({1: {"A": "Read this first"}})
# More than a worker reads before anything is done about it.
ENDLESS = "<sheetData>" + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_000_001))
pytestmark = pytest.mark.usefixtures("database")


async def upload(actor: Actor, content: bytes, sheet: str | None = None, *, asks_for_columns: bool = False) -> UUID:
    uploaded = Upload(BytesContent(content), is_csv=True, sheet=sheet, asks_for_columns=asks_for_columns)
    return await create_bulk_invite(actor, uploaded, is_reviewed=True)


async def converted(actor: Actor, content: bytes, sheet: str | None = None) -> UUID:
    bulk_invite_id = await upload(actor, content, sheet)
    await work()
    return bulk_invite_id


async def failure_of(actor: Actor, bulk_invite_id: UUID) -> str:
    found = await now(actor, bulk_invite_id)
    assert found.status is Status.FAILED
    assert found.failure is not None
    return found.failure.message


async def emails_of(bulk_invite_id: UUID) -> list[str]:
    return [each.email for each in await rows_of(bulk_invite_id)]


class TestSheet:
    async def test_it_is_the_first_with_an_email_column(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await converted(admin, xlsx(NOTES, LIST, LIST, names=("Notes", "People", "More")))
        stored = await row("SELECT sheet, sheets, is_spreadsheet FROM bulk_invites WHERE id = $1", bulk_invite_id)
        assert stored == {"sheet": "People", "sheets": ["Notes", "People", "More"], "is_spreadsheet": False}
        assert await verdicts(bulk_invite_id) == [(2, "valid", [])]

    async def test_one_without_anybody_is_only_chosen_where_no_other_has_an_email_column(self) -> None:
        admin = await make_admin()
        empty, addresses = data({1: {"A": "Email", "B": "Role"}}), data({1: {"A": "a@example.com"}})
        assert await emails_of(await converted(admin, xlsx(empty, LIST))) == ["listed@example.com"]
        assert "nobody in it" in await failure_of(admin, await converted(admin, xlsx(NOTES, addresses, empty)))

    async def test_examples_on_a_hidden_sheet_are_not_read_for_a_list_that_is_empty(self) -> None:
        admin = await make_admin()
        content = xlsx(LIST, data({1: {"A": "Email"}}), names=("Examples", "People"))
        with ZipFile(io.BytesIO(content)) as made:
            parts = {name: made.read(name) for name in made.namelist()}
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"Examples"', b'"Examples" state="hidden"')
        assert "nobody in it" in await failure_of(admin, await converted(admin, archive(parts)))

    async def test_names_of_columns_may_be_merged_over_two_rows(self) -> None:
        admin = await make_admin()
        rows = {
            1: {"A": "Email", "B": "Access"},
            2: {"B": "Role", "C": "Groups"},
            3: {"A": "a@example.com", "B": "Analyst"},
        }
        merged = '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>'
        assert await verdicts(await converted(admin, xlsx(data(rows) + merged))) == [(3, "valid", [])]

    @pytest.mark.parametrize("name", ["Other", " oTHER\u00a0"])
    async def test_it_is_the_one_that_is_named(self, name: str) -> None:
        admin = await make_admin()
        other = LIST.replace("listed", "other")
        bulk_invite_id = await converted(admin, xlsx(LIST, other, names=("First", "Other")), name)
        assert await emails_of(bulk_invite_id) == ["other@example.com"]

    async def test_one_that_is_not_there_is_refused_with_those_that_are(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await converted(admin, xlsx(NOTES, LIST, names=("Notes", "People")), "Staff")
        assert await failure_of(admin, bulk_invite_id) == (
            'There is no sheet "Staff". Choose one that this workbook has: "Notes", "People".'
        )

    async def test_a_list_without_column_names_is_told_of_in_rows(self) -> None:
        admin = await make_admin()
        addresses = data({3: {"B": "a@example.com", "C": "Analyst"}})
        bulk_invite_id = await converted(admin, xlsx(NOTES, addresses))
        assert (await failure_of(admin, bulk_invite_id)).startswith("Row 3 is a person, not column names. Put a row")

    async def test_columns_are_told_of_by_their_letters(self) -> None:
        """One of them may be hidden."""
        admin = await make_admin()
        twice = {1: {"A": "Email", "AB": "Email"}, 2: {"A": "a@example.com", "AB": "b@example.com"}}
        assert await failure_of(admin, await converted(admin, xlsx(data(twice)))) == (
            'Row 1 names the column "Email" twice: columns A and AB. Remove or rename one of them.'
        )
        nameless = {1: {"A": "Name", "B": "Role"}, 2: {"A": "A", "B": "Admin", "C": "a@example.com"}}
        assert "The addresses are in column C:" in await failure_of(admin, await converted(admin, xlsx(data(nameless))))

    async def test_a_workbook_without_any_text_is_empty(self) -> None:
        admin = await make_admin()
        for content in (xlsx("<sheetData/>"), b"<table><tr><td> </table>"):
            assert "is empty" in await failure_of(admin, await converted(admin, content))


class TestStored:
    async def test_only_the_columns_that_are_used_stay(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await converted(admin, xlsx(data({2: HEADER, 4: ADA})))
        assert await value("SELECT ignored_columns FROM bulk_invites WHERE id = $1", bulk_invite_id) == ["Salary"]
        assert await _stored(bulk_invite_id) == b'\r\n"Salary","Email","Role"\r\n\r\n,ada@example.com,Analyst\r\n'

    async def test_all_columns_stay_where_their_meaning_is_asked_for(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, xlsx(data({1: HEADER, 2: ADA})), asks_for_columns=True)
        await work()
        assert await _stored(bulk_invite_id) == b"Salary,Email,Role\r\n1,ada@example.com,Analyst\r\n"

    @pytest.mark.parametrize("asks_for_columns", [True, False])
    async def test_as_much_as_could_have_been_uploaded(
        self, monkeypatch: pytest.MonkeyPatch, asks_for_columns: bool
    ) -> None:
        """A small workbook may have a large sheet."""
        admin = await make_admin()
        shared = data({1: HEADER} | {number: {"B": "x" * 1_000} for number in range(2, 1_100)})
        bulk_invite_id = await upload(admin, xlsx(shared), asks_for_columns=asks_for_columns)
        limited = get_settings().model_copy(update={"upload_bytes": MIB})
        monkeypatch.setattr(convert, "get_settings", lambda: limited)
        await work()
        assert (await failure_of(admin, bulk_invite_id)).startswith("As CSV, this sheet has more than 1 MB.")
        assert await _stored(bulk_invite_id) == b""

    async def test_a_damaged_workbook_fails_and_the_next_upload_does_not(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await converted(admin, people("a@example.com")[:-100])
        assert "is damaged" in await failure_of(admin, bulk_invite_id)
        assert await emails_of(await converted(admin, people("b@example.com"))) == ["b@example.com"]


class TestEnd:
    """The process that reads ends with the work, whatever ends that."""

    async def test_with_the_worker_that_is_to_stop(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, xlsx(f"{ENDLESS}</sheetData>"))
        stopping = asyncio.Event()
        async with _reading(stopping):
            stopping.set()
        found = await row("SELECT status, is_spreadsheet, lease_owner FROM bulk_invites WHERE id = $1", bulk_invite_id)
        assert found == {"status": "validating", "is_spreadsheet": True, "lease_owner": None}

    async def test_with_the_bulk_invite_that_is_canceled(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, xlsx(f"{ENDLESS}</sheetData>"))
        async with _reading(asyncio.Event()):
            await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        assert (await now(admin, bulk_invite_id)).status is Status.CANCELED

    async def test_with_the_lease_that_another_worker_took(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, xlsx(f"{ENDLESS}</sheetData>"))
        async with _reading(asyncio.Event()):
            await rows(
                "UPDATE bulk_invites SET lease_owner = 'other', lease_until = now() + interval '1 hour' WHERE id = $1",
                bulk_invite_id,
            )
        assert await value("SELECT lease_owner FROM bulk_invites WHERE id = $1", bulk_invite_id) == "other"

    async def test_killed_by_the_kernel_it_is_told_of_memory(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, xlsx(f"{ENDLESS}</sheetData>"))
        async with _reading(asyncio.Event()) as process:
            os.kill(process, signal.SIGKILL)
        assert "MB of memory" in await failure_of(admin, bulk_invite_id)


async def _stored(bulk_invite_id: UUID) -> bytes:
    found = await rows(
        "SELECT content FROM bulk_invite_pieces WHERE bulk_invite_id = $1 ORDER BY number", bulk_invite_id
    )
    return b"".join(each["content"] for each in found)


@asynccontextmanager
async def _reading(stopping: asyncio.Event) -> AsyncIterator[int]:
    """Yields the id of the process that reads, and leaves once worker and process have ended."""
    working = asyncio.create_task(work_on_due("test", 30.0, stopping))
    await until(_one_child)
    (process,) = _children()
    yield process
    await working
    assert not _children()


async def _one_child() -> bool:
    return len(_children()) == 1


def _children() -> list[int]:
    """Returns the processes that this one started to read spreadsheets."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(each) for each in found if b"spreadsheets.child" in Path(f"/proc/{each}/cmdline").read_bytes()]
