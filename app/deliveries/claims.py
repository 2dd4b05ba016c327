"""Who may send an email: one worker at a time.

A claim is a lease in PostgreSQL, committed before any byte goes out. `attempt_count` is the fencing token and
never goes back: an answer counts for the attempt that was claimed, and a late one while nobody has claimed the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.sql import Row, row, rows
from app.deliveries.pauses import PROBE_SECONDS

CLAIM_COLUMNS = """
    d.id AS delivery_id, d.kind, d.subject_id, d.generation, d.message_id, d.attempt_count AS attempt,
    now() AS claimed_at
"""
_DUE = "status IN ('queued', 'deferred', 'unknown') AND due_at <= now()"


@dataclass(frozen=True)
class Claim:
    """A delivery that this worker, and no other, may attempt while the lease lasts.

    `is_probe`: sending has been paused, and this one email is to find out whether it can go on.
    """

    delivery_id: UUID
    kind: str
    subject_id: UUID
    generation: int
    message_id: str
    attempt: int
    claimed_at: datetime
    is_probe: bool = False


async def claim_due(worker: str, limit: int, lease_seconds: int, passing_over: Sequence[UUID] = ()) -> list[Claim]:
    """Takes up to `limit` deliveries that are due, singles before bulk, but none of those to be passed over.

    None while sending is paused; when the pause is over, one in PROBE_SECONDS until one of them has ended it.
    """
    found = await rows(
        f"""
        WITH probe AS (
            UPDATE email_pauses SET resume_at = now() + make_interval(secs => $4)
             WHERE resume_at <= now()
               AND (SELECT id FROM deliveries WHERE {_DUE} ORDER BY priority, due_at LIMIT 1) IS NOT NULL
            RETURNING queue
        ), due AS (
            SELECT id FROM deliveries WHERE {_DUE} AND id <> ALL ($5) ORDER BY priority, due_at
             LIMIT CASE WHEN EXISTS (SELECT FROM email_pauses) THEN (SELECT count(*) FROM probe) ELSE $2 END
               FOR UPDATE SKIP LOCKED
        ), claimed AS (
            UPDATE deliveries d
               SET status = 'sending', lease_owner = $1, lease_until = now() + make_interval(secs => $3),
                   attempt_count = attempt_count + 1, due_at = NULL
             WHERE d.id = ANY (ARRAY(SELECT id FROM due)) -- a join would read the whole table: LIMIT is no constant
            RETURNING {CLAIM_COLUMNS}
        ), attempts AS (
            INSERT INTO delivery_attempts (id, delivery_id, number, worker)
            SELECT uuidv7(), delivery_id, attempt, $1 FROM claimed
        )
        SELECT claimed.*, EXISTS (SELECT FROM probe) AS is_probe FROM claimed
        """,
        worker,
        limit,
        float(lease_seconds),
        PROBE_SECONDS,
        list(passing_over),
    )
    return [Claim(**each) for each in found]


async def renew_leases(worker: str, claims: Sequence[Claim], lease_seconds: int) -> set[UUID]:
    """A sign of life for what this worker is sending; answers which deliveries are still this worker's."""
    found = await rows(
        """
        WITH held AS (
            SELECT d.id FROM deliveries d
              JOIN unnest($2::uuid[], $4::int[]) AS claim (id, attempt) ON d.id = claim.id AND d.attempt_count = attempt
             WHERE d.lease_owner = $1 AND d.status = 'sending' ORDER BY d.id FOR UPDATE OF d
        )
        UPDATE deliveries d SET lease_until = now() + make_interval(secs => $3)
          FROM held WHERE d.id = held.id RETURNING d.id
        """,
        worker,
        [claim.delivery_id for claim in claims],
        float(lease_seconds),
        [claim.attempt for claim in claims],
    )
    return {each["id"] for each in found}


async def record_cancellation(claim: Claim) -> None:
    """The email is not wanted any more: nothing was sent, so this was no attempt."""
    if await lock_claim(claim) is None:
        return
    await rows(
        """
        UPDATE deliveries SET status = 'canceled', due_at = NULL, lease_owner = NULL, lease_until = NULL WHERE id = $1
        """,
        claim.delivery_id,
    )
    await _forget_attempt(claim)


async def release(claim: Claim) -> None:
    """Gives a claim back of which no byte went out."""
    if await lock_claim(claim) is None:
        return
    await rows(
        """
        UPDATE deliveries SET status = CASE WHEN retry_count = 0 THEN 'queued' ELSE 'deferred' END, due_at = now(),
               lease_owner = NULL, lease_until = NULL
         WHERE id = $1
        """,
        claim.delivery_id,
    )
    await _forget_attempt(claim)


async def lock_claims(claims: Sequence[Claim]) -> None:
    """Before anything is written down about several: whoever locks several does so in the order of their ids."""
    await rows(
        "SELECT id FROM deliveries WHERE id = ANY($1) ORDER BY id FOR UPDATE", [claim.delivery_id for claim in claims]
    )


async def lock_claim(claim: Claim) -> Row | None:
    """Locks a delivery whose attempt this is still; None once another has begun, or it has ended."""
    return await row(
        """
        SELECT status, retry_count, retrying_since, now() AS now FROM deliveries
         WHERE id = $1 AND attempt_count = $2 AND status IN ('sending', 'unknown') FOR UPDATE
        """,
        claim.delivery_id,
        claim.attempt,
    )


async def _forget_attempt(claim: Claim) -> None:
    await rows("DELETE FROM delivery_attempts WHERE delivery_id = $1 AND number = $2", claim.delivery_id, claim.attempt)
