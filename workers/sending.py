"""What the email worker does; deciding and doing are in app.sending and app.deliveries."""

import asyncio
from typing import Any

from app.deliveries import send_loop
from app.deliveries.send_loop import Sender


async def send_emails(context: dict[str, Any]) -> None:
    """The job: wakes the sender up. What is to be sent are rows, so the job carries nothing."""
    wake: asyncio.Event = context["wake"]
    wake.set()


async def send_due(sender: Sender) -> None:
    await send_loop.send_due_emails(sender)


async def recover_lost(sender: Sender) -> None:
    while await send_loop.recover_lost(sender.settings):
        pass
