"""Commands about what operators did."""

import argparse
from datetime import UTC

from app.cli.act_progress import as_data
from app.cli.acting_operator import acting_operator
from app.cli.arguments import Commands, add_command, add_group, add_limit, identifier, require_limit
from app.cli.confirmation import confirm
from app.cli.connection import database_connection
from app.cli.output import CommandError, CommandOutput, table
from app.database.keyset import PageRequest
from app.operations.act_names import load_summaries
from app.operations.acts import find_acts, list_acts
from app.operations.delivery_acts import stop_act

MAX_LIMIT = 1000


def add_commands(commands: Commands) -> None:
    group = add_group(commands, "act", "list, stop")
    listed = add_command(group, "list", "list what operators did, newest first", list_some)
    add_limit(listed, 25, MAX_LIMIT)
    stopped = add_command(group, "stop", "stop what workers go on with; what it did stays", stop, asks=True)
    stopped.add_argument("id", type=identifier, metavar="ID")


async def list_some(arguments: argparse.Namespace) -> CommandOutput:
    require_limit(arguments.limit, MAX_LIMIT)
    async with database_connection():
        found = (await list_acts(PageRequest(size=arguments.limit))).nodes
        summaries = await load_summaries(found)
    if not found:
        return CommandOutput("No operator has done anything yet.", [])
    cells = [
        (
            each.id,
            f"{each.created_at.astimezone(UTC):%Y-%m-%d %H:%M}Z",
            each.status.upper(),
            each.actor_name,
            summaries[each.id],
        )
        for each in found
    ]
    data = [as_data(each, summaries[each.id]) for each in found]
    return CommandOutput(table(("ID", "AT", "STATUS", "WHO", "WHAT"), cells), data)


async def stop(arguments: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        found = await find_acts([arguments.id])
        if not found:
            raise CommandError("There is no act with this id: `act list` has them all.")
        confirm(arguments, f"Stop it? So far: {(await load_summaries(found))[arguments.id]}.")
        act = await stop_act(acting_operator(), arguments.id)
        summary = (await load_summaries([act]))[act.id]
    return CommandOutput(f"{summary}.", as_data(act, summary))
