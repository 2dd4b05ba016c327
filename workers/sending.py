"""What the email worker does; the rules are in app.deliveries."""

import asyncio
from typing import Any

from app.deliveries import expired_leases, send_loop
from app.deliveries.parking import park_due, release_resumed
from app.deliveries.send_loop import EmailSender
from app.operations import act_loop
from app.queues.limits import read_email_limits
from workers.context import WorkerContext


async def send_emails(context: dict[str, Any]) -> None:
    """The job: wakes the send loop. What is to be sent are rows, so the job has no arguments."""
    wake: asyncio.Event = context["wake"]
    wake.set()


async def send_due(context: WorkerContext) -> None:
    if context.email_limits is None:
        await follow_limits(context)
    await send_loop.send_due_emails(
        EmailSender(
            context.worker,
            context.mailer,
            context.email_kinds,
            context.settings,
            context.stopping,
            context.wake,
            limit=context.sending_limit,
            running=context.running,
        )
    )


async def follow_limits(context: WorkerContext) -> None:
    """Reads what an operator allows, which holds from then on also for what is under way."""
    limits = await read_email_limits(context.worker)
    if limits != context.email_limits:
        context.email_limits = limits
        context.sending_limit.allowed = limits.concurrency
        context.sending_limit.per_minute = limits.emails_per_minute
        context.wake.set()


async def follow_pauses(context: WorkerContext) -> None:
    """Parks what is due to paused domains, and makes due again what is parked for none."""
    while not context.stopping.is_set() and await park_due() + await release_resumed():
        context.wake.set()


async def work_on_acts(context: WorkerContext) -> None:
    await act_loop.work_on_acts(context.worker, context.settings.email_lease_seconds, context.stopping)


async def recover_expired_leases(context: WorkerContext) -> None:
    hold_unknown = context.settings.on_unknown == "hold"
    while await expired_leases.recover_expired_leases(context.email_kinds, hold_unknown=hold_unknown):
        pass
