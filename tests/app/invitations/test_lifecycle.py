"""What can become of an invitation."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NOT_PENDING_SENTENCES, InvitationNotPending
from app.invitations.lifecycle import Status, require_pending, require_resendable, status_at

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
STATUSES = st.sampled_from(Status)
LIMITS = st.none() | st.timedeltas(timedelta(days=-3650), timedelta(days=3650)).map(lambda left: NOW + left)


@given(STATUSES, LIMITS)
def test_time_ends_only_what_is_pending(stored: Status, expires_at: datetime | None) -> None:
    seen = status_at(stored, expires_at, NOW)
    lapsed = expires_at is not None and expires_at <= NOW
    assert seen is (Status.EXPIRED if stored is Status.PENDING and lapsed else stored)


@given(STATUSES, LIMITS, st.timedeltas(timedelta(0), timedelta(days=1)))
def test_what_is_over_stays_over(stored: Status, expires_at: datetime | None, later: timedelta) -> None:
    seen = status_at(stored, expires_at, NOW)
    if seen is not Status.PENDING:
        assert status_at(stored, expires_at, NOW + later) is seen


def test_the_limit_itself_is_too_late() -> None:
    assert status_at(Status.PENDING, NOW, NOW) is Status.EXPIRED
    assert status_at(Status.PENDING, NOW + timedelta(microseconds=1), NOW) is Status.PENDING


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PENDING])
def test_only_a_pending_one_can_be_acted_on_and_the_refusal_says_what_it_is(status: Status) -> None:
    require_pending(Status.PENDING)
    with pytest.raises(InvitationNotPending) as raised:
        require_pending(status)
    assert raised.value.status == status
    assert raised.value.message == NOT_PENDING_SENTENCES[status]


@pytest.mark.parametrize("status", list(Status))
def test_a_pending_or_expired_one_can_be_sent_again(status: Status) -> None:
    if status in {Status.PENDING, Status.EXPIRED}:
        require_resendable(status)
    else:
        with pytest.raises(InvitationNotPending):
            require_resendable(status)
