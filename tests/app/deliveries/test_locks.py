"""Whoever locks several deliveries does so in the order of their ids, so that nobody waits in a circle."""

from uuid import UUID

import pytest

from app.database.sql import rows
from app.deliveries.actions import cancel_waiting
from app.deliveries.claims import claim_due, lock_claims, renew_leases
from tests.support.delivery_queue import queue_one
from tests.support.row_locks import LockQueue

LOCK = "SELECT FROM deliveries WHERE id = $1 FOR UPDATE"


@pytest.mark.parametrize("act", ["renewing", "recording", "canceling"])
async def test_the_later_is_free_while_the_earlier_is_waited_for(lock_queue: LockQueue, act: str) -> None:
    earlier, later = sorted([await queue_one(), await queue_one()])
    claims = sorted(await claim_due("a", 2, 30), key=lambda claim: claim.delivery_id, reverse=True)
    if act == "canceling":
        await rows("UPDATE deliveries SET status = 'unknown'")
    # In the table, and by their subjects, they stand in the opposite order.
    subjects = [UUID(int=1), UUID(int=2)]
    for each, subject_id in zip((later, earlier), subjects, strict=True):
        await rows("UPDATE deliveries SET subject_id = $2 WHERE id = $1", each, subject_id)
    await lock_queue.lock(LOCK, earlier)
    match act:
        case "renewing":
            await lock_queue.joined_by(renew_leases("a", claims, 30))
        case "recording":
            await lock_queue.joined_by(lock_claims(claims))
        case "canceling":
            await lock_queue.joined_by(cancel_waiting("letter", subjects))
    assert await lock_queue.may_lock(LOCK, later)
    await lock_queue.let_go()
