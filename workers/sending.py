"""What the email worker does; the rules are in app.deliveries."""

import asyncio
from typing import Any

from app.deliveries import expired_leases, send_loop
from app.deliveries.send_loop import EmailSender
from workers.context import WorkerContext


async def send_emails(context: dict[str, Any]) -> None:
    """The job: wakes the send loop. What is to be sent are rows, so the job has no arguments."""
    wake: asyncio.Event = context["wake"]
    wake.set()


async def send_due(context: WorkerContext) -> None:
    await send_loop.send_due_emails(
        EmailSender(
            context.worker,
            context.mailer,
            context.email_kinds,
            context.settings,
            context.stopping,
            context.wake,
            limit=context.sending_limit,
        )
    )


async def recover_expired_leases(context: WorkerContext) -> None:
    hold_unknown = context.settings.on_unknown == "hold"
    while await expired_leases.recover_expired_leases(context.email_kinds, hold_unknown=hold_unknown):
        pass
