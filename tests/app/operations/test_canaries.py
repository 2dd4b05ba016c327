"""A retry with canaries sends one email of each failure group first, and the others if it does not fail again alike."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.database.sql import rows, value
from app.invitations.revoke import revoke
from app.operations import canaries
from app.operations.act_loop import work_on_acts
from app.operations.acts import ActRecord, ActStatus, find_acts
from app.operations.canaries import NO_RESULT
from app.operations.delivery_acts import retry_deliveries, stop_act
from app.operations.delivery_filters import DeliveryFilter
from app.organizations.actor import Actor
from tests.support.delivery_queue import delivery
from tests.support.factories import make_admin
from tests.support.in_process_email_worker import EmailWorker
from tests.support.many_deliveries import OPERATOR, make_failed, make_failure_group
from tests.support.smtp_script import reply

ALL = DeliveryFilter()
Group = tuple[UUID, list[dict[str, Any]]]


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


async def make_group(admin: Actor, count: int = 3, words: str = "") -> Group:
    group_id = await make_failure_group(words or uuid4().hex)
    return group_id, [await make_failed(admin, group_id=group_id) for _ in range(count)]


async def look() -> None:
    """A worker's look at what is due, as if the time between two looks had passed."""
    await rows("UPDATE operator_acts SET lease_until = NULL WHERE lease_owner IS NULL")
    await work_on_acts("worker", 30.0, asyncio.Event())


async def now(act: ActRecord) -> ActRecord:
    (found,) = await find_acts([act.id])
    return found


async def waiting() -> list[UUID]:
    return [each["id"] for each in await rows("SELECT id FROM deliveries WHERE status = 'queued' ORDER BY id")]


async def fail_again(delivery_id: UUID, group_id: UUID | None, words: str = "5.2.2 mailbox full") -> None:
    """The result of the canary's attempt, in a failure group."""
    await rows(
        """
        UPDATE deliveries SET status = 'failed', due_at = NULL, failure_group_id = $2,
               attempt_count = attempt_count + 1
         WHERE id = $1
        """,
        delivery_id,
        group_id,
    )
    await rows(
        """
        INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome, reply_code, reply)
        SELECT uuidv7(), id, attempt_count, 'a', now(), 'rejected', 550, $2 FROM deliveries WHERE id = $1
        """,
        delivery_id,
        words,
    )


async def test_one_of_each_group_goes_first_and_then_all_others(email_worker: EmailWorker, admin: Actor) -> None:
    (_, first), (_, second) = await make_group(admin), await make_group(admin)
    ungrouped = [await make_failed(admin) for _ in range(2)]
    act = await retry_deliveries(OPERATOR, ALL, 8, canary=True, spread_seconds=3600)
    assert act.status is ActStatus.TRYING
    assert await waiting() == []
    await look()
    chosen = sorted(each[0]["id"] for each in (first, second, ungrouped))
    assert await waiting() == chosen
    assert {(await delivery(each))["is_canary"] for each in chosen} == {True}
    trying = await now(act)
    assert (trying.status, trying.changed_count, len(trying.canaries)) == (ActStatus.TRYING, 3, 3)
    await look()
    assert (await now(act)).status is ActStatus.TRYING
    assert await email_worker.deliver() == 3
    await look()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.DONE, 8, {})
    assert {each["outcome"] for each in after.canaries} == {"accepted"}
    assert {each["is_same_again"] for each in after.canaries} == {False}
    assert {(await delivery(each))["is_canary"] for each in chosen} == {False}
    assert len(await waiting()) == 5


async def test_the_same_words_leave_their_group_as_it_is_and_others_go_on(
    email_worker: EmailWorker, admin: Actor
) -> None:
    (bad_id, bad), (_, good) = await make_group(admin, 4), await make_group(admin, 3)
    act = await retry_deliveries(OPERATOR, ALL, 7, canary=True)
    await look()
    await fail_again(bad[0]["id"], bad_id)
    await email_worker.deliver()
    await look()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.DONE, 4, {"canary_failed": 3})
    assert await waiting() == sorted(each["id"] for each in good[1:])
    of_bad = next(each for each in after.canaries if each["failure_group_id"] == str(bad_id))
    assert (of_bad["outcome"], of_bad["is_same_again"]) == ("rejected", True)


async def test_where_all_fail_again_it_stops_with_the_words_that_came_back(admin: Actor) -> None:
    (one_id, one), (other_id, other) = await make_group(admin, 3), await make_group(admin, 2)
    act = await retry_deliveries(OPERATOR, ALL, 5, canary=True)
    await look()
    address = await value("SELECT email FROM invitations WHERE id = $1", one[0]["subject_id"])
    local_part = address.partition("@")[0]
    await fail_again(one[0]["id"], one_id, f"5.2.2 <{address}>: mailbox {local_part} full")
    await fail_again(other[0]["id"], other_id)
    await look()
    after = await now(act)
    assert (after.status, after.stop_reason) == (ActStatus.STOPPED, "550 5.2.2 … : mailbox … full")
    assert (after.changed_count, after.skipped) == (2, {"canary_failed": 3})
    assert await waiting() == []
    assert local_part not in str(after)


async def test_a_canary_that_was_all_there_is_leaves_nothing_to_skip(admin: Actor) -> None:
    group_id, (only,) = await make_group(admin, 1)
    act = await retry_deliveries(OPERATOR, ALL, 1, canary=True)
    await look()
    await fail_again(only["id"], group_id)
    await look()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.STOPPED, 1, {})


async def test_other_words_are_another_fault_and_the_others_are_tried(admin: Actor) -> None:
    _, failed = await make_group(admin, 3)
    act = await retry_deliveries(OPERATOR, ALL, 3, canary=True)
    await look()
    await fail_again(failed[0]["id"], await make_failure_group("greylisted"), "4.7.1 greylisted")
    await look()
    after = await now(act)
    assert (after.status, after.changed_count) == (ActStatus.DONE, 3)
    # The canary itself is not sent a second time.
    assert await waiting() == sorted(each["id"] for each in failed[1:])


async def test_what_is_in_no_group_goes_by_the_words_themselves(email_worker: EmailWorker, admin: Actor) -> None:
    failed = [await make_failed(admin) for _ in range(3)]
    act = await retry_deliveries(OPERATOR, ALL, 3, canary=True)
    await look()
    email_worker.server.on("rcpt", reply(550, "mailbox full"))
    await email_worker.deliver()
    await rows("UPDATE deliveries SET failure_group_id = NULL")
    await look()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.STOPPED, 1, {"canary_failed": 2})
    assert after.stop_reason == "550 mailbox full"
    assert (await delivery(failed[1]["id"]))["status"] == "failed"


async def test_without_a_result_in_time_the_group_is_left_as_it_is(admin: Actor) -> None:
    (_, slow), (_, good) = await make_group(admin, 3), await make_group(admin, 2)
    act = await retry_deliveries(OPERATOR, ALL, 5, canary=True)
    await look()
    await rows("UPDATE deliveries SET status = 'sent', due_at = NULL WHERE id = $1", good[0]["id"])
    await look()
    assert (await now(act)).status is ActStatus.TRYING
    await let_time_pass()
    await look()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.DONE, 3, {"canary_failed": 2})
    assert (await delivery(slow[0]["id"]))["is_canary"] is False


async def test_without_any_result_it_stops_and_says_so(admin: Actor) -> None:
    await make_group(admin, 2)
    act = await retry_deliveries(OPERATOR, ALL, 2, canary=True)
    await look()
    await let_time_pass()
    await look()
    after = await now(act)
    assert (after.status, after.stop_reason) == (ActStatus.STOPPED, NO_RESULT)


async def test_the_canary_is_an_email_that_is_wanted(admin: Actor) -> None:
    _, failed = await make_group(admin, 4)
    await rows(
        "UPDATE invitations SET status = 'revoked' WHERE id = ANY($1)", [each["subject_id"] for each in failed[:2]]
    )
    await retry_deliveries(OPERATOR, ALL, 4, canary=True)
    await look()
    assert await waiting() == [failed[2]["id"]]


async def test_where_none_is_wanted_there_is_nothing_to_try(admin: Actor) -> None:
    await make_group(admin, 2)
    await rows("UPDATE invitations SET status = 'revoked'")
    act = await retry_deliveries(OPERATOR, ALL, 2, canary=True)
    await look()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.DONE, 0, {"not_wanted": 2})
    assert after.canaries == []


async def test_a_canary_that_is_revoked_meanwhile_leaves_its_group_untried(
    email_worker: EmailWorker, admin: Actor
) -> None:
    _, failed = await make_group(admin, 2)
    act = await retry_deliveries(OPERATOR, ALL, 2, canary=True)
    await look()
    await revoke(admin, [failed[0]["subject_id"]])
    await look()
    after = await now(act)
    assert (after.status, after.stop_reason) == (ActStatus.STOPPED, NO_RESULT)


async def test_of_many_groups_the_largest_are_tried(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canaries, "MAX_CANARIES", 2)
    groups = [await make_group(admin, count) for count in (1, 3, 2)]
    act = await retry_deliveries(OPERATOR, ALL, 6, canary=True)
    await look()
    found = [UUID(each["failure_group_id"]) for each in (await now(act)).canaries]
    assert found == [groups[1][0], groups[2][0]]


async def test_waits_for_its_domain_no_longer_and_is_first_in_time(admin: Actor) -> None:
    _, failed = await make_group(admin, 2)
    await rows("UPDATE deliveries SET status = 'deferred', is_paused = true, due_at = NULL")
    await retry_deliveries(OPERATOR, ALL, 2, canary=True, spread_seconds=3600)
    await look()
    first, second = [await delivery(each["id"]) for each in failed]
    assert (first["is_canary"], first["is_paused"], first["due_in"] <= 0) == (True, False, True)
    assert (second["is_canary"], second["is_paused"], second["due_at"]) == (False, True, None)


async def test_stopped_while_they_are_out_they_wait_like_others(admin: Actor) -> None:
    _, failed = await make_group(admin, 2)
    act = await retry_deliveries(OPERATOR, ALL, 2, canary=True)
    await look()
    await stop_act(OPERATOR, act.id)
    await look()
    assert (await now(act)).status is ActStatus.STOPPED
    assert (await delivery(failed[0]["id"]))["is_canary"] is False
    assert await waiting() == [failed[0]["id"]]


async def test_a_worker_that_dies_at_any_point_loses_nothing_and_sends_nothing_twice(
    email_worker: EmailWorker, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bad_id, bad), (_, good) = await make_group(admin, 3), await make_group(admin, 3)
    act = await retry_deliveries(OPERATOR, ALL, 6, canary=True)
    await die_in(canaries, "save", look, monkeypatch)
    assert await waiting() == []
    await look()
    await fail_again(bad[0]["id"], bad_id)
    await email_worker.deliver()
    await die_in(canaries, "save", look, monkeypatch)
    assert (await now(act)).status is ActStatus.TRYING
    await look()
    await email_worker.deliver()
    after = await now(act)
    assert (after.status, after.changed_count, after.skipped) == (ActStatus.DONE, 4, {"canary_failed": 2})
    assert email_worker.server.copies.total() == len(good)
    assert set(email_worker.server.copies.values()) == {1}
    assert await value("SELECT count(*) FROM deliveries WHERE is_canary") == 0


async def let_time_pass() -> None:
    await rows(
        """
        UPDATE operator_acts SET canaries = (
            SELECT jsonb_agg(each || jsonb_build_object('at', (each ->> 'at')::timestamptz - interval '6 minutes'))
              FROM jsonb_array_elements(canaries) AS each)
        """
    )


async def die_in(module: Any, name: str, work: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the worker die after this function, before its transaction is committed; its lease runs out."""
    function = getattr(module, name)

    async def die(*arguments: Any) -> None:
        await function(*arguments)
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(module, name, die)
        with pytest.raises(asyncio.CancelledError):
            await work()
    await rows("UPDATE operator_acts SET lease_until = NULL, lease_owner = NULL")
