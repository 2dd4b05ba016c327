"""A worker's sign of life, for health checks and for operators."""

import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

from app.database.connection import CONNECTION_ERRORS
from app.deliveries.send_loop import Sender
from app.operations import actions

SECONDS = 5


def sign_of_life(kind: str) -> Callable[[Sender], Awaitable[None]]:
    """The task that says: a worker of this kind lives on this host."""

    async def show_alive(sender: Sender) -> None:
        await actions.record_heartbeat(sender.worker, kind, socket.gethostname())

    return show_alive


async def say_goodbye(worker: str) -> None:
    """Best effort: without a database it is missed for a day."""
    with suppress(*CONNECTION_ERRORS):
        await actions.remove_heartbeat(worker)
