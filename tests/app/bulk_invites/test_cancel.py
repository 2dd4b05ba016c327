import pytest

from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import rows, value
from app.deliveries.actions import cancel_waiting
from app.errors import NotReady
from tests.support.bulk_uploads import invitations_of, lines, now, raise_limit, upload, work
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("database")


class TestCancel:
    async def test_a_canceled_bulk_invite_is_not_worked_on(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.CANCELED
        with pytest.raises(NotReady):
            await send_bulk_invite(admin, bulk_invite_id)

    async def test_pending_invitations_are_revoked_and_a_completed_bulk_invite_stays_completed(self) -> None:
        admin = await make_admin()
        people = [f"p{number}@example.com,Analyst," for number in range(3)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        first, *_ = await invitations_of(bulk_invite_id)
        await rows("UPDATE invitations SET status = 'accepted' WHERE id = $1", first["id"])
        await cancel_waiting("invitation", [first["id"]])
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
        found = await invitations_of(bulk_invite_id)
        assert [each["status"] for each in found] == ["accepted", "revoked", "revoked"]
        assert {each["delivery_status"] for each in found} == {"canceled"}
        assert (await now(admin, bulk_invite_id)).status is Status.COMPLETED
        assert await count_next()
        assert (await now(admin, bulk_invite_id)).is_settled

    async def test_the_revocation_of_many_is_finished_by_a_worker(self) -> None:
        admin = await make_admin()
        await raise_limit(admin.organization_id, 10_000)
        people = [f"p{number}@example.com,Analyst," for number in range(4_500)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
        assert await value("SELECT count(*) FROM invitations WHERE status = 'revoked'") == 2_000
        await work()
        assert await value("SELECT count(*) FROM invitations WHERE status = 'revoked'") == 4_500
