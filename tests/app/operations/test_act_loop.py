"""Workers go on with acts that are too long for one request, and do nothing twice."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.deliveries.queries import DeliveryStatus
from app.operations import act_loop, act_progress, delivery_acts
from app.operations.act_loop import MAX_ATTEMPTS, work_on_acts
from app.operations.acts import ActRecord, ActStatus, find_acts
from app.operations.delivery_acts import discard_deliveries, retry_deliveries, stop_act
from app.operations.delivery_filters import DeliveryFilter
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin
from tests.support.many_deliveries import OPERATOR, insert_deliveries, make_failed
from tests.support.row_locks import LockQueue

ALL = DeliveryFilter()
COUNT = 12
CHUNK = 5


@pytest.fixture
async def failed(database: None, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    monkeypatch.setattr(delivery_acts, "AT_ONCE", 0)
    admin = await make_admin()
    return [(await make_failed(admin))["id"] for _ in range(COUNT)]


class AfterOneChunk(asyncio.Event):
    """Asked once before the worker takes an act, and after each chunk."""

    looks = 0

    def is_set(self) -> bool:
        self.looks += 1
        return self.looks > 1


async def work(stopping: asyncio.Event | None = None) -> None:
    await work_on_acts("worker", 30.0, stopping or asyncio.Event(), CHUNK)


async def now(act: ActRecord) -> ActRecord:
    (found,) = await find_acts([act.id])
    return found


async def queued() -> list[UUID]:
    return [each["id"] for each in await rows("SELECT id FROM deliveries WHERE status = 'queued' ORDER BY id")]


def stop_after(chunks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As kill -9 does: in the next chunk, before it is committed."""
    change_next = act_progress.change_next
    done = 0

    async def change(act: ActRecord, limit: int) -> ActRecord:
        nonlocal done
        changed = await change_next(act, limit)
        done += 1
        if done > chunks:
            raise asyncio.CancelledError
        return changed

    monkeypatch.setattr(act_loop, "change_next", change)


async def test_a_short_one_does_not_wait_for_a_long_one(
    failed: Sequence[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_loop, "CHUNKS_IN_TURN", 1)
    long = await retry_deliveries(OPERATOR, ALL, COUNT)
    await insert_deliveries(1, "deferred", domain="other.example")
    short = await discard_deliveries(OPERATOR, DeliveryFilter(recipient_domain="other.example"), 1, "Enough.")
    await work()
    after = {act.id: act for act in await find_acts([long.id, short.id])}
    assert {(each.status, each.changed_count) for each in after.values()} == {
        (ActStatus.DONE, COUNT),
        (ActStatus.DONE, 1),
    }
    ends = await rows("SELECT id FROM operator_acts ORDER BY finished_at")
    assert [each["id"] for each in ends] == [short.id, long.id]


async def test_changes_no_more_than_were_expected_whatever_fails_meanwhile(failed: Sequence[UUID]) -> None:
    await rows("UPDATE deliveries SET status = 'deferred' WHERE id = ANY($1)", failed[-2:])
    act = await discard_deliveries(OPERATOR, DeliveryFilter(statuses=[DeliveryStatus.FAILED]), COUNT - 2, "Enough.")
    await work(AfterOneChunk())
    await rows("UPDATE deliveries SET status = 'failed' WHERE id = ANY($1)", failed[-2:])
    await work()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.DONE, COUNT - 2, {})
    assert [each["id"] for each in await rows("SELECT id FROM deliveries WHERE status = 'failed' ORDER BY id")] == list(
        failed[-2:]
    )


async def test_does_all_in_chunks_each_in_its_own_transaction(failed: Sequence[UUID]) -> None:
    act = await retry_deliveries(OPERATOR, ALL, COUNT)
    await work()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.DONE, COUNT, {})
    assert after.finished_at is not None
    assert await queued() == failed
    assert await value("SELECT count(DISTINCT xmin::text) FROM deliveries") >= COUNT / CHUNK


async def test_says_how_far_it_is_and_goes_on_there_after_its_worker_was_killed(
    failed: Sequence[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    act = await discard_deliveries(OPERATOR, ALL, COUNT, "Enough.")
    with monkeypatch.context() as patched:
        stop_after(1, patched)
        patched.setattr(act_loop, "_release", _nothing)
        with pytest.raises(asyncio.CancelledError):
            await work()
    halfway = await now(act)
    assert (halfway.status, halfway.changed_count, halfway.last_id) == (ActStatus.RUNNING, CHUNK, failed[CHUNK - 1])
    assert await value("SELECT count(*) FROM deliveries WHERE status = 'canceled'") == CHUNK
    await work()  # another worker leaves it to the one that has the lease
    assert (await now(act)).changed_count == CHUNK
    await rows("UPDATE operator_acts SET lease_until = now() - interval '1 second'")
    await work()
    after = await now(act)
    assert (after.status, after.changed_count) == (ActStatus.DONE, COUNT)


async def test_what_is_queued_after_it_was_asked_for_is_not_part_of_it(failed: Sequence[UUID]) -> None:
    act = await discard_deliveries(OPERATOR, ALL, COUNT, "Enough.")
    later = await make_failed()
    await work()
    assert (await now(act)).changed_count == COUNT
    assert await value("SELECT status FROM deliveries WHERE id = $1", later["id"]) == "failed"


async def test_two_workers_at_once_do_each_part_once(failed: Sequence[UUID]) -> None:
    acts = [await retry_deliveries(OPERATOR, ALL, COUNT), await discard_deliveries(OPERATOR, ALL, COUNT, "Enough.")]
    await asyncio.gather(*(work() for _ in range(4)))
    first, second = [await now(each) for each in acts]
    assert (first.status, second.status) == (ActStatus.DONE, ActStatus.DONE)
    for act in (first, second):
        assert act.changed_count + sum(act.skipped.values()) == COUNT
    # What was retried waits, and may be discarded then; what was discarded is over.
    assert first.changed_count + first.skipped.get("not_wanted", 0) + first.skipped.get("changed_meanwhile", 0) == COUNT


async def test_stopped_it_does_no_more_and_keeps_what_it_did(failed: Sequence[UUID]) -> None:
    act = await retry_deliveries(OPERATOR, ALL, COUNT)
    await work(AfterOneChunk())
    stopped = await stop_act(OPERATOR, act.id)
    await work()
    after = await now(act)
    assert (after.status, after.changed_count, after.stop_reason) == (ActStatus.STOPPED, CHUNK, stopped.stop_reason)
    assert await queued() == failed[:CHUNK]


async def test_a_stop_waits_for_the_chunk_and_ends_the_act_then(failed: Sequence[UUID], lock_queue: LockQueue) -> None:
    act = await retry_deliveries(OPERATOR, ALL, COUNT)
    await lock_queue.lock("SELECT FROM deliveries WHERE id = $1 FOR UPDATE", failed[0])
    await lock_queue.joined_by(work())
    await lock_queue.joined_by(stop_act(OPERATOR, act.id))
    assert not [each for each in await lock_queue.let_go() if isinstance(each, BaseException)]
    after = await now(act)
    assert (after.status, after.changed_count) == (ActStatus.STOPPED, CHUNK)
    assert await queued() == failed[:CHUNK]


async def test_stops_between_chunks_when_its_worker_is_to_stop(failed: Sequence[UUID]) -> None:
    act = await retry_deliveries(OPERATOR, ALL, COUNT)
    await work(AfterOneChunk())
    assert (await now(act)).changed_count == CHUNK
    await work()
    assert (await now(act)).changed_count == COUNT


async def test_what_cannot_be_gone_on_with_ends_and_delays_no_other(
    failed: Sequence[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = (
        await retry_deliveries(OPERATOR, ALL, COUNT),
        await discard_deliveries(OPERATOR, ALL, COUNT, "Enough."),
    )
    change_next = act_progress.change_next

    async def change(act: ActRecord, limit: int) -> ActRecord:
        if act.id == broken.id:
            raise RuntimeError("no such thing")
        return await change_next(act, limit)

    monkeypatch.setattr(act_loop, "change_next", change)
    await work()
    assert (await now(broken)).status is ActStatus.RUNNING
    assert (await now(sound)).status is ActStatus.DONE
    for _ in range(MAX_ATTEMPTS):
        await rows("UPDATE operator_acts SET lease_until = NULL")
        await work()
    ended = await now(broken)
    assert (ended.status, ended.stop_reason) == (ActStatus.FAILED, act_loop.GIVEN_UP)
    assert ended.finished_at is not None


async def test_of_a_million_a_chunk_reads_no_more_than_itself(
    database: None, monkeypatch: pytest.MonkeyPatch, executed: ExecutedStatements
) -> None:
    monkeypatch.setattr(delivery_acts, "AT_ONCE", 0)
    await insert_deliveries(3_000, "failed")
    await rows("VACUUM ANALYZE deliveries")
    await discard_deliveries(OPERATOR, ALL, 3_000, "Enough.")
    executed.clear()
    await work(AfterOneChunk())
    for statement in executed.matching("^SELECT d.id FROM"):
        for node in await statement.explain():
            assert node["Actual Rows"] * node["Actual Loops"] <= 8 * CHUNK


async def _nothing(*_arguments: object, **_options: object) -> None:
    """A dead worker releases nothing."""
