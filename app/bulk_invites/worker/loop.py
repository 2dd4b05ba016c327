"""The bulk worker's loop: takes one bulk invite after the other and does what its status asks for."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from structlog.contextvars import bound_contextvars

from app.bulk_invites.actions import revoke_chunk
from app.bulk_invites.chunks import CHUNK_ROWS
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.worker.edit import edit
from app.bulk_invites.worker.failing import MAX_ATTEMPTS, give_up
from app.bulk_invites.worker.leases import (
    Lease,
    LeaseLost,
    QueuePaused,
    acquire_lease,
    give_back_lease,
    pause_lease,
    release_failed_lease,
    release_lease,
    renew_lease,
)
from app.bulk_invites.worker.send import send
from app.bulk_invites.worker.stopping import Stopping
from app.bulk_invites.worker.validate import validate
from app.database.outages import DatabaseUnavailable
from app.database.sql import rows
from app.database.transaction import transaction
from app.members.queries import lock_member_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed
from app.queues.running_jobs import RunningJobs
from app.telemetry import log_context
from app.telemetry.spans import Attributes, span, trace_id, trace_parent

logger = logging.getLogger(__name__)


async def work_on_due(
    worker: str,
    lease_seconds: float,
    stopping: Stopping,
    chunk_rows: int = CHUNK_ROWS,
    running: RunningJobs | None = None,
) -> None:
    """Works until no bulk invite is due or `stopping` is set. An exception in one is logged and delays no other.

    `running` has what is worked on meanwhile.
    """
    running = RunningJobs() if running is None else running
    while not stopping.is_set():
        lease = await acquire_lease(worker, lease_seconds)
        if lease is None:
            return
        ids: Attributes = {"bulk_invite_id": str(lease.bulk_invite_id), "attempt": lease.attempt}
        with span("work on bulk invite", ids, is_root=True), bound_contextvars(**ids):
            log_context.bind(trace_id=trace_id(trace_parent()))
            await _attempt(lease, stopping, chunk_rows, running)


async def _attempt(lease: Lease, stopping: Stopping, chunk_rows: int, running: RunningJobs) -> None:
    """An exception counts as an attempt; a worker that dies has counted one already."""
    release: Callable[[Lease], Awaitable[None]] = give_back_lease
    logger.info("bulk_invite_claimed")
    try:
        if lease.attempt > MAX_ATTEMPTS:
            await give_up(lease)
        await _work(lease, stopping, chunk_rows, running)
        release = release_lease
    except LeaseLost:
        release = release_lease
    except QueuePaused:
        release = pause_lease
    except DatabaseUnavailable as error:
        logger.warning("bulk_invite_waits_for_database", extra={"reason": str(error)})
    except Exception:
        release = release_failed_lease
        logger.exception("bulk_invite_interrupted")
        if lease.attempt >= MAX_ATTEMPTS:
            with suppress(Exception):
                await give_up(lease)
    finally:
        with suppress(Exception):
            await release(lease)


async def _work(lease: Lease, stopping: Stopping, chunk_rows: int, running: RunningJobs) -> None:
    async with transaction():
        bulk_invite = await renew_lease(lease)
    log_context.bind(organization_id=bulk_invite["organization_id"])
    if bulk_invite["edit"] is not None:
        with running.job("edit", lease.bulk_invite_id):
            await edit(lease, stopping, chunk_rows)
    elif bulk_invite["status"] == Status.VALIDATING:
        with running.job("validate", lease.bulk_invite_id):
            await validate(lease, stopping, chunk_rows)
    elif bulk_invite["status"] == Status.SENDING:
        with running.job("send", lease.bulk_invite_id):
            await send(lease, stopping, chunk_rows)
    elif bulk_invite["revoked_by_user_id"] is not None:
        with running.job("revoke", lease.bulk_invite_id):
            await _revoke(lease, stopping)


async def _revoke(lease: Lease, stopping: Stopping) -> None:
    """Revokes the invitations that `cancel_bulk_invite` left pending, by the rights that the member has now."""
    while not stopping.is_set():
        async with transaction():
            bulk_invite = await renew_lease(lease)
            actor = await lock_member_actor(bulk_invite["organization_id"], bulk_invite["revoked_by_user_id"])
            is_more = actor is not None and await revoke_chunk(actor, lease.bulk_invite_id)
            if not is_more:
                await rows("UPDATE bulk_invites SET revoked_by_user_id = NULL WHERE id = $1", lease.bulk_invite_id)
            publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
        if not is_more:
            return
