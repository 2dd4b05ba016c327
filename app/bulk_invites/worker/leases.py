"""Leases: one worker at a time works on a bulk invite, until its lease runs out without being renewed."""

import random
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.bulk_invites.lifecycle import WORK_SQL, Status
from app.bulk_invites.models import BulkInvite
from app.database.sql import Row, columns_of, row, rows
from app.metrics.catalog import LEASE_TAKEOVERS
from app.queues.pauses import BULK_PAUSED_SQL
from app.turns import turns

MAX_COUNT = 1000
FIRST_RETRY_SECONDS, RETRY_FACTOR, MAX_RETRY_SECONDS = 5.0, 3.0, 300.0


@dataclass(frozen=True)
class Lease:
    """The right to work on one bulk invite for `seconds` from its last renewal.

    `owner` is unique to the lease: with it, a worker that lost its lease changes nothing any more.
    `attempt` counts the leases since a worker last got on with it: also those that ended with a dead worker.
    """

    bulk_invite_id: UUID
    owner: str
    seconds: float
    attempt: int = 1

    @property
    def retry_seconds(self) -> float:
        """How long to wait after this attempt has failed."""
        return min(MAX_RETRY_SECONDS, float(FIRST_RETRY_SECONDS * RETRY_FACTOR ** min(self.attempt - 1, 9)))


class QueuePaused(Exception):  # noqa: N818 - no error: the work goes on when an operator resumes it
    """An operator has paused bulk invites: what is under way stops before its next chunk."""


class LeaseLost(Exception):  # noqa: N818 - no error: another worker goes on, or the bulk invite was canceled
    """The bulk invite is another worker's now, or has left the status that the work belongs to."""


async def acquire_lease(worker: str, seconds: float) -> Lease | None:
    """Returns a lease of the oldest bulk invite that waits for a worker; None where none does, and during a pause."""
    owner = f"{worker}:{uuid4().hex[:8]}"
    leased = await row(
        f"""
        UPDATE bulk_invites SET lease_owner = $1, lease_until = now() + make_interval(secs => $2),
               attempts = least(attempts + 1, $3), started_at = coalesce(started_at, now()),
               phase_started_at = coalesce(phase_started_at, now())
         WHERE id = (
            SELECT id FROM bulk_invites
             WHERE {WORK_SQL}
               AND (lease_until IS NULL OR lease_until < now())
               AND NOT {BULK_PAUSED_SQL}
             ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, attempts, old.lease_owner IS NOT NULL AS is_taken_over
        """,
        owner,
        seconds,
        MAX_COUNT,
    )
    if leased and leased["is_taken_over"]:
        LEASE_TAKEOVERS.add("bulk")
    if leased is None:
        return None
    # Leases of one worker that died end at different times, so that a file that kills its workers ends no other's work.
    spread = 1 + random.random() if leased["attempts"] > 1 else 1  # noqa: S311
    return Lease(leased["id"], owner, seconds * spread, leased["attempts"])


async def renew_lease(lease: Lease, status: Status | None = None) -> Row:
    """Renews the lease, and returns the bulk invite locked until the transaction ends.

    Raises LeaseLost, also where the bulk invite has another status than `status`, and QueuePaused.
    """
    bulk_invite = await row(
        f"""
        UPDATE bulk_invites SET lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND lease_owner = $2 RETURNING {columns_of(BulkInvite)}, {BULK_PAUSED_SQL} AS is_paused
        """,
        lease.bulk_invite_id,
        lease.owner,
        lease.seconds,
    )
    if bulk_invite is None or (status is not None and bulk_invite["status"] != status):
        raise LeaseLost
    if bulk_invite.pop("is_paused"):
        raise QueuePaused
    turns.note()
    return bulk_invite


async def release_lease(lease: Lease) -> None:
    """Ends the lease of a worker that did what it could. A bulk invite that was given up keeps its attempts."""
    await rows(
        """
        UPDATE bulk_invites SET lease_owner = NULL, lease_until = NULL,
               attempts = CASE WHEN status = 'failed' THEN attempts ELSE 0 END
         WHERE id = $1 AND lease_owner = $2
        """,
        lease.bulk_invite_id,
        lease.owner,
    )


async def release_failed_lease(lease: Lease) -> None:
    """Ends the lease of an attempt that failed: no worker gets the next one before `retry_seconds`."""
    await rows(
        """
        UPDATE bulk_invites SET lease_owner = NULL, lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND lease_owner = $2
        """,
        lease.bulk_invite_id,
        lease.owner,
        lease.retry_seconds,
    )


async def give_back_lease(lease: Lease, retry_seconds: float = FIRST_RETRY_SECONDS) -> None:
    """Ends a lease that was cut short, by the database, a pause or the worker's stop: it does not count."""
    await rows(
        """
        UPDATE bulk_invites SET lease_owner = NULL, attempts = greatest(attempts - 1, 0),
               lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND lease_owner = $2
        """,
        lease.bulk_invite_id,
        lease.owner,
        retry_seconds,
    )


async def pause_lease(lease: Lease) -> None:
    """The same for a pause: whoever resumes waits for nothing."""
    await give_back_lease(lease, retry_seconds=0)
