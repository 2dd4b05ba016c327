"""What a worker does with the lists that wait for it."""

import asyncio
import logging
from contextlib import suppress

from app.bulk_invites.actions import revoke_chunk
from app.bulk_invites.chunks import CHUNK_ROWS
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.worker.leases import Lease, LeaseLost, claim, hold, release
from app.bulk_invites.worker.send import send
from app.bulk_invites.worker.validate import validate
from app.database.sql import rows
from app.database.transaction import transaction
from app.members.queries import lock_member_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, bulk_invite_changed, invitations_changed

logger = logging.getLogger(__name__)


async def work_on_due(worker: str, lease_seconds: float, stopping: asyncio.Event, chunk_rows: int = CHUNK_ROWS) -> None:
    """Works until no list waits, or the worker is to stop. A list that cannot be worked on stops no other."""
    while not stopping.is_set():
        lease = await claim(worker, lease_seconds)
        if lease is None:
            return
        failed = True
        try:
            await _work(lease, stopping, chunk_rows)
            failed = False
        except LeaseLost:
            failed = False
        except Exception:
            logger.exception("bulk_invite_interrupted", extra={"bulk_invite_id": str(lease.bulk_invite_id)})
        finally:
            with suppress(Exception):
                await release(lease, retry=failed)


async def _work(lease: Lease, stopping: asyncio.Event, chunk_rows: int) -> None:
    async with transaction():
        held = await hold(lease)
    if held["status"] == Status.VALIDATING:
        await validate(lease, stopping, chunk_rows)
    elif held["status"] == Status.SENDING:
        await send(lease, stopping, chunk_rows)
    elif held["revoked_by_user_id"] is not None:
        await _revoke(lease, stopping)


async def _revoke(lease: Lease, stopping: asyncio.Event) -> None:
    """Goes on with what `cancel_bulk_invite` left, by the rights that the member has now."""
    while not stopping.is_set():
        async with transaction():
            held = await hold(lease)
            actor = await lock_member_actor(held["organization_id"], held["revoked_by_user_id"])
            is_more = actor is not None and await revoke_chunk(actor, lease.bulk_invite_id)
            if not is_more:
                await rows("UPDATE bulk_invites SET revoked_by_user_id = NULL WHERE id = $1", lease.bulk_invite_id)
            publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
            publish_after_commit(invitations_changed(held["organization_id"], ChangeKind.MANY, None))
        if not is_more:
            return
