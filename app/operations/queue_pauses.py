"""Every pause of a queue, whoever began it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from app.deliveries.queries import Pause, find_pause
from app.queues.names import QueueName
from app.queues.pauses import PauseRow, list_pauses


@dataclass(frozen=True)
class QueuePause:
    """`paused_by` is None for the mail server, which refuses this service: `probes_at` is when it is asked again."""

    recipient_domain: str | None
    reason: str
    paused_at: datetime
    paused_by: str | None
    probes_at: datetime | None = None

    @classmethod
    def of_operator(cls, row: PauseRow) -> Self:
        return cls(row.recipient_domain, row.reason, row.paused_at, row.paused_by_name)

    @classmethod
    def of_server(cls, row: Pause) -> Self:
        return cls(None, row.reason, row.paused_at, None, row.resume_at)


async def find_queue_pauses(queue: QueueName) -> list[QueuePause]:
    """Those of operators: of all first, then by domain; before them, that of the mail server."""
    found = [QueuePause.of_operator(row) for row in await list_pauses(queue)]
    refused = await find_pause() if queue is QueueName.EMAIL else None
    return [QueuePause.of_server(refused), *found] if refused else found
