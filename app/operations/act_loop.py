"""Goes on with acts that are too long for one request, in chunks, each in a transaction of its own.

The chunk, how far the act is and the lease are one transaction: whoever goes on after a worker died does nothing twice.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.database.connection import CONNECTION_ERRORS
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.operations.act_progress import change_next, forget_canaries, save, wait_for_turn
from app.operations.acts import COLUMNS, ActKind, ActRecord, ActStatus
from app.operations.canaries import check_canaries, send_canaries

logger = logging.getLogger(__name__)
KINDS = [ActKind.RETRY_DELIVERIES, ActKind.DISCARD_DELIVERIES, ActKind.SETTLE_UNKNOWN]
CHUNK = 500
CHUNKS_IN_TURN = 20  # then others that wait have their turn
MAX_ATTEMPTS = 5
LOOK_AGAIN_SECONDS = 1.0
RETRY_SECONDS = 5.0
GIVEN_UP = f"A fault of our own: {MAX_ATTEMPTS} attempts to go on with it failed. The log says why."


@dataclass(frozen=True)
class ActLease:
    """The right to go on with one act for `seconds` from its last renewal. `owner` is unique to the lease."""

    act_id: UUID
    owner: str
    seconds: float
    attempt: int


class ActLeaseLost(Exception):  # noqa: N818 - no error: another worker goes on, or the act was stopped
    """The act is another worker's now, or has ended."""


async def work_on_acts(worker: str, lease_seconds: float, stopping: asyncio.Event, chunk: int = CHUNK) -> None:
    """Works until no act is due or `stopping` is set. An exception in one is logged and delays no other."""
    while not stopping.is_set():
        lease = await _acquire(worker, lease_seconds)
        if lease is None:
            return
        await _attempt(lease, stopping, chunk)


async def _acquire(worker: str, seconds: float) -> ActLease | None:
    """A lease of the act that has waited longest for a worker, None where none does."""
    owner = f"{worker}:{uuid4().hex[:8]}"
    found = await row(
        """
        UPDATE operator_acts SET lease_owner = $1, lease_until = now() + make_interval(secs => $2),
               attempts = attempts + 1
         WHERE id = (
            SELECT id FROM operator_acts
             WHERE status IN ('trying', 'running') AND kind = ANY($3) AND (lease_until IS NULL OR lease_until < now())
             ORDER BY lease_until NULLS FIRST, created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, attempts
        """,
        owner,
        seconds,
        KINDS,
    )
    return ActLease(found["id"], owner, seconds, found["attempts"]) if found else None


async def _attempt(lease: ActLease, stopping: asyncio.Event, chunk: int) -> None:
    """An exception counts as an attempt; a worker that dies has counted one already."""
    wait, counts = 0.0, True
    try:
        if lease.attempt > MAX_ATTEMPTS:
            await _give_up(lease)
        act = await _work(lease, stopping, chunk)
        wait = LOOK_AGAIN_SECONDS if act.status is ActStatus.TRYING else 0.0
    except ActLeaseLost:
        return
    except CONNECTION_ERRORS:
        counts = False
        raise
    except Exception:
        wait = RETRY_SECONDS
        logger.exception("act_interrupted", extra={"act_id": str(lease.act_id), "attempt": lease.attempt})
        if lease.attempt >= MAX_ATTEMPTS:
            with suppress(Exception):
                await _give_up(lease)
    finally:
        with suppress(*CONNECTION_ERRORS):
            await _release(lease, wait, counts=counts)


async def _work(lease: ActLease, stopping: asyncio.Event, chunk: int) -> ActRecord:
    """Until the act is over, waits for its canaries or its next turn, or the worker is to stop. Raises ActLeaseLost."""
    for _ in range(CHUNKS_IN_TURN):
        async with transaction():
            act = await _renew(lease)
            if act.status is ActStatus.RUNNING:
                act = await change_next(act, chunk)
            elif act.canaries:
                act = await check_canaries(act)
            else:
                act = await send_canaries(act)
        if act.status is not ActStatus.RUNNING or stopping.is_set():
            break
    return act


async def _renew(lease: ActLease) -> ActRecord:
    """Locks the act, which nobody else changes or stops before this transaction ends. Raises ActLeaseLost."""
    await wait_for_turn(lease.act_id)
    found = await row(
        f"""
        UPDATE operator_acts a SET lease_until = now() + make_interval(secs => $3)
         WHERE a.id = $1 AND a.lease_owner = $2 AND a.status IN ('trying', 'running') RETURNING {COLUMNS}
        """,
        lease.act_id,
        lease.owner,
        lease.seconds,
    )
    if found is None:
        raise ActLeaseLost
    return ActRecord.of(found)


async def _release(lease: ActLease, wait_seconds: float, *, counts: bool) -> None:
    """No worker gets it again before `wait_seconds`. What the database cut short `counts` as no attempt."""
    await rows(
        """
        UPDATE operator_acts SET lease_owner = NULL, attempts = greatest(attempts - CASE WHEN $4 THEN 0 ELSE 1 END, 0),
               lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND lease_owner = $2
        """,
        lease.act_id,
        lease.owner,
        wait_seconds,
        counts,
    )


async def _give_up(lease: ActLease) -> None:
    async with transaction():
        act = await _renew(lease)
        await forget_canaries([UUID(each["delivery_id"]) for each in act.canaries])
        await save(act.ended(ActStatus.FAILED, GIVEN_UP))
    raise ActLeaseLost
