"""The pauses and limits of a queue, in sentences below its figures, and as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.cli.times import duration, in_json
from app.operations.queue_pauses import QueuePause, find_queue_pauses
from app.operations.queue_sentences import name_target
from app.queues.limits import LimitsRow, read_limits
from app.queues.names import QueueName


@dataclass(frozen=True)
class QueueState:
    queue: QueueName
    pauses: Sequence[QueuePause]
    limits: LimitsRow


async def read_queue_state(queue: QueueName) -> QueueState:
    return QueueState(queue, await find_queue_pauses(queue), await read_limits(queue))


def state_sentences(state: QueueState, now: datetime) -> list[str]:
    """Returns none where nothing is paused and the limits are those that are configured."""
    sentences = [_paused(state.queue, each, now) for each in state.pauses]
    limits = state.limits
    parts = [f"{limits.concurrency:,} at once in each worker"] if limits.concurrency else []
    parts += [f"{limits.emails_per_minute:,} a minute in all"] if limits.emails_per_minute else []
    if parts and limits.set_at:
        by = f"set by {limits.set_by_name} {_since(limits.set_at, now)} ago"
        sentences.append(f"Limited: {name_target({'queue': state.queue})}, to {' and '.join(parts)}, {by}.")
    return sentences


def state_data(state: QueueState) -> dict[str, object]:
    limits = state.limits
    return {
        "pauses": [_pause_data(each) for each in state.pauses],
        "limits": {
            "concurrency": limits.concurrency,
            "emailsPerMinute": limits.emails_per_minute,
            "setBy": limits.set_by_name,
            "setAt": in_json(limits.set_at),
        },
    }


def _paused(queue: QueueName, pause: QueuePause, now: datetime) -> str:
    target = name_target({"queue": queue, "recipient_domain": pause.recipient_domain})
    by = f"by {pause.paused_by}" if pause.paused_by else "as the mail server refuses this service"
    said = f"Paused: {target}, for {_since(pause.paused_at, now)}, {by}: {pause.reason}"
    if pause.probes_at is None:
        return said
    return f"{said}. The next email tries it in {duration((pause.probes_at - now).total_seconds())}."


def _since(moment: datetime, now: datetime) -> str:
    return duration((now - moment).total_seconds())


def _pause_data(pause: QueuePause) -> dict[str, object]:
    return {
        "recipientDomain": pause.recipient_domain,
        "reason": pause.reason,
        "pausedAt": in_json(pause.paused_at),
        "pausedBy": pause.paused_by,
        "probesAt": in_json(pause.probes_at),
    }
