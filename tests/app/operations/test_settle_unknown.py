"""What operators decide about emails of unknown outcome."""

import pytest

from app.database.sql import rows, value
from app.invitations.resend import resend
from app.operations.delivery_acts import Settlement, settle_unknown
from tests.support.delivery_queue import delivery, delivery_of, outcomes
from tests.support.factories import make_admin, make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.many_deliveries import ALL, OPERATOR, UNKNOWN, make_failed
from tests.support.operators import done

pytestmark = pytest.mark.usefixtures("database")


class TestSettling:
    async def test_as_sent_is_what_a_late_reply_would_have_been(self) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await resend(admin, [invitation_id])
        unknown = await delivery_of(invitation_id, 2)
        await rows("UPDATE deliveries SET status = 'unknown', attempt_count = 1, due_at = NULL WHERE generation = 2")
        await rows(
            """
            INSERT INTO delivery_attempts (id, delivery_id, number, worker, started_at, finished_at, outcome)
            VALUES (uuidv7(), $1, 1, 'a', now() - interval '1 hour', now(), 'unknown')
            """,
            unknown["id"],
        )
        assert done(await settle_unknown(OPERATOR, UNKNOWN, Settlement.SENT, 1)) == (1, {})
        settled = await delivery(unknown["id"])
        assert (settled["status"], settled["due_at"]) == ("sent", None)
        started_at = await value("SELECT started_at FROM delivery_attempts")
        assert settled["sent_at"] == started_at
        assert await outcomes(unknown["id"]) == ["unknown"]
        # The new link is out, so that the old one stops working.
        assert await value("SELECT oldest_valid_generation FROM invitations WHERE id = $1", invitation_id) == 2

    async def test_send_again_sends_the_same_email_again(self, email_worker: EmailWorker) -> None:
        unknown = await make_failed(status="unknown")
        assert done(await settle_unknown(OPERATOR, UNKNOWN, Settlement.SEND_AGAIN, 1)) == (1, {})
        assert await email_worker.deliver() == 1
        assert await outcomes(unknown["id"]) == ["unknown", "accepted"]

    async def test_is_about_what_is_unknown_and_wanted_alone(self) -> None:
        admin = await make_admin()
        for status in ("sending", "sent", "failed", "queued"):
            await make_failed(admin, status=status)
        revoked = await make_failed(admin, status="unknown")
        await rows("UPDATE invitations SET status = 'revoked' WHERE id = $1", revoked["subject_id"])
        expected = {"being_sent": 1, "already_sent": 1, "not_unknown": 2, "not_wanted": 1}
        assert done(await settle_unknown(OPERATOR, ALL, Settlement.SEND_AGAIN, 5)) == (0, expected)
        # It was sent, wanted or not.
        expected.pop("not_wanted")
        assert done(await settle_unknown(OPERATOR, ALL, Settlement.SENT, 5)) == (1, expected)
