"""What operators do to queues: pause, resume, limit. Each is an act, and says afterwards what it did."""

from collections.abc import Mapping
from uuid import UUID

import orjson

from app.database.sql import row
from app.database.transaction import transaction
from app.deliveries.parking import count_parked
from app.deliveries.pauses import end_pause
from app.deliveries.queries import find_pause
from app.errors import OutOfRange
from app.jobs import SEND_EMAILS, WORK_ON_BULK_INVITES
from app.operations.acts import COLUMNS, ActKind, ActRecord, begin_act
from app.operations.queue_sentences import MAX_PARKED_COUNTED
from app.operations.reasons import require_reason
from app.pubsub.after_commit import wake_after_commit
from app.queues.limits import MAX_CONCURRENCY, MAX_EMAILS_PER_MINUTE, set_limits
from app.queues.names import QueueName
from app.queues.pauses import pause, resume
from app.users.addresses import parse_domain
from app.users.operators import Operator


async def pause_queue(
    operator: Operator, queue: QueueName, recipient_domain: str | None, reason: str, idempotency_key: str | None = None
) -> ActRecord:
    """Pauses a queue, or emails to one domain. What is under way is finished; what is paused already stays so.

    Raises NotPermitted, Required, TooLong, OutOfRange, InvalidDomain, IdempotencyKeyReused.
    """
    operator.require_may_act()
    domain = _parse_target(queue, recipient_domain)
    why = require_reason(reason, "a reason, which other operators read")
    act_input = {"queue": queue, "recipient_domain": domain}
    async with transaction():
        act, is_new = await begin_act(
            operator, ActKind.PAUSE_QUEUE, act_input, reason=why, idempotency_key=idempotency_key
        )
        if not is_new:
            return act
        paused, is_first = await pause(queue, domain, why, operator.name)
        earlier = {"by": paused.paused_by_name, "at": paused.paused_at, "reason": paused.reason}
        return await _record(act.id, int(is_first), {} if is_first else {"earlier": earlier})


async def resume_queue(
    operator: Operator, queue: QueueName, recipient_domain: str | None, idempotency_key: str | None = None
) -> ActRecord:
    """Ends an operator's pause of a queue or domain; of EMAIL, also the one for which the mail server was the reason.

    Raises NotPermitted, OutOfRange, TooLong, InvalidDomain, IdempotencyKeyReused.
    """
    operator.require_may_act()
    domain = _parse_target(queue, recipient_domain)
    act_input = {"queue": queue, "recipient_domain": domain}
    async with transaction():
        act, is_new = await begin_act(operator, ActKind.RESUME_QUEUE, act_input, idempotency_key=idempotency_key)
        if not is_new:
            return act
        done: dict[str, object] = {}
        ended = await resume(queue, domain)
        if ended is not None:
            done["paused"] = {"by": ended.paused_by_name, "at": ended.paused_at, "reason": ended.reason}
        if ended is not None and domain is not None:
            done["parked_count"] = await count_parked(domain, MAX_PARKED_COUNTED + 1)
        if queue is QueueName.EMAIL and domain is None:
            refused = await find_pause()
            done["server_said"] = refused.reason if refused else None
            done["released_count"] = await end_pause()
        wake_after_commit(SEND_EMAILS if queue is QueueName.EMAIL else WORK_ON_BULK_INVITES)
        return await _record(act.id, (ended is not None) + (done.get("server_said") is not None), done)


async def update_queue_limits(
    operator: Operator,
    queue: QueueName,
    concurrency: int | None,
    emails_per_minute: int | None,
    idempotency_key: str | None = None,
) -> ActRecord:
    """Sets how many jobs a worker runs at once and how many emails all begin in a minute; None: as configured.

    Raises NotPermitted, OutOfRange, TooLong, IdempotencyKeyReused.
    """
    operator.require_may_act()
    most = MAX_CONCURRENCY[queue]
    if concurrency is not None and not 1 <= concurrency <= most:
        raise OutOfRange("concurrency", "The number at once", f"from 1 to {most}")
    if emails_per_minute is not None and queue is not QueueName.EMAIL:
        raise OutOfRange("emailsPerMinute", "The number of emails a minute", "left out for the bulk queue")
    if emails_per_minute is not None and not 1 <= emails_per_minute <= MAX_EMAILS_PER_MINUTE:
        raise OutOfRange("emailsPerMinute", "The number of emails a minute", f"from 1 to {MAX_EMAILS_PER_MINUTE:,}")
    after = {"concurrency": concurrency, "emails_per_minute": emails_per_minute}
    async with transaction():
        act, is_new = await begin_act(
            operator, ActKind.UPDATE_QUEUE_LIMITS, {"queue": queue, **after}, idempotency_key=idempotency_key
        )
        if not is_new:
            return act
        was = await set_limits(queue, concurrency, emails_per_minute, operator.name)
        before = {"concurrency": was.concurrency, "emails_per_minute": was.emails_per_minute}
        return await _record(act.id, int(before != after), {"before": before})


def _parse_target(queue: QueueName, recipient_domain: str | None) -> str | None:
    """The domain as deliveries have it; None for all of the queue. Raises OutOfRange, TooLong, InvalidDomain."""
    if recipient_domain is None:
        return None
    if queue is not QueueName.EMAIL:
        raise OutOfRange("recipientDomain", "A domain", "left out: the bulk queue is paused as a whole")
    return parse_domain(recipient_domain, "recipientDomain")


async def _record(act_id: UUID, changed_count: int, done: Mapping[str, object]) -> ActRecord:
    """Adds to what was asked for what came of it, for the act's sentence."""
    found = await row(
        f"""
        UPDATE operator_acts a SET changed_count = $2, input = a.input || $3::jsonb WHERE a.id = $1
        RETURNING {COLUMNS}
        """,
        act_id,
        changed_count,
        orjson.dumps(done).decode(),
    )
    assert found is not None
    return ActRecord.of(found)
