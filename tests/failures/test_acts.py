"""Worker processes that are killed while they go on with acts of operators."""

import asyncio
from collections.abc import Sequence

import pytest

from app.deliveries.queries import DeliveryStatus
from app.operations import delivery_acts
from app.operations.delivery_acts import discard_deliveries, retry_deliveries
from app.operations.delivery_filters import DeliveryFilter
from tests.support.email_worker_processes import COUNT, Outgoing
from tests.support.many_deliveries import OPERATOR, insert_deliveries
from tests.support.smtp_script import reply

MANY = 6_000
FAILED = DeliveryFilter(statuses=[DeliveryStatus.FAILED])
ENDED = "SELECT status NOT IN ('trying', 'running') FROM operator_acts"
FAIL_ALL = """
WITH failed AS (
    UPDATE deliveries SET status = 'failed', due_at = NULL, attempt_count = 1, retry_count = 1 RETURNING id
)
INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome, reply_code, reply)
SELECT uuidv7(), id, 1, 'a', now(), 'rejected', 550, 'mailbox full' FROM failed
"""


async def act_now(outgoing: Outgoing) -> tuple[str, int]:
    ((status, changed_count),) = await outgoing.rows("SELECT status, changed_count FROM operator_acts")
    return str(status), int(changed_count)


async def test_what_one_began_another_finishes_and_nothing_is_done_twice(outgoing: Outgoing) -> None:
    for _ in range(3):
        await insert_deliveries(MANY // 3, "failed")
    await discard_deliveries(OPERATOR, FAILED, MANY, "Enough.")
    seen: Sequence[int] = [0]
    for _ in range(3):
        worker = await outgoing.start_worker()
        await outgoing.until(f"SELECT changed_count > {seen[-1]} FROM operator_acts")
        worker.kill()
        seen = [*seen, (await act_now(outgoing))[1]]
    await outgoing.start_worker()
    await outgoing.until(ENDED)
    assert await act_now(outgoing) == ("done", MANY)
    ((canceled,),) = await outgoing.rows("SELECT count(*) FROM deliveries WHERE status = 'canceled'")
    assert canceled == MANY


async def test_between_a_canary_and_the_others_nothing_is_lost_or_sent_twice(
    outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_acts, "AT_ONCE", 0)
    await outgoing.queue()
    await outgoing.ask(FAIL_ALL)
    outgoing.server.hold("mail")
    await retry_deliveries(OPERATOR, FAILED, COUNT, canary=True)
    killed = await outgoing.start_worker()
    await asyncio.wait_for(outgoing.server.reached("mail"), 60)
    killed.kill()
    outgoing.server.release("mail")
    assert await act_now(outgoing) == ("trying", 1)
    await outgoing.start_worker()
    await outgoing.everything_is_sent()
    await outgoing.until(ENDED)
    assert await act_now(outgoing) == ("done", COUNT)
    assert await outgoing.duplicates() == 0


async def test_where_the_canary_fails_again_no_other_is_sent(outgoing: Outgoing) -> None:
    await outgoing.queue()
    await outgoing.ask(FAIL_ALL)
    outgoing.server.on("rcpt", reply(550, "mailbox full"))
    await retry_deliveries(OPERATOR, FAILED, COUNT, canary=True)
    await outgoing.start_worker()
    await outgoing.until(ENDED)
    assert await act_now(outgoing) == ("stopped", 1)
    ((attempts,),) = await outgoing.rows("SELECT count(*) FROM delivery_attempts")
    assert attempts == COUNT + 1
