"""Time limits that have passed: what the schedule stores."""

import pytest

from app.database.sql import rows, value
from app.invitations import expire
from app.invitations.expire import expire_lapsed
from app.postponed import SECONDS, Postponed
from tests.support.factories import lapse, make_admin, make_invitation
from tests.support.manual_clock import ManualClock
from tests.support.refusing_database import refusing

pytestmark = pytest.mark.usefixtures("database")


async def test_one_that_cannot_be_expired_holds_back_no_other_and_is_tried_again_the_next_day(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock()
    monkeypatch.setattr(expire, "postponed", Postponed(clock.now))
    admin = await make_admin()
    invitations = [await make_invitation(admin) for _ in range(5)]
    for each in invitations:
        await lapse(each)
    broken = invitations[0]
    async with refusing("UPDATE", "invitations", "id", broken):
        assert await expire_lapsed() == 4
        assert await expire_lapsed() == 0
        assert [record.message for record in caplog.records] == ["invitation_not_expired"]
    found = await rows("SELECT id FROM invitations WHERE status = 'pending'")
    assert [each["id"] for each in found] == [broken]
    assert await value("SELECT count(*) FROM audit_entries WHERE action = 'invitation.expired'") == 4
    assert await expire_lapsed() == 0
    clock.advance(SECONDS)
    assert await expire_lapsed() == 1
