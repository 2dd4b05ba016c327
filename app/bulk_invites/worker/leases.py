"""Who works on a file: one worker at a time, whose lease runs out when it gives no sign of life."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from app.bulk_invites.lifecycle import Status
from app.database.sql import Row, row, rows

RETRY_SECONDS = 5.0


@dataclass(frozen=True)
class Lease:
    """The right to change one file's work; `owner` fences whoever held it before."""

    bulk_invite_id: UUID
    owner: str
    seconds: float


class LeaseLost(Exception):  # noqa: N818 - nothing is wrong: somebody else goes on, or the file was canceled
    """The file is no longer this worker's to work on."""


async def claim(worker: str, seconds: float) -> Lease | None:
    """Takes the oldest file that nobody works on; None where there is nothing to do."""
    owner = f"{worker}:{uuid4().hex[:8]}"
    claimed = await row(
        """
        UPDATE bulk_invites SET lease_owner = $1, lease_until = now() + make_interval(secs => $2),
               started_at = coalesce(started_at, now()), phase_started_at = coalesce(phase_started_at, now())
         WHERE id = (
            SELECT id FROM bulk_invites
             WHERE (status IN ('validating', 'sending') OR revoked_by_user_id IS NOT NULL)
               AND (lease_until IS NULL OR lease_until < now())
             ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id
        """,
        owner,
        seconds,
    )
    return Lease(claimed["id"], owner, seconds) if claimed else None


async def hold(lease: Lease, status: Status | None = None) -> Row:
    """Locks the file for one chunk of work, and renews the lease. Raises LeaseLost, also in another status."""
    held = await row(
        """
        UPDATE bulk_invites SET lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND lease_owner = $2 RETURNING *
        """,
        lease.bulk_invite_id,
        lease.owner,
        lease.seconds,
    )
    if held is None or (status is not None and held["status"] != status):
        raise LeaseLost
    return held


async def release(lease: Lease, *, retry: bool = False) -> None:
    """Lets others, or with `retry` after a while anybody, go on."""
    await rows(
        """
        UPDATE bulk_invites SET lease_owner = NULL,
               lease_until = CASE WHEN $3 THEN now() + make_interval(secs => $4) END
         WHERE id = $1 AND lease_owner = $2
        """,
        lease.bulk_invite_id,
        lease.owner,
        retry,
        RETRY_SECONDS,
    )
