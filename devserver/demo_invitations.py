"""What mail servers said about the demo's emails. Written by SQL: none gives these replies on request."""

from dataclasses import dataclass
from uuid import UUID

from app.database.sql import rows, value
from app.deliveries.bounce_records import record_bounce
from app.deliveries.bounces import Bounce, BounceKind
from app.email_kinds import EMAIL_KINDS

ACCEPTED = "2.0.0 OK: queued"
# The attempts of an email that is tried again, in minutes before now: after 1, 5 and 15 minutes, and next after 30.
DEFERRED_ATTEMPTS = (40, 39, 34, 19)
DEFERRED_WAIT_MINUTES = 11


@dataclass(frozen=True)
class Result:
    """What became of an email: its status, and what the mail server said to each attempt.

    `attempts` are the minutes since each; `waits_minutes` is the time until the next one. `came_back` is the status and
    the words of a hard bounce.
    """

    status: str
    outcome: str | None = None
    reply_code: int | None = None
    reply: str | None = None
    attempts: tuple[int, ...] = (0,)
    waits_minutes: int | None = None
    came_back: tuple[str, str] | None = None


SENT = Result("sent", "accepted", 250, ACCEPTED)
BOUNCED = Result(
    "sent",
    "accepted",
    250,
    ACCEPTED,
    came_back=("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist."),
)
FAILED = Result("failed", "rejected", 550, "5.1.1 No such user here")
DEFERRED = Result(
    "deferred",
    "deferred",
    451,
    "4.7.1 Greylisted, try again in 10 minutes",
    DEFERRED_ATTEMPTS,
    DEFERRED_WAIT_MINUTES,
)
UNKNOWN = Result("unknown", "unknown")
SENDING = Result("sending")
# Nothing is due: a worker would send it.
QUEUED = Result("queued", attempts=())


async def settle(invitation_ids: list[UUID], result: Result) -> None:
    """Gives the newest email of each of these invitations this result. No worker sends one, but for a DEFERRED one."""
    settled = await rows(
        """
        UPDATE deliveries d
           SET status = $2, attempt_count = $3, due_at = now() + make_interval(mins => $4),
               retry_count = CASE WHEN $4::int IS NULL THEN 0 ELSE $3 END,
               retrying_since = now() - make_interval(mins => $5),
               lease_until = CASE WHEN $2 = 'sending' THEN now() + interval '10 years' END,
               sent_at = CASE WHEN $2 = 'sent' THEN now() END
          FROM invitations i
         WHERE i.id = ANY($1) AND d.kind = 'invitation' AND d.subject_id = i.id AND d.generation = i.generation
        RETURNING d.id
        """,
        invitation_ids,
        result.status,
        len(result.attempts),
        result.waits_minutes,
        None if result.waits_minutes is None else result.attempts[0],
    )
    await rows(
        """
        INSERT INTO delivery_attempts (id, delivery_id, number, worker, started_at, finished_at, outcome, reply_code,
                                       reply)
        SELECT uuidv7(), delivery_id, number, 'demo', now() - make_interval(mins => minutes),
               CASE WHEN $3::text IS NOT NULL THEN now() - make_interval(mins => minutes) END, $3, $4, $5
          FROM unnest($1::uuid[]) AS delivery_id, unnest($2::int[]) WITH ORDINALITY AS attempt (minutes, number)
        """,
        [each["id"] for each in settled],
        list(result.attempts),
        result.outcome,
        result.reply_code,
        result.reply,
    )
    if result.came_back is not None:
        bounce = Bounce(BounceKind.HARD, *result.came_back, at=await value("SELECT now()"))
        for each in settled:
            await record_bounce(EMAIL_KINDS, each["id"], bounce)


async def defer_again(email_key: str) -> None:
    """The email that is tried again is so whenever the demo is started, and not given up after two days."""
    await rows(
        """
        UPDATE deliveries d
           SET status = 'deferred', due_at = now() + make_interval(mins => $2), retry_count = $3,
               retrying_since = now() - make_interval(mins => $4)
          FROM invitations i
         WHERE i.email_key = $1 AND i.status = 'pending' AND d.kind = 'invitation' AND d.subject_id = i.id
           AND d.generation = i.generation AND d.status IN ('deferred', 'failed')
        """,
        email_key,
        DEFERRED_WAIT_MINUTES,
        len(DEFERRED_ATTEMPTS),
        DEFERRED_ATTEMPTS[0],
    )
