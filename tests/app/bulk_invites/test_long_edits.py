"""Edits of more rows than one request edits: a worker finishes them, or the next one."""

import asyncio
from typing import Any

import pytest

from app.bulk_invites import mass_edit_actions
from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite
from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.mass_edit_actions import edit_chunk, edit_rows
from app.bulk_invites.mass_edits import ApplySuggestions, RemoveRows, ReplaceValue, Selection
from app.bulk_invites.review.rules import RowStatus
from app.bulk_invites.worker import edit as worker_edit
from app.bulk_invites.worker.failing import MAX_ATTEMPTS
from app.bulk_invites.worker.loop import work_on_due
from app.database.sql import rows
from app.errors import ErrorCode, NotReady
from tests.support.bulk_uploads import counted, invitations_of, lines, now, validated, verdicts, work
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("database")
ERRORS = RemoveRows(Selection(statuses=[RowStatus.ERROR]))


@pytest.fixture(autouse=True)
def request_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mass_edit_actions, "REQUEST_ROWS", 2)


async def work_for_one_chunk(monkeypatch: pytest.MonkeyPatch, chunk_rows: int) -> None:
    """Works as a worker that is stopped during its first chunk does."""
    stopping = asyncio.Event()

    async def edit_last_chunk(*arguments: Any) -> int | None:
        stopping.set()
        return await edit_chunk(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(worker_edit, "edit_chunk", edit_last_chunk)
        await work_on_due("test", 30.0, stopping, chunk_rows)


async def test_a_worker_edits_the_others() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{each}@example.com,Analist," for each in range(9)))
    assert await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst")) == 9
    during = await now(admin, bulk_invite_id)
    assert (during.status, during.processed_rows, during.total_rows) == (Status.VALIDATING, 2, 9)
    assert await counted(bulk_invite_id) == (9, 2, 0, 7)
    for attempt in (send_bulk_invite(admin, bulk_invite_id), edit_rows(admin, bulk_invite_id, ERRORS)):
        with pytest.raises(NotReady):
            await attempt
    await work(chunk_rows=3)
    after = await now(admin, bulk_invite_id)
    assert (after.status, after.processed_rows, after.rows_per_second) == (Status.READY, 9, None)
    assert await counted(bulk_invite_id) == (9, 9, 0, 0)
    await send_bulk_invite(admin, bulk_invite_id)
    await work(chunk_rows=4)
    assert len(await invitations_of(bulk_invite_id)) == 9


async def test_what_was_removed_makes_no_other_row_one_to_remove() -> None:
    admin = await make_admin()
    people = [f"p{each % 4}@example.com,Analyst," for each in range(12)]
    bulk_invite_id = await validated(admin, lines(people))
    assert await edit_rows(admin, bulk_invite_id, RemoveRows(Selection(statuses=[RowStatus.VALID]))) == 4
    await work(chunk_rows=1)
    assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["valid"] * 4 + ["error"] * 4
    assert await counted(bulk_invite_id) == (8, 4, 0, 4)


async def test_another_worker_goes_on_where_one_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{each}@example.com,Analist," for each in range(9)))
    await edit_rows(admin, bulk_invite_id, ApplySuggestions())
    await work_for_one_chunk(monkeypatch, chunk_rows=2)
    assert (await now(admin, bulk_invite_id)).status is Status.VALIDATING
    assert await counted(bulk_invite_id) == (9, 4, 0, 5)
    await rows("UPDATE bulk_invites SET lease_owner = 'lost', lease_until = now() - interval '1 second'")
    await work(chunk_rows=2)
    assert (await now(admin, bulk_invite_id)).status is Status.READY
    assert await counted(bulk_invite_id) == (9, 9, 0, 0)


async def test_canceled_it_ends() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{each}@example.com,Analist," for each in range(5)))
    await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst"))
    await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
    await work()
    assert (await now(admin, bulk_invite_id)).status is Status.CANCELED
    assert await counted(bulk_invite_id) == (5, 2, 0, 3)


async def test_it_ends_when_the_member_leaves() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{each}@example.com,Analist," for each in range(5)))
    await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst"))
    await rows("DELETE FROM memberships WHERE user_id = $1", admin.user_id)
    await work()
    after = await now(admin, bulk_invite_id)
    assert (after.status, after.processed_rows) == (Status.READY, 5)
    assert await counted(bulk_invite_id) == (5, 2, 0, 3)


async def test_a_fault_of_ours_is_said_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{each}@example.com,Analist," for each in range(5)))
    await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst"))
    await rows("""UPDATE bulk_invites SET edit = '{"kind": "OfAnotherRelease", "rows": 5}'""")
    for _ in range(MAX_ATTEMPTS):
        await work()
        await rows("UPDATE bulk_invites SET lease_until = NULL")
    failed = await now(admin, bulk_invite_id)
    assert failed.status is Status.FAILED
    assert failed.failure is not None
    assert failed.failure.code is ErrorCode.WORK_FAILED


async def test_what_the_release_before_sends_meanwhile_is_sent() -> None:
    """It takes the bulk invite for READY. Each row is what it was, or what the edit made of it."""
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{each}@example.com,Analyst," for each in range(5)))
    await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analyst", "Remote"))
    await rows(
        """
        UPDATE bulk_invites SET status = 'sending', sent_by_user_id = $1, processed_rows = error_rows,
               cursor_line = 0, phase_started_at = now(), emails_settled = false, count_emails_at = now()
        """,
        admin.user_id,
    )
    await work()
    assert (await now(admin, bulk_invite_id)).status is Status.COMPLETED
    invited = await invitations_of(bulk_invite_id)
    assert [each["role"] for each in invited] == ["analyst"] * 3 + ["remote"] * 2
