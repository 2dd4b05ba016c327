"""Commands about the running service: its workers."""

import argparse
import socket

from app.cli.connection import database_connection
from app.cli.output import CommandError, CommandOutput
from app.operations.act_sentences import counted
from app.operations.queries import find_workers

SILENT_SECONDS = 30
KINDS = ("email", "bulk", "bounces")


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
        f"{newest.worker} was seen {counted(round(newest.silent_seconds), 'second')} ago.",
        {"worker": newest.worker, "silentSeconds": round(newest.silent_seconds, 1)},
    )
