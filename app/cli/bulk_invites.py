"""Commands about bulk invites of all organizations, as jobs."""

import argparse

from app.bulk_invites.lifecycle import Status
from app.cli.acting_operator import acting_operator
from app.cli.arguments import Commands, add_command, add_group, add_limit, identifier, require_limit
from app.cli.confirmation import confirm
from app.cli.connection import database_connection
from app.cli.organizations import find_organization
from app.cli.output import CommandError, CommandOutput, table
from app.cli.times import ago, in_json
from app.database.keyset import PageRequest
from app.operations.bulk_invite_acts import stop_bulk_invite
from app.operations.bulk_invites import (
    BulkInviteJobFilter,
    BulkInviteJobRecord,
    find_bulk_invite_jobs,
    list_bulk_invite_jobs,
)
from app.operations.queries import read_time

DEFAULT_COUNT, MOST = 25, 500
NONE = "There is no such bulk invite."


def add_commands(commands: Commands) -> None:
    group = add_group(commands, "bulk-invite", "list, stop")
    listing = add_command(group, "list", "list the bulk invites of all organizations, newest first", list_newest)
    listing.add_argument(
        "--status",
        action="append",
        default=[],
        choices=[each.value for each in Status],
        metavar="STATUS",
        help=f"in this state, may be repeated: {', '.join(Status)}",
    )
    listing.add_argument("--organization", metavar="SLUG", help="of this organization")
    add_limit(listing, DEFAULT_COUNT, MOST)
    stopping = add_command(group, "stop", "cancel a bulk invite; who was invited stays invited", stop, asks=True)
    stopping.add_argument("id", type=identifier, metavar="ID", help="as `bulk-invite list` has it")
    stopping.add_argument(
        "--reason", required=True, metavar="TEXT", help="for operators; its organization does not read it"
    )


async def list_newest(arguments: argparse.Namespace) -> CommandOutput:
    require_limit(arguments.limit, MOST)
    slug = arguments.organization
    async with database_connection():
        organization_id = (await find_organization(slug)).id if slug is not None else None
        filters = BulkInviteJobFilter([Status(each) for each in arguments.status], organization_id)
        page = await list_bulk_invite_jobs(filters, PageRequest(size=arguments.limit))
        now = await read_time()
    headings = ("ID", "ORGANIZATION", "FILE", "STATUS", "ROWS", "ATTEMPTS", "UPLOADED", "WORKER", "FAILURE")
    cells = [
        (
            each.id,
            each.organization_name,
            each.filename or "-",
            each.status,
            f"{each.processed_rows:,}/{each.total_rows:,}",
            each.attempts,
            ago(now, each.created_at),
            each.worker or "-",
            each.failure or "-",
        )
        for each in page.nodes
    ]
    text = table(headings, cells) if cells else NONE
    if page.has_next:
        more = min(MOST, arguments.limit * 4)
        text += f"\nThere are more: --limit {more}, --status and --organization say which to list."
    return CommandOutput(text, [_as_data(each) for each in page.nodes])


async def stop(arguments: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        found = await find_bulk_invite_jobs([arguments.id])
        if not found:
            raise CommandError(f"{NONE} `bulk-invite list` has their ids.")
        (job,) = found
        name = f"{job.filename or 'The list of people'} of {job.organization_name}"
        confirm(arguments, f"{name} is {job.status} and has {job.total_rows:,} rows. Cancel it?")
        act = await stop_bulk_invite(acting_operator(), arguments.id, arguments.reason)
        (job,) = await find_bulk_invite_jobs([arguments.id])
    sentence = f"{name} is canceled; who was invited stays invited."
    if not act.changed_count:
        sentence = f"{name} was {job.status} already; nothing was changed."
    return CommandOutput(sentence, {"actId": str(act.id), "changedCount": act.changed_count, **_as_data(job)})


def _as_data(each: BulkInviteJobRecord) -> dict[str, object]:
    return {
        "id": str(each.id),
        "organizationName": each.organization_name,
        "filename": each.filename,
        "status": each.status.upper(),
        "rowCount": each.total_rows,
        "processedRowCount": each.processed_rows,
        "attemptCount": each.attempts,
        "worker": each.worker,
        "failure": each.failure,
        "createdAt": in_json(each.created_at),
        "startedAt": in_json(each.started_at),
        "finishedAt": in_json(each.finished_at),
    }
