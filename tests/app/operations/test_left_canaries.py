"""Once an act has ended, none of its emails goes before others or through a pause, however it ended."""

import asyncio
from uuid import UUID

import pytest

from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.claims import claim_due, release
from app.operations import act_loop
from app.operations.act_loop import MAX_ATTEMPTS, work_on_acts
from app.operations.acts import ActStatus, find_acts
from app.operations.delivery_acts import retry_deliveries, stop_act
from app.operations.delivery_filters import DeliveryFilter
from app.queues.names import QueueName
from app.queues.pauses import pause
from tests.support.delivery_queue import delivery
from tests.support.factories import make_admin
from tests.support.many_deliveries import OPERATOR, make_failed, make_failure_group


@pytest.fixture
async def failed(database: None) -> UUID:
    admin, group_id = await make_admin(), await make_failure_group()
    found: UUID = (await make_failed(admin, group_id=group_id))["id"]
    return found


async def try_canary() -> UUID:
    act = await retry_deliveries(OPERATOR, DeliveryFilter(), 1, canary=True)
    await work_on_acts("worker", 30.0, asyncio.Event())
    return act.id


async def test_one_that_a_worker_gives_back_after_its_act_was_stopped_waits_for_the_pause(failed: UUID) -> None:
    act_id = await try_canary()
    await pause(QueueName.EMAIL, None, "mending", "Ada")
    (claim,) = await claim_due("a", 10, 30)
    assert claim.delivery_id == failed
    await stop_act(OPERATOR, act_id)
    async with transaction():
        await release(claim)
    assert await claim_due("a", 10, 30) == []


async def test_that_of_an_act_which_was_given_up_is_none(failed: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    act_id = await try_canary()

    async def judge(_: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(act_loop, "check_canaries", judge)
    for _ in range(MAX_ATTEMPTS):
        await rows("UPDATE operator_acts SET lease_until = NULL")
        await work_on_acts("worker", 30.0, asyncio.Event())
    (act,) = await find_acts([act_id])
    assert act.status is ActStatus.FAILED
    assert (await delivery(failed))["is_canary"] is False
