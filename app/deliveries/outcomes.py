"""What came of attempts to send an email, and what is to happen next."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database.sql import Row, rows
from app.deliveries.claims import CLAIM_COLUMNS, Claim, lock_claim
from app.deliveries.queries import DeliveryStatus
from app.deliveries.retry_policy import next_attempt_at

LONGEST_HOLD_MINUTES = 5
MOST_TAKEN_OVER = 500


@dataclass(frozen=True)
class AttemptResult:
    """What came of an attempt: `outcome` as in DeliveryAttemptOutcome, and the server's own words."""

    outcome: str
    reply_code: int | None
    reply: str | None


async def record_accepted(accepted: Sequence[tuple[Claim, AttemptResult]]) -> None:
    """Writes down emails that a mail server has taken, all at once.

    An email that was given up or canceled as lost in the meantime was sent all the same, and says so.
    """
    await rows(
        """
        WITH answered AS (
            SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) AS answer (id, attempt, code, reply)
        ), sent AS (
            UPDATE deliveries d
               SET status = 'sent', sent_at = now(), due_at = NULL, lease_owner = NULL, lease_until = NULL
              FROM answered WHERE d.id = answered.id AND d.attempt_count = answered.attempt
               AND d.status IN ('sending', 'unknown', 'canceled', 'failed')
            RETURNING answered.*
        )
        UPDATE delivery_attempts a SET finished_at = now(), outcome = 'accepted', reply_code = code, reply = sent.reply
          FROM sent WHERE a.delivery_id = sent.id AND a.number = sent.attempt
        """,
        [claim.delivery_id for claim, _ in accepted],
        [claim.attempt for claim, _ in accepted],
        [verdict.reply_code for _, verdict in accepted],
        [verdict.reply for _, verdict in accepted],
    )


async def record_failure(claim: Claim, verdict: AttemptResult, *, hold_unknown: bool = False) -> None:
    """Writes down an attempt that was deferred, rejected or of unknown outcome, and when the next one is due.

    Nothing is written once another attempt has begun, or twice for the same one.
    """
    held = await lock_claim(claim)
    if held is None or held["status"] == verdict.outcome:
        return
    is_first_news = held["status"] == DeliveryStatus.SENDING
    match verdict.outcome:
        case "rejected":
            status, due_at = DeliveryStatus.FAILED, None
        case "unknown" if hold_unknown:
            status, due_at = DeliveryStatus.UNKNOWN, None
        case outcome:
            due_at = _retry_at(held, held["retry_count"] + is_first_news)
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
        int(is_first_news),
    )
    await _finish_attempt(claim, verdict)


async def defer_until_resumed(claim: Claim, verdict: AttemptResult) -> None:
    """The mail server refuses us, not the recipient: the email waits for the end of the pause, and uses up no retry.

    One that meets this again and again waits longer, so that another finds out whether sending can go on.
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
        LONGEST_HOLD_MINUTES,
    )
    await _finish_attempt(claim, AttemptResult("deferred", verdict.reply_code, verdict.reply))


async def take_over_lost(*, hold_unknown: bool) -> list[Claim]:
    """Finds attempts whose worker gave no sign of life, and answers those it recorded as unknown.

    Their emails may or may not have gone out. They are due again at once the first time, later when it repeats.
    At most MOST_TAKEN_OVER at a time.
    """
    found = await rows(
        f"""
        SELECT {CLAIM_COLUMNS} FROM deliveries d
         WHERE status = 'sending' AND lease_until < now() ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED
        """,
        MOST_TAKEN_OVER,
    )
    claims = [Claim(**each) for each in found]
    verdict = AttemptResult("unknown", None, "The worker stopped before the server answered.")
    for claim in claims:
        await record_failure(claim, verdict, hold_unknown=hold_unknown)
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


async def _finish_attempt(claim: Claim, verdict: AttemptResult) -> None:
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
