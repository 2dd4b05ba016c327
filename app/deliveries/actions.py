"""The queue of emails: put in, take out, claim, record. It knows no invitation.

A claim is a lease in PostgreSQL, committed before any byte goes out. `attempt_count` is the fencing token: an
answer counts for the attempt that was claimed, and a late one still counts while nobody has claimed the next.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from app.database import Row, row, rows, uuid7
from app.deliveries.queries import DeliveryStatus
from app.deliveries.retry_policy import next_attempt_at

PAUSE_SECONDS = 60
SINGLE, BULK = 0, 1


@dataclass(frozen=True)
class Claim:
    """A delivery that this worker, and no other, may attempt while the lease lasts."""

    delivery_id: UUID
    kind: str
    subject_id: UUID
    generation: int
    message_id: str
    attempt: int


@dataclass(frozen=True)
class Verdict:
    """What came of an attempt: `outcome` as in DeliveryAttemptOutcome, and the server's own words."""

    outcome: str
    reply_code: int | None
    reply: str | None


async def queue_delivery(
    kind: str, subject_id: UUID, generation: int, message_domain: str, priority: int = SINGLE
) -> UUID:
    """Puts an email into the queue. Its Message-ID never changes, however often it is tried."""
    delivery_id = uuid7()
    await rows(
        """
        INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, due_at, status,
                                attempt_count, retry_count)
        VALUES ($1, $2, $3, $4, $5, $6, now(), 'queued', 0, 0)
        """,
        delivery_id,
        kind,
        subject_id,
        generation,
        f"<{uuid4()}@{message_domain}>",
        priority,
    )
    return delivery_id


async def cancel_waiting(kind: str, subject_ids: Sequence[UUID]) -> None:
    """Takes emails out of the queue that nobody is sending at the moment."""
    await rows(
        """
        UPDATE deliveries SET status = 'canceled', due_at = NULL
         WHERE kind = $1 AND subject_id = ANY($2) AND status IN ('queued', 'deferred', 'unknown')
        """,
        kind,
        list(subject_ids),
    )


async def claim_due(worker: str, limit: int, lease_seconds: int) -> list[Claim]:
    """Takes up to `limit` deliveries that are due, singles before bulk; none while sending is paused."""
    found = await rows(
        """
        WITH due AS (
            SELECT id FROM deliveries
             WHERE status IN ('queued', 'deferred', 'unknown') AND due_at <= now()
               AND NOT EXISTS (SELECT FROM email_pauses WHERE resume_at > now())
             ORDER BY priority, due_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), claimed AS (
            UPDATE deliveries d
               SET status = 'sending', lease_owner = $1, lease_until = now() + make_interval(secs => $3),
                   attempt_count = attempt_count + 1, due_at = NULL
              FROM due WHERE d.id = due.id
            RETURNING d.id, d.kind, d.subject_id, d.generation, d.message_id, d.attempt_count
        ), attempts AS (
            INSERT INTO delivery_attempts (id, delivery_id, number, worker)
            SELECT uuidv7(), id, attempt_count, $1 FROM claimed
        )
        SELECT * FROM claimed
        """,
        worker,
        limit,
        float(lease_seconds),
    )
    return [
        Claim(
            each["id"], each["kind"], each["subject_id"], each["generation"], each["message_id"], each["attempt_count"]
        )
        for each in found
    ]


async def renew_leases(worker: str, delivery_ids: Sequence[UUID], lease_seconds: int) -> None:
    """A sign of life for what this worker is sending."""
    await rows(
        """
        UPDATE deliveries SET lease_until = now() + make_interval(secs => $3)
         WHERE id = ANY($2) AND lease_owner = $1 AND status = 'sending'
        """,
        worker,
        list(delivery_ids),
        float(lease_seconds),
    )


async def record_verdict(claim: Claim, verdict: Verdict, *, hold_unknown: bool = False) -> DeliveryStatus | None:
    """Writes what came of an attempt, and when the next one is due. None: another attempt has begun since."""
    held = await _lock(claim)
    if held is None:
        return None
    match verdict.outcome:
        case "accepted":
            status, due_at = DeliveryStatus.SENT, None
        case "rejected":
            status, due_at = DeliveryStatus.FAILED, None
        case "unknown" if hold_unknown:
            status, due_at = DeliveryStatus.UNKNOWN, None
        case outcome:
            due_at = _retry_at(held)
            status = DeliveryStatus(outcome) if due_at else DeliveryStatus.FAILED
    failed = verdict.outcome in {"deferred", "unknown"}
    await rows(
        """
        UPDATE deliveries
           SET status = $2, due_at = $3, lease_owner = NULL, lease_until = NULL,
               retry_count = retry_count + $4, retrying_since = CASE WHEN $4 = 1 THEN coalesce(retrying_since, now()) END,
               sent_at = CASE WHEN $2 = 'sent' THEN now() ELSE sent_at END
         WHERE id = $1
        """,
        claim.delivery_id,
        status,
        due_at,
        int(failed),
    )
    await _finish_attempt(claim, verdict)
    return status


async def record_cancellation(claim: Claim) -> None:
    """The email is not wanted any more: nothing was sent, so this was no attempt."""
    if await _lock(claim) is None:
        return
    await rows(
        "UPDATE deliveries SET status = 'canceled', lease_owner = NULL, lease_until = NULL, due_at = NULL WHERE id = $1",
        claim.delivery_id,
    )
    await _forget_attempt(claim)


async def release(claim: Claim) -> None:
    """Gives a claim back of which no byte went out."""
    if await _lock(claim) is None:
        return
    await rows(
        """
        UPDATE deliveries SET status = CASE WHEN retry_count = 0 THEN 'queued' ELSE 'deferred' END, due_at = now(),
               lease_owner = NULL, lease_until = NULL, attempt_count = attempt_count - 1
         WHERE id = $1
        """,
        claim.delivery_id,
    )
    await _forget_attempt(claim)


async def pause_sending(claim: Claim, verdict: Verdict) -> None:
    """The mail server refuses us, not the recipient: nothing is sent for a while, and nobody's email is used up."""
    await rows(
        """
        INSERT INTO email_pauses (queue, resume_at, reason) VALUES ('email', now() + make_interval(secs => $1), $2)
        ON CONFLICT (queue) DO UPDATE SET resume_at = excluded.resume_at, reason = excluded.reason,
            paused_at = CASE WHEN email_pauses.resume_at < now() - interval '10 minutes'
                             THEN now() ELSE email_pauses.paused_at END
        """,
        float(PAUSE_SECONDS),
        verdict.reply or "The mail server refuses this service.",
    )
    if await _lock(claim) is None:
        return
    await rows(
        """
        UPDATE deliveries SET status = 'deferred', lease_owner = NULL, lease_until = NULL,
               due_at = (SELECT resume_at FROM email_pauses)
         WHERE id = $1
        """,
        claim.delivery_id,
    )
    await _finish_attempt(claim, Verdict("deferred", verdict.reply_code, verdict.reply))


async def resume_sending() -> None:
    """Ends a pause now, and makes what it held back due at once."""
    await rows("DELETE FROM email_pauses")
    await rows("UPDATE deliveries SET due_at = now() WHERE status = 'deferred' AND retry_count = 0 AND due_at > now()")


async def take_over_lost(*, hold_unknown: bool) -> list[Claim]:
    """Finds attempts whose worker gave no sign of life, and answers those it recorded as unknown.

    Their emails may or may not have gone out. They are due again at once the first time, later when it repeats.
    """
    found = await rows(
        """
        SELECT id, kind, subject_id, generation, message_id, attempt_count FROM deliveries
         WHERE status = 'sending' AND lease_until < now() ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
        """
    )
    claims = [
        Claim(
            each["id"], each["kind"], each["subject_id"], each["generation"], each["message_id"], each["attempt_count"]
        )
        for each in found
    ]
    for claim in claims:
        await record_verdict(
            claim, Verdict("unknown", None, "The worker stopped before the server answered."), hold_unknown=hold_unknown
        )
        await rows(
            "UPDATE deliveries SET due_at = now() WHERE id = $1 AND status = 'unknown' AND retry_count = 1 AND due_at > now()",
            claim.delivery_id,
        )
    return claims


async def _lock(claim: Claim) -> Row | None:
    return await row(
        """
        SELECT retry_count, retrying_since, now() AS now FROM deliveries
         WHERE id = $1 AND attempt_count = $2 AND status IN ('sending', 'unknown') FOR UPDATE
        """,
        claim.delivery_id,
        claim.attempt,
    )


def _retry_at(held: Row) -> datetime | None:
    return next_attempt_at(
        held["retry_count"] + 1,
        held["retrying_since"] or held["now"],
        held["now"],
        random.random(),  # noqa: S311
    )


async def _finish_attempt(claim: Claim, verdict: Verdict) -> None:
    await rows(
        """
        UPDATE delivery_attempts SET finished_at = now(), outcome = $3, reply_code = $4, reply = $5
         WHERE delivery_id = $1 AND number = $2
        """,
        claim.delivery_id,
        claim.attempt,
        verdict.outcome,
        verdict.reply_code,
        verdict.reply,
    )


async def _forget_attempt(claim: Claim) -> None:
    await rows("DELETE FROM delivery_attempts WHERE delivery_id = $1 AND number = $2", claim.delivery_id, claim.attempt)
