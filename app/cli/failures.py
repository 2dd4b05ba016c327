"""Commands about why emails failed."""

import argparse
from datetime import datetime
from textwrap import wrap

from app.cli.arguments import Commands, add_command, add_limit, require_limit
from app.cli.connection import database_connection
from app.cli.delivery_arguments import domain
from app.cli.output import CommandOutput, table
from app.cli.times import ago, in_json
from app.deliveries.queries import DeliveryStatus
from app.operations.failures import MAX_LIST, FailureGroupFilter, FailureGroupRow, list_failure_groups
from app.operations.queries import read_time

HEADINGS = ("EMAILS", "DEFERRED", "FAILED", "UNKNOWN", "BOUNCED", "LAST", "CODE", "DOMAIN")
NOTHING = "No email has failed, and none is tried again."
NOTHING_SUCH = "No email that you ask for has failed or is tried again."
INDENT = "        "
WIDTH = 100
MAX_DOMAIN = 27  # a line with seven digits in each column fits the width
STATUSES = ("deferred", "failed", "unknown", "bounced")


def add_commands(commands: Commands) -> None:
    """Adds to the commands of `failure`."""
    listing = add_command(commands, "list", "list why emails failed, most emails first", list_groups)
    listing.add_argument("--domain", type=domain, metavar="DOMAIN", help="of the recipients' addresses")
    listing.add_argument(
        "--status",
        action="append",
        choices=STATUSES,
        metavar="STATUS",
        help=f"with emails in this state, most of these first: {', '.join(STATUSES)}; may be given several times",
    )
    add_limit(listing, 50, MAX_LIST)


async def list_groups(arguments: argparse.Namespace) -> CommandOutput:
    require_limit(arguments.limit, MAX_LIST)
    statuses = [DeliveryStatus(each) for each in arguments.status or ()]
    async with database_connection():
        now = await read_time()
        found = await list_failure_groups(FailureGroupFilter(arguments.domain, statuses), arguments.limit)
    nothing = NOTHING_SUCH if arguments.domain or statuses else NOTHING
    return CommandOutput(_text(found, now) if found else nothing, [_as_data(each) for each in found])


def _text(found: list[FailureGroupRow], now: datetime) -> str:
    """A line of figures for each group; below it the words of the mail server, and the id that other commands take."""
    headings, *lines = table(HEADINGS, [_cells(each, now) for each in found]).split("\n")
    text = [headings]
    for line, each in zip(lines, found, strict=True):
        text += [line, *wrap(each.reply, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT), f"{INDENT}{each.id}"]
    return "\n".join(text)


def _cells(each: FailureGroupRow, now: datetime) -> tuple[object, ...]:
    domain = each.recipient_domain or "-"
    return (
        f"{each.delivery_count:,}",
        f"{each.deferred_count:,}",
        f"{each.failed_count:,}",
        f"{each.unknown_count:,}",
        f"{each.bounced_count:,}",
        ago(now, each.last_at),
        each.reply_code or "-",
        f"{domain[: MAX_DOMAIN - 1]}…" if len(domain) > MAX_DOMAIN else domain,
    )


def _as_data(each: FailureGroupRow) -> dict[str, object]:
    return {
        "id": str(each.id),
        "replyCode": each.reply_code,
        "reply": each.reply,
        "recipientDomain": each.recipient_domain,
        "deliveryCount": each.delivery_count,
        "deferredCount": each.deferred_count,
        "failedCount": each.failed_count,
        "unknownCount": each.unknown_count,
        "bouncedCount": each.bounced_count,
        "firstAt": in_json(each.first_at),
        "lastAt": in_json(each.last_at),
    }
