import pytest

from app.bulk_invites.worker import purge
from app.bulk_invites.worker.purge import purge_next
from app.database.sql import row, rows, value
from app.postponed import SECONDS, Postponed
from tests.support.bulk_uploads import invitations_of, lines, now, rows_of, upload, validated, work
from tests.support.factories import make_admin
from tests.support.manual_clock import ManualClock
from tests.support.refusing_database import refusing

pytestmark = pytest.mark.usefixtures("database")


class TestPurge:
    async def test_after_thirty_days_only_the_counts_and_invitations_are_left(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]), is_reviewed=False)
        await work()
        assert not await purge_next()
        await rows("UPDATE bulk_invites SET created_at = now() - interval '31 days'")
        assert await purge_next()
        assert not await purge_next()
        assert await rows_of(bulk_invite_id) == []
        assert await value("SELECT count(*) FROM bulk_invite_pieces") == 0
        assert (await now(admin, bulk_invite_id)).invited_rows == 1
        assert len(await invitations_of(bulk_invite_id)) == 1

    async def test_nothing_that_stood_in_the_file_is_left(self) -> None:
        admin = await make_admin()
        page = "<table><tr><td>Email<td>Notes<tr hidden><td>a@example.com<td>b@example.com</table>"
        bulk_invite_id = await validated(admin, page, asks_for_columns=True)
        await rows("UPDATE bulk_invites SET created_at = now() - interval '31 days'")
        assert await purge_next()
        stored = await row("SELECT columns, mapping, hidden_lines FROM bulk_invites WHERE id = $1", bulk_invite_id)
        assert stored == {"columns": None, "mapping": None, "hidden_lines": None}
        assert await value("SELECT count(*) FROM bulk_invite_pieces") == 0

    async def test_one_that_cannot_be_deleted_holds_back_no_other_and_is_tried_again_the_next_day(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        clock = ManualClock()
        monkeypatch.setattr(purge, "postponed", Postponed(clock.now))
        admin = await make_admin()
        oldest, newer = [await upload(admin, lines(["a@example.com,Analyst,"])) for _ in range(2)]
        await work()
        await rows("UPDATE bulk_invites SET created_at = now() - interval '31 days' WHERE id = $1", newer)
        await rows("UPDATE bulk_invites SET created_at = now() - interval '32 days' WHERE id = $1", oldest)
        async with refusing("DELETE", "bulk_invite_rows", "bulk_invite_id", oldest):
            for _ in range(2):
                while await purge_next():
                    pass
            assert [record.message for record in caplog.records] == ["bulk_invite_not_purged"]
        assert len(await rows_of(oldest)) == 1
        assert await rows_of(newer) == []
        assert not await purge_next()
        clock.advance(SECONDS)
        assert await purge_next()
        assert await rows_of(oldest) == []
