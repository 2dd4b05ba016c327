"""Failures of long ago keep no new ones from groups of their own."""

from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.database.transaction import transaction
from app.deliveries import failure_groups, old_failure_groups
from app.deliveries.failure_groups import OTHER_REPLIES, Failure, find_groups
from app.deliveries.old_failure_groups import KEPT_DAYS, forget_empty_groups, merge_old_groups
from tests.support.many_deliveries import insert_deliveries
from tests.support.queue_counts import differences
from tests.support.row_locks import LockQueue

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def few_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure_groups, "MAX_GROUPS", 5)
    monkeypatch.setattr(old_failure_groups, "MANY_GROUPS", 3)
    monkeypatch.setattr(old_failure_groups, "MOVED_AT_ONCE", 2)


async def make_group(name: str, days: int, emails: int = 1) -> UUID:
    """That was last met so many days ago."""
    async with transaction():
        (group_id,) = await find_groups([Failure(550, name, f"{name}.example")])
    await rows("UPDATE failure_groups SET last_at = now() - make_interval(days => $1) WHERE id = $2", days, group_id)
    await insert_deliveries(emails, "failed", group_id=group_id)
    return group_id


async def tidy_up() -> None:
    while await merge_old_groups():
        pass
    await forget_empty_groups()


async def groups() -> dict[str, int]:
    found = await rows(
        "SELECT reply, (SELECT count(*) FROM deliveries WHERE failure_group_id = g.id) AS n FROM failure_groups g"
    )
    return {each["reply"]: each["n"] for each in found}


async def test_where_there_are_many_the_oldest_give_way() -> None:
    await make_group("oldest", KEPT_DAYS + 3, emails=5)
    await make_group("older", KEPT_DAYS + 2)
    for name in ("old", "new"):
        await make_group(name, KEPT_DAYS - 1)
    await tidy_up()
    assert await groups() == {OTHER_REPLIES: 5, "older": 1, "old": 1, "new": 1}
    assert await value("SELECT last_at < now() - interval '9 days' FROM failure_groups WHERE reply = $1", OTHER_REPLIES)
    assert await differences() == []
    await make_group("newest", 0)
    await tidy_up()
    assert await groups() == {OTHER_REPLIES: 6, "old": 1, "new": 1, "newest": 1}


async def test_what_was_met_within_a_week_stays_however_many_there_are() -> None:
    for name in "abcd":
        await make_group(name, KEPT_DAYS - 1)
    await tidy_up()
    assert await groups() == dict.fromkeys("abcd", 1)


async def test_where_there_are_few_all_stay() -> None:
    for name in "abc":
        await make_group(name, 300)
    await tidy_up()
    assert await groups() == dict.fromkeys("abc", 1)


async def test_an_email_that_somebody_holds_is_moved_the_next_time(lock_queue: LockQueue) -> None:
    group_id = await make_group("a", 300)
    for name in "bcd":
        await make_group(name, 0)
    held = await value("SELECT id FROM deliveries WHERE failure_group_id = $1", group_id)
    await lock_queue.lock("SELECT FROM deliveries WHERE id = $1 FOR UPDATE", held)
    await tidy_up()
    assert (await groups())["a"] == 1
    await lock_queue.let_go()
    await tidy_up()
    assert await groups() == {OTHER_REPLIES: 1, **dict.fromkeys("bcd", 1)}
