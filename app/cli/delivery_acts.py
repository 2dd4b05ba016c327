"""Commands that do something with emails: retry, discard, settle."""

import argparse

from app.cli.act_progress import follow
from app.cli.acting_operator import acting_operator
from app.cli.arguments import Commands, add_command, number
from app.cli.confirmation import confirm
from app.cli.connection import database_connection
from app.cli.delivery_arguments import add_filter, read_filter
from app.cli.output import CommandOutput
from app.operations.act_names import describe_emails
from app.operations.delivery_acts import (
    MAX_SPREAD_SECONDS,
    Settlement,
    discard_deliveries,
    retry_deliveries,
    settle_unknown,
)
from app.operations.delivery_filters import DeliveryFilter
from app.operations.matching_deliveries import count_matching

MAX_COUNTED = 10_000_000


def add_commands(group: Commands) -> None:
    again = add_command(group, "retry", "send emails again that were not sent", retry, asks=True)
    _add_matching(again)
    again.add_argument(
        "--spread",
        type=number,
        default=0,
        metavar="SECONDS",
        help=f"due at random moments within this time, 0 to {MAX_SPREAD_SECONDS}",
    )
    again.add_argument("--canary", action="store_true", help="send one of each failure group first")
    again.add_argument("--reason", metavar="TEXT", help="for other operators")
    given_up = add_command(group, "discard", "give emails up that wait or failed", discard, asks=True)
    _add_matching(given_up)
    given_up.add_argument("--reason", required=True, metavar="TEXT", help="whoever invited reads it")
    settled = add_command(group, "settle", "decide about emails of unknown outcome", settle, asks=True)
    settled.add_argument("settlement", choices=[each.value for each in Settlement], metavar="sent|send_again")
    _add_matching(settled)
    settled.add_argument("--reason", metavar="TEXT", help="for other operators")


def _add_matching(command: argparse.ArgumentParser) -> None:
    add_filter(command)
    command.add_argument("--expect", type=number, metavar="N", help="refuse where more match; nothing is asked then")


async def retry(arguments: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        filters = await read_filter(arguments)
        first = ", one of each failure group first" if arguments.canary else ""
        expected = await _expect(arguments, filters, "Retry", first)
        act = await retry_deliveries(
            acting_operator(),
            filters,
            expected,
            spread_seconds=arguments.spread,
            canary=arguments.canary,
            reason=arguments.reason,
        )
        return await follow(act)


async def discard(arguments: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        filters = await read_filter(arguments)
        expected = await _expect(arguments, filters, "Discard")
        return await follow(await discard_deliveries(acting_operator(), filters, expected, arguments.reason))


async def settle(arguments: argparse.Namespace) -> CommandOutput:
    settlement = Settlement(arguments.settlement)
    how = " as sent" if settlement is Settlement.SENT else " as not sent, to be sent again"
    async with database_connection():
        filters = await read_filter(arguments)
        expected = await _expect(arguments, filters, "Settle", how)
        act = await settle_unknown(acting_operator(), filters, settlement, expected, reason=arguments.reason)
        return await follow(act)


async def _expect(arguments: argparse.Namespace, filters: DeliveryFilter, verb: str, how: str = "") -> int:
    """How many the act may be about: what the caller says, or what is there now and the caller confirms."""
    if arguments.expect is not None:
        return int(arguments.expect)
    count = await count_matching(filters, MAX_COUNTED)
    confirm(arguments, f"{verb} {await describe_emails(filters, count)}{how}?")
    return count
