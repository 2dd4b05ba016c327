"""Commands about addresses that an organization does not invite, as its emails came back."""

import argparse
from typing import Any
from uuid import UUID

from app.audit.actions import AuditAuthor
from app.cli.arguments import Commands, add_command, add_group, add_limit, require_limit
from app.cli.connection import database_connection
from app.cli.organizations import find_organization
from app.cli.output import CommandError, CommandOutput, table
from app.cli.times import ago, in_json
from app.database.keyset import PageRequest
from app.database.transaction import transaction
from app.operations.queries import read_time
from app.organizations.administration import ADMINISTRATOR
from app.suppressions.actions import release_address
from app.suppressions.queries import SuppressionRow, list_suppressions_of
from app.users.addresses import parse_address

DEFAULT_COUNT, MOST = 25, 500
NONE = "No address is suppressed."


def add_commands(commands: Commands) -> None:
    group = add_group(commands, "suppression", "list, release")
    listing = add_command(group, "list", "list the addresses that an organization does not invite", list_newest)
    listing.add_argument("--organization", required=True, metavar="SLUG", help="of this organization")
    listing.add_argument("--search", default="", metavar="WORDS", help="addresses that contain all these words")
    add_limit(listing, DEFAULT_COUNT, MOST)
    releasing = add_command(group, "release", "let an organization invite an address again", release)
    releasing.add_argument("email", metavar="ADDRESS")
    releasing.add_argument("--organization", required=True, metavar="SLUG", help="for this organization")


async def list_newest(arguments: argparse.Namespace) -> CommandOutput:
    require_limit(arguments.limit, MOST)
    async with database_connection():
        organization = await find_organization(arguments.organization)
        request = PageRequest(size=arguments.limit)
        page = await list_suppressions_of(organization.id, arguments.search.strip(), request)
        now = await read_time()
    cells = [
        (each.email, each.kind, each.status or "-", ago(now, each.at), each.diagnostic or "-") for each in page.nodes
    ]
    text = table(("ADDRESS", "KIND", "STATUS", "CAME BACK", "REASON"), cells) if cells else NONE
    if page.has_next:
        text += f"\nThere are more: --limit {min(MOST, arguments.limit * 4)} and --search say which to list."
    return CommandOutput(text, [_as_data(each) for each in page.nodes])


async def release(arguments: argparse.Namespace) -> CommandOutput:
    address = parse_address(arguments.email)
    async with database_connection():
        organization = await find_organization(arguments.organization)
        released = await _release(organization.id, address.key)
    if released is None:
        raise CommandError(f"{organization.name} has not suppressed {address.typed}.")
    return CommandOutput(f"{organization.name} can invite {released.email} again.", _as_data(released))


async def _release(organization_id: UUID, email_key: str) -> SuppressionRow | None:
    async with transaction():
        return await release_address(AuditAuthor(organization_id, None, ADMINISTRATOR), organization_id, email_key)


def _as_data(each: SuppressionRow) -> dict[str, Any]:
    return {
        "id": str(each.id),
        "email": each.email,
        "kind": each.kind.upper(),
        "status": each.status,
        "diagnostic": each.diagnostic,
        "at": in_json(each.at),
    }
