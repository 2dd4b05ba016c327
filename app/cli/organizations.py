"""Commands about organizations; the same actions as the API's."""

import argparse
from typing import Any

from app.bulk_invites.review.address_warnings import address_warnings
from app.cli.connection import database_connection
from app.cli.output import CommandError, CommandOutput, table
from app.invitations.first_admin import create_organization_with_admin, invite_first_admin
from app.operations.queries import OrganizationOverview, list_organizations
from app.organizations.actions import TimeLimit
from app.organizations.administration import NewOrganization, set_limits
from app.users.addresses import parse_address

NONE = "none"


async def create(arguments: argparse.Namespace) -> CommandOutput:
    """Creates an organization and invites its first Admin by email."""
    new = NewOrganization(arguments.name, arguments.slug, arguments.row_limit, TimeLimit(arguments.ttl_days))
    async with database_connection():
        await create_organization_with_admin(new, arguments.admin_email)
        organization = await find_organization(arguments.slug)
    return CommandOutput(
        f"{organization.name} is there."
        f" {_invited(arguments.admin_email, 'is being sent an invitation to be its first Admin.')}",
        _as_data(organization),
    )


async def invite_admin(arguments: argparse.Namespace) -> CommandOutput:
    """Invites the first Admin again where the address was wrong or the email got lost."""
    async with database_connection():
        organization = await find_organization(arguments.slug)
        await invite_first_admin(organization.id, arguments.admin_email)
    return CommandOutput(
        _invited(
            arguments.admin_email,
            f"is being sent an invitation to be the first Admin of {organization.name}. Earlier ones are revoked.",
        ),
        _as_data(organization),
    )


async def list_all(_: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        found = await list_organizations()
    rows = [
        (each.slug, each.name, each.members, each.pending_invitations, each.bulk_invite_row_limit, _days(each))
        for each in found
    ]
    headings = ("SLUG", "NAME", "MEMBERS", "PENDING", "ROW LIMIT", "TIME LIMIT")
    return CommandOutput(table(headings, rows), [_as_data(each) for each in found])


async def update_limits(arguments: argparse.Namespace) -> CommandOutput:
    if arguments.row_limit is None and arguments.ttl_days is None:
        raise CommandError("Say which limit to set: --row-limit N, --ttl-days N or --ttl-days none.")
    days = arguments.ttl_days
    time_limit = None if days is None else TimeLimit(None if days == NONE else days)
    async with database_connection():
        await find_organization(arguments.slug)
        await set_limits(arguments.slug, arguments.row_limit, time_limit)
        updated = await find_organization(arguments.slug)
    return CommandOutput(
        f"{updated.name} takes files of up to {updated.bulk_invite_row_limit:,} people;"
        f" its invitations stay pending {_duration(updated)}.",
        _as_data(updated),
    )


async def find_organization(slug: str) -> OrganizationOverview:
    """Raises CommandError."""
    found = await list_organizations(slug)
    if not found:
        raise CommandError(f"There is no organization with the slug {slug!r}: `organization list` has them all.")
    return found[0]


def _invited(email: str, what: str) -> str:
    """Returns a sentence about the address, with what a person would be warned of who invites it."""
    address = parse_address(email)
    return " ".join([address.typed, what, *(warning.message for warning in address_warnings(address))])


def _as_data(each: OrganizationOverview) -> dict[str, Any]:
    return {
        "id": str(each.id),
        "slug": each.slug,
        "name": each.name,
        "members": each.members,
        "pendingInvitations": each.pending_invitations,
        "bulkInviteRowLimit": each.bulk_invite_row_limit,
        "invitationTtlDays": each.invitation_ttl_days,
    }


def _days(each: OrganizationOverview) -> str:
    return NONE if each.invitation_ttl_days is None else f"{each.invitation_ttl_days} days"


def _duration(each: OrganizationOverview) -> str:
    return "for ever" if each.invitation_ttl_days is None else f"for {each.invitation_ttl_days} days"
