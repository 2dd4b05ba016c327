"""Commands about what is at work."""

import argparse
import socket

from app.cli.connection import connected
from app.cli.output import Answer, CommandError
from app.deliveries.pauses import resume_sending
from app.deliveries.queries import find_pause
from app.operations.queries import find_workers

SILENT_SECONDS = 30
KINDS = ("email", "bulk")


async def worker_health(asked: argparse.Namespace) -> Answer:
    """For a container's health check: fails unless a worker of the kind on this host gave a sign of life lately."""
    host = socket.gethostname()
    async with connected():
        workers = await find_workers(asked.kind, host)
    if not workers:
        raise CommandError(f"No {asked.kind} worker was seen on {host}.")
    newest = workers[0]
    if newest.silent_seconds > SILENT_SECONDS:
        raise CommandError(
            f"The {asked.kind} worker on {host} has been silent for {newest.silent_seconds:.0f} seconds."
        )
    return Answer(
        f"{newest.worker} was seen {newest.silent_seconds:.0f} seconds ago.",
        {"worker": newest.worker, "silentSeconds": round(newest.silent_seconds, 1)},
    )


async def resume_email(_: argparse.Namespace) -> Answer:
    """Ends a pause that a refusing mail server brought about, without waiting for the next try."""
    async with connected():
        pause = await find_pause()
        await resume_sending()
    if pause is None:
        return Answer("Sending was not paused.", {"wasPaused": False, "reason": None})
    return Answer(
        f"Sending goes on. It was paused because the mail server said: {pause.reason}",
        {"wasPaused": True, "reason": pause.reason},
    )
