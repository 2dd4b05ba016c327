"""Commands about the queues of background work."""

import argparse
from datetime import datetime

from app.cli.arguments import Commands, add_command
from app.cli.connection import database_connection
from app.cli.output import CommandOutput, table
from app.cli.queue_states import read_queue_state, state_data, state_sentences
from app.cli.times import duration, in_json
from app.operations.overview import QueueFigures, find_queues
from app.operations.queries import read_time

HEADINGS = ("QUEUE", "WAITING", "FOR", "RUNNING", "DEFERRED", "FAILED", "UNKNOWN", "BOUNCED", "DONE WITHIN 1 H")


def add_commands(commands: Commands) -> None:
    """Adds to the commands of `queue`."""
    add_command(commands, "list", "list the queues, how much is in them, and what is paused or limited", list_all)


async def list_all(_: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        now = await read_time()
        found = await find_queues()
        states = [await read_queue_state(each.name) for each in found]
    figures = table(HEADINGS, [_cells(each, now) for each in found])
    sentences = [sentence for state in states for sentence in state_sentences(state, now)]
    data = [_as_data(each) | state_data(state) for each, state in zip(found, states, strict=True)]
    return CommandOutput("\n".join([figures, *sentences]), data)


def _cells(each: QueueFigures, now: datetime) -> tuple[str, ...]:
    oldest = each.oldest_waiting_at
    return (
        each.name,
        f"{each.waiting_count:,}",
        duration((now - oldest).total_seconds()) if oldest else "-",
        f"{each.running_count:,}",
        f"{each.deferred_count:,}",
        f"{each.failed_count:,}",
        f"{each.unknown_count:,}",
        f"{each.bounced_count:,}",
        f"{each.sent_last_hour_count:,}",
    )


def _as_data(each: QueueFigures) -> dict[str, object]:
    return {
        "name": each.name.upper(),
        "waitingCount": each.waiting_count,
        "oldestWaitingAt": in_json(each.oldest_waiting_at),
        "runningCount": each.running_count,
        "deferredCount": each.deferred_count,
        "failedCount": each.failed_count,
        "unknownCount": each.unknown_count,
        "bouncedCount": each.bounced_count,
        "sentLastHourCount": each.sent_last_hour_count,
    }
