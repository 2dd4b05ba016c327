import pytest

from app.bulk_invites.worker.purge import purge_next
from app.database.sql import rows, value
from tests.support.bulk_uploads import invitations_of, lines, now, rows_of, upload, work
from tests.support.factories import make_admin

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
