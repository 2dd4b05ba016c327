"""Records the results of attempts, and when the next attempt is due."""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.database.connection import CONNECTION_ERRORS
from app.database.sql import Row, rows, value
from app.database.transaction import savepoint
from app.deliveries.claims import CLAIM_COLUMNS, Claim, lock_claim
from app.deliveries.failure_groups import Failure, assign, find_groups
from app.deliveries.queries import DeliveryStatus
from app.deliveries.retry_policy import GIVE_UP_AFTER, next_attempt_at
from app.mail import AttemptOutcome, AttemptResult, Cause, normalise
from app.postponed import Postponed
from app.queues.pauses import EMAIL_PAUSED_SQL

logger = logging.getLogger(__name__)
MAX_WAIT_AFTER_PAUSE_MINUTES = 5
MAX_EXPIRED_LEASES = 500
MAX_HELD_BACK = 1000
BEGINNING_OF_A_REPLY = 30  # characters: what follows may hold a number that is another each time
WORKER_STOPPED = AttemptResult(AttemptOutcome.UNKNOWN, reply="The worker stopped before the server answered.")
postponed = Postponed[UUID]()


async def record_accepted(accepted: Sequence[tuple[Claim, AttemptResult]]) -> None:
    """Records emails that a mail server has accepted, all in one statement.

    A delivery whose lease had expired, and which failed, was canceled or is to be tried again, becomes `sent` all the
    same. One that has come back meanwhile stays `bounced`.
    """
    await rows(
        """
        WITH accepted AS (
            SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) AS result (id, attempt, code, reply)
        ), sent AS (
            UPDATE deliveries d
               SET status = CASE d.status WHEN 'bounced' THEN 'bounced' ELSE 'sent' END, sent_at = now(), due_at = NULL,
                   lease_owner = NULL, lease_until = NULL, is_paused = false, is_canary = false
              FROM accepted WHERE d.id = accepted.id AND d.attempt_count = accepted.attempt
               AND d.status IN ('sending', 'unknown', 'canceled', 'failed', 'queued', 'bounced')
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


async def record_failure(
    claim: Claim, result: AttemptResult, failure_group_id: UUID | None = None, *, hold_unknown: bool = False
) -> None:
    """Records an attempt that was deferred, rejected or of unknown outcome, and when the next one is due.

    Without a group, the email stays in the one of its last failure. Changes nothing once another attempt has begun, or
    when the result is already recorded.
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
               retry_count = retry_count + $4, retrying_since = coalesce(retrying_since, now()), is_held_back = false,
               failure_group_id = coalesce($5, failure_group_id), is_canary = false
         WHERE id = $1
        """,
        claim.delivery_id,
        status,
        due_at,
        int(is_first_result),
        failure_group_id,
    )
    await _finish_attempt(claim, result)


async def defer_until_resumed(claim: Claim, result: AttemptResult, failure_group_id: UUID | None = None) -> None:
    """The failure is not the email's: it waits for the mail server, and no retry is counted.

    Refused in the same way again, it keeps the newest attempt alone.
    """
    held = await lock_claim(claim)
    if held is None:
        return
    due_at = await _held_until(held, claim, result)
    is_over = due_at > (held["retrying_since"] or held["now"]) + GIVE_UP_AFTER
    await rows(
        """
        UPDATE deliveries SET status = $2, due_at = $3, is_held_back = $4, lease_owner = NULL, lease_until = NULL,
               retrying_since = coalesce(retrying_since, now()), failure_group_id = coalesce($5, failure_group_id),
               is_canary = false
         WHERE id = $1
        """,
        claim.delivery_id,
        DeliveryStatus.FAILED if is_over else DeliveryStatus.DEFERRED,
        None if is_over else due_at,
        not is_over,
        failure_group_id,
    )
    await rows(
        """
        DELETE FROM delivery_attempts
         WHERE delivery_id = $1 AND number < $2 AND outcome = 'deferred' AND reply_code IS NOT DISTINCT FROM $3
           AND left(reply, $5) = left($4, $5)
        """,
        claim.delivery_id,
        claim.attempt,
        result.reply_code,
        result.reply,
        BEGINNING_OF_A_REPLY,
    )
    await _finish_attempt(claim, result)


async def record_held_back(worker: str, reply: str) -> list[Claim]:
    """Nothing can be sent: of what waits for that, counts the time from now, and fails what has waited for 48 hours.

    At most MAX_HELD_BACK of each; returns those that failed. What waits for an operator is left out.
    """
    await rows(
        """
        UPDATE deliveries SET retrying_since = now() WHERE id = ANY (ARRAY(
            SELECT id FROM deliveries WHERE status = 'queued' AND due_at <= now() AND retrying_since IS NULL
             ORDER BY priority, due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
        """,
        MAX_HELD_BACK,
    )
    given_up = f"Given up after 48 hours: {reply}"
    found = await rows(
        f"""
        WITH failed AS (
            UPDATE deliveries d SET status = 'failed', due_at = NULL, is_held_back = false,
                   attempt_count = attempt_count + 1
             WHERE id = ANY (ARRAY(
                SELECT id FROM deliveries
                 WHERE (status = 'queued' OR status = 'deferred' AND is_held_back)
                   AND retrying_since < now() - $4::interval AND NOT is_paused AND NOT {EMAIL_PAUSED_SQL}
                 LIMIT $3 FOR UPDATE SKIP LOCKED))
            RETURNING {CLAIM_COLUMNS}
        ), attempts AS (
            INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome, reply)
            SELECT uuidv7(), delivery_id, attempt, $1, now(), 'deferred', $2 FROM failed
        )
        SELECT * FROM failed
        """,
        worker,
        given_up,
        MAX_HELD_BACK,
        GIVE_UP_AFTER,
    )
    claims = [Claim(**each) for each in found]
    groups = await find_groups([Failure(None, normalise(given_up), None)] * len(claims))
    await assign(groups, [each.delivery_id for each in claims])
    return claims


async def record_expired_leases(*, hold_unknown: bool) -> list[Claim]:
    """Finds attempts whose lease has expired, at most MAX_EXPIRED_LEASES at a time; returns those recorded as unknown.

    Their emails may or may not have been sent. They are due again at once the first time, later when it repeats.
    One that cannot be recorded is postponed.
    """
    found = await rows(
        f"""
        SELECT {CLAIM_COLUMNS} FROM deliveries d
         WHERE status = 'sending' AND lease_until < now() AND id <> ALL($2)
         ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED
        """,
        MAX_EXPIRED_LEASES,
        postponed.items,
    )
    groups = await find_groups([Failure.of(WORKER_STOPPED)] * len(found))
    claims = [
        claim
        for each, group_id in zip(found, groups, strict=True)
        if await _is_recorded_unknown(claim := Claim(**each), group_id, hold_unknown=hold_unknown)
    ]
    await rows(
        """
        UPDATE deliveries SET due_at = now()
         WHERE id = ANY($1) AND status = 'unknown' AND retry_count = 1 AND due_at > now()
        """,
        [claim.delivery_id for claim in claims],
    )
    return claims


async def _is_recorded_unknown(claim: Claim, failure_group_id: UUID, *, hold_unknown: bool) -> bool:
    try:
        async with savepoint():
            await record_failure(claim, WORKER_STOPPED, failure_group_id, hold_unknown=hold_unknown)
    except CONNECTION_ERRORS:
        raise
    except Exception:
        if not postponed.add(claim.delivery_id):
            raise
        logger.exception("expired_lease_not_recorded", extra={"delivery_id": str(claim.delivery_id)})
        return False
    return True


async def _held_until(held: Row, claim: Claim, result: AttemptResult) -> datetime:
    """When the email is due again, unless the wait ends before: see `end_pause`."""
    now: datetime = held["now"]
    if result.cause is Cause.CONNECTION:
        return now
    resume_at: datetime | None = await value("SELECT resume_at FROM email_pauses") if result.refuses_service else None
    if resume_at is not None:
        # One that is refused again and again waits longer, so that another email probes whether sending can resume.
        return max(now, resume_at) + timedelta(minutes=min(claim.attempt, MAX_WAIT_AFTER_PAUSE_MINUTES) - 1)
    return next_attempt_at(claim.attempt, now, now, random.random()) or now  # noqa: S311


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
