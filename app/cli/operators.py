"""Commands about operators: who may look at the background work of the whole service, and act on it."""

import argparse
from typing import Any

from app.cli.acting_operator import acting_operator
from app.cli.arguments import Commands, add_command, add_group
from app.cli.confirmation import confirm
from app.cli.connection import database_connection
from app.cli.output import CommandOutput, table
from app.operations.operators import OperatorRow, add_operator, list_operators, remove_operator

NOBODY = "Nobody is an operator. `operator add ADDRESS` makes somebody one."


def add_commands(commands: Commands) -> None:
    group = add_group(commands, "operator", "add, remove, list")
    new = add_command(group, "add", "make somebody an operator, or change an operator's rights", add, asks=True)
    new.add_argument("email", metavar="ADDRESS", help="of the account; a new one is made if there is none")
    new.add_argument("--read-only", action="store_true", help="may look at the background jobs, but not act")
    new.add_argument("--sees-addresses", action="store_true", help="sees recipients' addresses, masked otherwise")
    new.add_argument("--name", help="of the person, for a new account")
    old = add_command(group, "remove", "take all rights of an operator", remove, asks=True)
    old.add_argument("email", metavar="ADDRESS", help="of the account, which stays")
    add_command(group, "list", "list all operators", list_all)


async def add(arguments: argparse.Namespace) -> CommandOutput:
    may_act = not arguments.read_only
    rights = _rights(may_act=may_act, sees_addresses=arguments.sees_addresses)
    confirm(arguments, f"Make {arguments.email} an operator, who may {rights}?")
    async with database_connection():
        added = await add_operator(
            acting_operator(),
            arguments.email,
            arguments.name,
            may_act=may_act,
            sees_addresses=arguments.sees_addresses,
        )
    sentence = f"{added.name} ({added.email}) may {rights}."
    if not added.is_address_confirmed:
        sentence += (
            " The rights count once a password was chosen by the link that is being sent. It is good for an hour;"
            ' "Forgot your password?" sends another.'
        )
    return CommandOutput(sentence, _as_data(added))


async def remove(arguments: argparse.Namespace) -> CommandOutput:
    confirm(arguments, f"Take all operator's rights of {arguments.email}?")
    async with database_connection():
        removed = await remove_operator(acting_operator(), arguments.email)
    return CommandOutput(f"{removed.name} ({removed.email}) is no operator any more.", {"email": removed.email})


async def list_all(_: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        found = await list_operators()
    headings = ("ADDRESS", "NAME", "MAY ACT", "SEES ADDRESSES", "CONFIRMED")
    cells = [
        (
            each.email,
            each.name,
            *map(_yes, (each.operator_may_act, each.operator_sees_addresses, each.is_address_confirmed)),
        )
        for each in found
    ]
    return CommandOutput(table(headings, cells) if found else NOBODY, [_as_data(each) for each in found])


def _rights(*, may_act: bool, sees_addresses: bool) -> str:
    rights = "look at the background jobs and act" if may_act else "look at the background jobs"
    return f"{rights}, and sees addresses" if sees_addresses else rights


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _as_data(each: OperatorRow) -> dict[str, Any]:
    return {
        "id": str(each.user_id),
        "email": each.email,
        "name": each.name,
        "mayAct": each.operator_may_act,
        "seesAddresses": each.operator_sees_addresses,
        "isConfirmed": each.is_address_confirmed,
    }
