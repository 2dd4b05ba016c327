"""Ends background tasks for good."""

import asyncio
from collections.abc import Iterable
from typing import Any

CANCEL_AGAIN_SECONDS = 1.0


async def end(tasks: Iterable[asyncio.Task[Any]], again_after: float = CANCEL_AGAIN_SECONDS) -> None:
    """Cancels until every task is over, and forgets what they raised.

    Once is not enough: when a timeout is due at the same moment, `wait_for` of Python 3.11, which redis-py builds on,
    takes the cancellation for its own and goes on. A process frozen by SIGSTOP meets just that when it is to stop.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        over, pending = await asyncio.wait(pending, timeout=again_after)
        await asyncio.gather(*over, return_exceptions=True)
