"""Commands that act on queues; the same acts as the API's."""

import argparse
from typing import Any

from app.cli.acting_operator import acting_operator
from app.cli.arguments import Commands, add_command, number
from app.cli.confirmation import confirm
from app.cli.connection import database_connection
from app.cli.output import CommandError, CommandOutput
from app.operations.acts import ActRecord
from app.operations.queue_acts import pause_queue, resume_queue, update_queue_limits
from app.operations.queue_sentences import QUEUE_SENTENCES, name_target
from app.queues.limits import read_limits
from app.queues.names import QueueName

CONFIGURED, UNLIMITED = "configured", "none"


def add_commands(commands: Commands) -> None:
    """Adds to the commands of `queue`."""
    pausing = add_command(commands, "pause", "begin nothing of a queue, or no email to one domain", pause, asks=True)
    _add_target(pausing)
    pausing.add_argument("--reason", required=True, metavar="TEXT", help="why, for others who operate the service")
    _add_target(add_command(commands, "resume", "go on with what is paused", resume, asks=True))
    limits = add_command(commands, "set-limits", "change how much runs at once, and how fast", set_limits, asks=True)
    _add_queue(limits)
    limits.add_argument(
        "--concurrency",
        type=_number_or(CONFIGURED),
        metavar=f"N|{CONFIGURED}",
        help="how much each worker does at once",
    )
    limits.add_argument(
        "--emails-per-minute",
        type=_number_or(UNLIMITED),
        metavar=f"N|{UNLIMITED}",
        help="how many emails all workers together begin",
    )


async def pause(arguments: argparse.Namespace) -> CommandOutput:
    queue = QueueName(arguments.queue)
    confirm(arguments, f"Pause {_target(arguments)}?")
    async with database_connection():
        act = await pause_queue(acting_operator(), queue, arguments.domain, arguments.reason)
    return _output(act)


async def resume(arguments: argparse.Namespace) -> CommandOutput:
    queue = QueueName(arguments.queue)
    confirm(arguments, f"Resume {_target(arguments)}?")
    async with database_connection():
        act = await resume_queue(acting_operator(), queue, arguments.domain)
    return _output(act)


async def set_limits(arguments: argparse.Namespace) -> CommandOutput:
    """What is not named stays as it is."""
    if arguments.concurrency is None and arguments.emails_per_minute is None:
        raise CommandError("Say what to change: --concurrency N or --emails-per-minute N.")
    queue = QueueName(arguments.queue)
    confirm(arguments, f"Change the limits of {name_target({'queue': queue})}?")
    async with database_connection():
        before = await read_limits(queue)
        act = await update_queue_limits(
            acting_operator(),
            queue,
            _chosen(arguments.concurrency, before.concurrency),
            _chosen(arguments.emails_per_minute, before.emails_per_minute),
        )
    return _output(act)


def _target(arguments: argparse.Namespace) -> str:
    return name_target({"queue": arguments.queue, "recipient_domain": arguments.domain})


def _output(act: ActRecord) -> CommandOutput:
    sentence = f"{QUEUE_SENTENCES[act.kind](act.input, act.changed_count)}."
    data: dict[str, Any] = {"actId": str(act.id), "changedCount": act.changed_count, "summary": sentence}
    asked = {_camel_case(name): value for name, value in act.input.items()}
    return CommandOutput(sentence, data | asked | {"queue": act.input["queue"].upper()})


def _camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _chosen(argument: int | str | None, before: int | None) -> int | None:
    if argument is None:
        return before
    return argument if isinstance(argument, int) else None


def _number_or(word: str) -> Any:
    def parse(text: str) -> int | str:
        return text if text == word else number(text)

    return parse


def _add_queue(command: argparse.ArgumentParser) -> None:
    names = [name.value for name in QueueName]
    command.add_argument("queue", choices=names, metavar="QUEUE", help=" or ".join(names))


def _add_target(command: argparse.ArgumentParser) -> None:
    _add_queue(command)
    command.add_argument("--domain", metavar="DOMAIN", help="only the emails to addresses in this domain")
