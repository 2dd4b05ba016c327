"""Claims: which worker may send an email, one at a time.

A claim is a lease in PostgreSQL, committed before any byte is sent. `attempt_count` is the fencing token and never
decreases: a result is recorded for the attempt that was claimed, even a late one, until the next is claimed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.sql import Row, row, rows
from app.deliveries.pauses import PROBE_SECONDS

CLAIM_COLUMNS = """
    d.id AS delivery_id, d.kind, d.subject_id, d.generation, d.message_id, d.attempt_count AS attempt,
    now() AS claimed_at, d.recipient_domain, d.trace_parent
"""
WAITING_SQL = "status IN ('queued', 'deferred', 'unknown')"
DUE_SQL = f"{WAITING_SQL} AND due_at <= now()"
_KIND = "($6::text[] IS NULL OR kind = ANY ($6))"


@dataclass(frozen=True)
class Claim:
    """A delivery that this worker, and no other, may attempt until the lease expires.

    `claimed_at` is PostgreSQL's now(). `is_probe`: the mail server refuses this service, and this one email tests
    whether it still does. `recipient_domain` is None where an earlier release queued the email. `trace_parent`: what
    the next span of the email is part of.
    """

    delivery_id: UUID
    kind: str
    subject_id: UUID
    generation: int
    message_id: str
    attempt: int
    claimed_at: datetime
    recipient_domain: str | None = None
    is_probe: bool = False
    trace_parent: str | None = None


async def claim_due(
    worker: str,
    limit: int,
    lease_seconds: int,
    excluded: Sequence[UUID] = (),
    kinds: Collection[str] | None = None,
) -> list[Claim]:
    """Claims up to `limit` deliveries that are due: canaries, then singles, then bulk, and none of the excluded ones.

    With `kinds`, only of these: while a release is rolled out, others may be queued that this worker cannot write.
    While an operator has paused all emails, canaries alone. None of a paused domain but canaries: of those at the head
    of the queue as many are passed over as could be claimed, until they are parked. None at all while the mail server
    refuses this service; after that, one in PROBE_SECONDS until one of them has ended the pause.
    """
    found = await rows(
        f"""
        WITH pauses AS MATERIALIZED (
            SELECT coalesce(bool_or(recipient_domain IS NULL), false) AS is_everything,
                   coalesce(array_agg(recipient_domain) FILTER (WHERE recipient_domain IS NOT NULL), '{{}}') AS domains
              FROM queue_pauses WHERE queue = 'email'
        ), probe AS (
            UPDATE email_pauses SET resume_at = now() + make_interval(secs => $4)
             WHERE resume_at <= now()
               AND ((SELECT id FROM deliveries WHERE is_canary AND {DUE_SQL} AND {_KIND} LIMIT 1) IS NOT NULL
                    OR NOT (SELECT is_everything FROM pauses)
                   AND (SELECT id FROM deliveries WHERE {DUE_SQL} AND {_KIND} ORDER BY priority, due_at LIMIT 1)
                       IS NOT NULL)
            RETURNING queue
        ), allowed AS MATERIALIZED (
            SELECT CASE WHEN EXISTS (SELECT FROM email_pauses) THEN (SELECT count(*) FROM probe) ELSE $2 END AS count
        ), canaries AS (
            SELECT id, priority, due_at FROM deliveries WHERE is_canary AND {DUE_SQL} AND {_KIND} AND id <> ALL ($5)
             ORDER BY due_at LIMIT (SELECT count FROM allowed) FOR UPDATE SKIP LOCKED
        ), due AS (
            SELECT id, priority, due_at, recipient_domain FROM deliveries
             WHERE {DUE_SQL} AND {_KIND} AND NOT is_canary AND id <> ALL ($5) ORDER BY priority, due_at
             LIMIT (SELECT CASE WHEN is_everything OR count = 0 THEN 0 ELSE $2 END FROM pauses, allowed)
               FOR UPDATE SKIP LOCKED
        ), chosen AS (
            SELECT id, 0 AS rank, priority, due_at FROM canaries
            UNION ALL
            SELECT id, 1, priority, due_at FROM due
             WHERE recipient_domain IS NULL OR recipient_domain <> ALL ((SELECT domains FROM pauses)::text[])
             ORDER BY rank, priority, due_at LIMIT (SELECT count FROM allowed)
        ), claimed AS (
            UPDATE deliveries d
               SET status = 'sending', is_held_back = false, is_paused = false, lease_owner = $1,
                   lease_until = now() + make_interval(secs => $3),
                   attempt_count = attempt_count + 1, due_at = NULL
             WHERE d.id = ANY (ARRAY(SELECT id FROM chosen)) -- a join would read the whole table: LIMIT is no constant
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
        list(excluded),
        None if kinds is None else list(kinds),
    )
    return [Claim(**each) for each in found]


async def renew_leases(worker: str, claims: Sequence[Claim], lease_seconds: int) -> set[UUID]:
    """Renews the leases of these claims; returns the ids of the deliveries that are still this worker's."""
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
    """Cancels a delivery whose email is no longer wanted. Nothing was sent, so the attempt is deleted."""
    if await lock_claim(claim) is None:
        return
    await rows(
        """
        UPDATE deliveries SET status = 'canceled', due_at = NULL, lease_owner = NULL, lease_until = NULL,
               is_canary = false
         WHERE id = $1
        """,
        claim.delivery_id,
    )
    await _delete_attempt(claim)


async def release(claim: Claim) -> None:
    """Queues a claimed delivery again, due at once. Nothing was sent, so the attempt is deleted.

    It is deferred again if it was, and not if an operator had queued it anew since it failed.
    """
    if await lock_claim(claim) is None:
        return
    await rows(
        """
        UPDATE deliveries SET due_at = now(), lease_owner = NULL, lease_until = NULL,
               status = CASE WHEN (retry_count > 0 OR retrying_since IS NOT NULL OR failure_group_id IS NOT NULL)
                              AND EXISTS (SELECT FROM delivery_attempts WHERE delivery_id = $1 AND number < $2)
                             THEN 'deferred' ELSE 'queued' END
         WHERE id = $1
        """,
        claim.delivery_id,
        claim.attempt,
    )
    await _delete_attempt(claim)


async def lock_claims(claims: Sequence[Claim]) -> None:
    """Locks several deliveries in the order of their ids, before anything is recorded about them."""
    await rows(
        "SELECT id FROM deliveries WHERE id = ANY($1) ORDER BY id FOR UPDATE", [claim.delivery_id for claim in claims]
    )


async def lock_claim(claim: Claim) -> Row | None:
    """Locks the delivery of an attempt. None once another attempt has begun, or the delivery has ended."""
    return await row(
        """
        SELECT status, retry_count, retrying_since, now() AS now FROM deliveries
         WHERE id = $1 AND attempt_count = $2 AND status IN ('sending', 'unknown') FOR UPDATE
        """,
        claim.delivery_id,
        claim.attempt,
    )


async def _delete_attempt(claim: Claim) -> None:
    await rows("DELETE FROM delivery_attempts WHERE delivery_id = $1 AND number = $2", claim.delivery_id, claim.attempt)
