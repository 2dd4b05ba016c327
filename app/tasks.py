"""Ends background tasks."""

import asyncio
from collections.abc import Iterable
from typing import Any

CANCEL_AGAIN_SECONDS = 1.0


async def end(tasks: Iterable[asyncio.Task[Any]], again_after: float = CANCEL_AGAIN_SECONDS) -> None:
    """Cancels tasks, every `again_after` seconds, until all have ended; ignores their exceptions.

    One cancellation may be lost: when a timeout is due at the same moment, `wait_for` of Python 3.11, which redis-py
    uses, takes it for the timeout's and the task continues. This happens when a process frozen by SIGSTOP is stopped.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        done, pending = await asyncio.wait(pending, timeout=again_after)
        await asyncio.gather(*done, return_exceptions=True)
