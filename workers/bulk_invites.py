"""What the bulk worker runs; the work itself is in app.bulk_invites."""

import asyncio
from typing import Any

from app.bulk_invites.worker.email_progress import count_next
from app.bulk_invites.worker.loop import work_on_due
from app.bulk_invites.worker.purge import purge_next
from app.deliveries.send_loop import Sender


async def work_on_bulk_invites(context: dict[str, Any]) -> None:
    """The job: wakes the worker up. What is to be done are rows, so the job carries nothing."""
    wake: asyncio.Event = context["wake"]
    wake.set()


async def work(sender: Sender) -> None:
    await work_on_due(sender.worker, sender.settings.bulk_lease_seconds, sender.stopping)


async def count_emails(_: Sender) -> None:
    while await count_next():
        pass


async def purge(_: Sender) -> None:
    while await purge_next():
        pass
