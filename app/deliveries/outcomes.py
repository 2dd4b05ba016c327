"""Records the results of attempts, and when the next attempt is due."""

import random
from collections.abc import Sequence
from datetime import datetime

from app.database.sql import Row, rows
from app.deliveries.claims import CLAIM_COLUMNS, Claim, lock_claim
from app.deliveries.queries import DeliveryStatus
from app.deliveries.retry_policy import next_attempt_at
from app.mail import AttemptOutcome, AttemptResult

MAX_WAIT_AFTER_PAUSE_MINUTES = 5
MAX_EXPIRED_LEASES = 500


async def record_accepted(accepted: Sequence[tuple[Claim, AttemptResult]]) -> None:
    """Records emails that a mail server has accepted, all in one statement.

    A delivery whose lease had expired, and which failed or was canceled meanwhile, becomes `sent` all the same.
    """
    await rows(
        """
        WITH accepted AS (
            SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) AS result (id, attempt, code, reply)
        ), sent AS (
            UPDATE deliveries d
               SET status = 'sent', sent_at = now(), due_at = NULL, lease_owner = NULL, lease_until = NULL
              FROM accepted WHERE d.id = accepted.id AND d.attempt_count = accepted.attempt
               AND d.status IN ('sending', 'unknown', 'canceled', 'failed')
            RETURNING accepted.*
        )
        UPDATE delivery_attempts a SET finished_at = now(), outcome = 'accepted', reply_code = code, reply = sent.reply
          FROM sent WHERE a.delivery_id = sent.id AND a.number = sent.attempt
        """,
        [claim.delivery_id for claim, _ in accepted],
        [claim.attempt for claim, _ in accepted],
        [result.reply_code for _, result in accepted],
        [result.reply for _, result in accepted],
    )


async def record_failure(claim: Claim, result: AttemptResult, *, hold_unknown: bool = False) -> None:
    """Records an attempt that was deferred, rejected or of unknown outcome, and when the next one is due.

    Changes nothing once another attempt has begun, or when the result is already recorded.
    """
    held = await lock_claim(claim)
    if held is None or held["status"] == result.outcome:
        return
    is_first_result = held["status"] == DeliveryStatus.SENDING
    match result.outcome:
        case AttemptOutcome.REJECTED:
            status, due_at = DeliveryStatus.FAILED, None
        case AttemptOutcome.UNKNOWN if hold_unknown:
            status, due_at = DeliveryStatus.UNKNOWN, None
        case outcome:
            due_at = _retry_at(held, held["retry_count"] + is_first_result)
            status = DeliveryStatus(outcome) if due_at else DeliveryStatus.FAILED
    await rows(
        """
        UPDATE deliveries
           SET status = $2, due_at = $3, lease_owner = NULL, lease_until = NULL,
               retry_count = retry_count + $4, retrying_since = coalesce(retrying_since, now())
         WHERE id = $1
        """,
        claim.delivery_id,
        status,
        due_at,
        int(is_first_result),
    )
    await _finish_attempt(claim, result)


async def defer_until_resumed(claim: Claim, result: AttemptResult) -> None:
    """The mail server refuses this service: the email waits for the end of the pause, and no retry is counted.

    One that is refused again and again waits longer, so that another email probes whether sending can resume.
    """
    if await lock_claim(claim) is None:
        return
    await rows(
        """
        UPDATE deliveries d SET status = 'deferred', lease_owner = NULL, lease_until = NULL,
               due_at = p.resume_at + make_interval(mins => least(d.attempt_count, $2) - 1)
          FROM email_pauses p WHERE d.id = $1
        """,
        claim.delivery_id,
        MAX_WAIT_AFTER_PAUSE_MINUTES,
    )
    await _finish_attempt(claim, result)


async def record_expired_leases(*, hold_unknown: bool) -> list[Claim]:
    """Finds attempts whose lease has expired, at most MAX_EXPIRED_LEASES at a time; returns those recorded as unknown.

    Their emails may or may not have been sent. They are due again at once the first time, later when it repeats.
    """
    found = await rows(
        f"""
        SELECT {CLAIM_COLUMNS} FROM deliveries d
         WHERE status = 'sending' AND lease_until < now() ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED
        """,
        MAX_EXPIRED_LEASES,
    )
    claims = [Claim(**each) for each in found]
    result = AttemptResult(AttemptOutcome.UNKNOWN, reply="The worker stopped before the server answered.")
    for claim in claims:
        await record_failure(claim, result, hold_unknown=hold_unknown)
    await rows(
        """
        UPDATE deliveries SET due_at = now()
         WHERE id = ANY($1) AND status = 'unknown' AND retry_count = 1 AND due_at > now()
        """,
        [claim.delivery_id for claim in claims],
    )
    return claims


def _retry_at(held: Row, failures: int) -> datetime | None:
    return next_attempt_at(
        failures,
        held["retrying_since"] or held["now"],
        held["now"],
        random.random(),  # noqa: S311
    )


async def _finish_attempt(claim: Claim, result: AttemptResult) -> None:
    await rows(
        """
        UPDATE delivery_attempts SET finished_at = now(), outcome = $3, reply_code = $4, reply = $5
         WHERE delivery_id = $1 AND number = $2
        """,
        claim.delivery_id,
        claim.attempt,
        result.outcome,
        result.reply_code,
        result.reply,
    )
