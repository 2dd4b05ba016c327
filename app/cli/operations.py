"""Commands about the running service: its workers and its sending."""

import argparse
import socket

from app.cli.connection import database_connection
from app.cli.output import CommandError, CommandOutput
from app.deliveries.pauses import end_pause
from app.deliveries.queries import find_pause
from app.operations.queries import find_workers

SILENT_SECONDS = 30
KINDS = ("email", "bulk")


async def worker_health(arguments: argparse.Namespace) -> CommandOutput:
    """For a container's health check: fails unless a worker of the kind on this host has a recent heartbeat."""
    host = socket.gethostname()
    async with database_connection():
        workers = await find_workers(arguments.kind, host)
    if not workers:
        raise CommandError(f"No {arguments.kind} worker was seen on {host}.")
    newest = workers[0]
    if newest.silent_seconds > SILENT_SECONDS:
        raise CommandError(
            f"The {arguments.kind} worker on {host} has been silent for {newest.silent_seconds:.0f} seconds."
        )
    return CommandOutput(
        f"{newest.worker} was seen {newest.silent_seconds:.0f} seconds ago.",
        {"worker": newest.worker, "silentSeconds": round(newest.silent_seconds, 1)},
    )


async def resume_email(_: argparse.Namespace) -> CommandOutput:
    """Ends a pause of sending, and makes due what the mail server's refusals hold back, before the next probe."""
    async with database_connection():
        pause = await find_pause()
        released = await end_pause()
    sentence = "Sending was not paused."
    if pause is not None:
        sentence = f"Sending goes on. It was paused because the mail server said: {pause.reason}"
    if released:
        sentence += f" Emails that waited for the mail server and are due now: {released:,}."
    reason = pause.reason if pause else None
    return CommandOutput(sentence, {"wasPaused": pause is not None, "reason": reason, "releasedCount": released})
