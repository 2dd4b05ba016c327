"""Ends a bulk invite as FAILED: its file cannot be used, or the work on it keeps failing."""

import logging
import secrets

from app.bulk_invites.failure import write_failure
from app.bulk_invites.lifecycle import Status, status_of
from app.bulk_invites.spreadsheets.refusals import told_of_sheet
from app.bulk_invites.worker.leases import Lease, renew_lease
from app.database.sql import rows
from app.database.transaction import transaction
from app.errors import Refusal, WorkFailed
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, bulk_invite_changed, invitations_changed

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 6


async def fail(lease: Lease, refusal: Refusal, status: Status | None = None) -> None:
    """Makes it FAILED, with the refusal as the reason. Raises LeaseLost, also where it has another status.

    Invitations that it has made stay. The revocation of those of a canceled one is never given up.
    """
    async with transaction():
        bulk_invite = await renew_lease(lease, status)
        if not status_of(bulk_invite).is_in_progress:
            return
        is_sheet = bulk_invite["is_spreadsheet"] or bulk_invite["sheet"] is not None
        await rows(
            """
            UPDATE bulk_invites SET status = 'failed', failure = $2::jsonb, finished_at = now(), edit = NULL
             WHERE id = $1
            """,
            lease.bulk_invite_id,
            write_failure(told_of_sheet(refusal) if is_sheet else refusal),
        )
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
        if bulk_invite["status"] == Status.SENDING:
            publish_after_commit(invitations_changed(bulk_invite["organization_id"], ChangeKind.MANY, None))


async def give_up(lease: Lease) -> None:
    """Fails what MAX_ATTEMPTS workers have tried and could not get on with, or died of. Raises LeaseLost."""
    error_id = secrets.token_hex(8)
    logger.error("bulk_invite_given_up", extra={"bulk_invite_id": str(lease.bulk_invite_id), "error_id": error_id})
    await fail(lease, WorkFailed(MAX_ATTEMPTS, error_id))
