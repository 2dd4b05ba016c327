"""Rows that are kept for a time are deleted some at a time: by one statement, many would take longer than it may."""

import pytest

from app.database import expired_rows
from app.database.sql import rows, value
from app.users.sessions import end_expired_sessions, start_session
from tests.support.factories import make_user
from tests.support.row_locks import LockQueue

pytestmark = pytest.mark.usefixtures("database")


async def make_expired_sessions(count: int) -> None:
    user_id = await make_user()
    for _ in range(count + 1):
        await start_session(user_id, None)
    await rows("UPDATE sessions SET expires_at = now() WHERE id <> (SELECT id FROM sessions ORDER BY id LIMIT 1)")


async def test_they_go_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expired_rows, "ROWS_AT_ONCE", 2)
    await make_expired_sessions(5)
    assert [await end_expired_sessions() for _ in range(3)] == [True, True, False]
    assert await value("SELECT count(*) FROM sessions") == 1


async def test_one_that_somebody_has_locked_holds_back_no_other(lock_queue: LockQueue) -> None:
    await make_expired_sessions(2)
    locked = await value("SELECT id FROM sessions WHERE expires_at <= now() LIMIT 1")
    await lock_queue.lock("SELECT id FROM sessions WHERE id = $1 FOR UPDATE", locked)
    assert not await end_expired_sessions()
    assert await value("SELECT count(*) FROM sessions") == 2
