"""Commands about organizations; the same actions as the API's."""

import argparse
from typing import Any

from app.cli.connection import connected
from app.cli.output import Answer, CommandError, table
from app.invitations.first_admin import create_organization_with_admin, invite_first_admin
from app.operations.queries import OrganizationOverview, list_organizations
from app.organizations.actions import TimeLimit
from app.organizations.administration import NewOrganization, set_limits

NONE = "none"


async def create(asked: argparse.Namespace) -> Answer:
    """Its first Admin is invited by email."""
    new = NewOrganization(asked.name, asked.slug, asked.row_limit, TimeLimit(asked.ttl_days))
    async with connected():
        await create_organization_with_admin(new, asked.admin_email)
        made = await _find(asked.slug)
    return Answer(
        f"{made.name} is there. {asked.admin_email} is being sent an invitation to be its first Admin.", _as_data(made)
    )


async def invite_admin(asked: argparse.Namespace) -> Answer:
    """For an organization that has no Admin yet: the address was wrong, or the email got lost."""
    async with connected():
        organization = await _find(asked.slug)
        await invite_first_admin(organization.id, asked.admin_email)
    return Answer(
        f"{asked.admin_email} is being sent an invitation to be the first Admin of {organization.name}."
        " Earlier ones are revoked.",
        _as_data(organization),
    )


async def show_all(_: argparse.Namespace) -> Answer:
    async with connected():
        found = await list_organizations()
    lines = [
        (each.slug, each.name, each.members, each.pending_invitations, each.bulk_invite_row_limit, _days(each))
        for each in found
    ]
    headings = ("SLUG", "NAME", "MEMBERS", "PENDING", "ROW LIMIT", "TIME LIMIT")
    return Answer(table(headings, lines), [_as_data(each) for each in found])


async def limit(asked: argparse.Namespace) -> Answer:
    if asked.row_limit is None and asked.ttl_days is None:
        raise CommandError("Say which limit to set: --row-limit N, --ttl-days N or --ttl-days none.")
    days = asked.ttl_days
    time_limit = None if days is None else TimeLimit(None if days == NONE else days)
    async with connected():
        await _find(asked.slug)
        await set_limits(asked.slug, asked.row_limit, time_limit)
        now = await _find(asked.slug)
    return Answer(
        f"{now.name} takes files of up to {now.bulk_invite_row_limit:,} people;"
        f" its invitations stay pending {_duration(now)}.",
        _as_data(now),
    )


async def _find(slug: str) -> OrganizationOverview:
    found = await list_organizations(slug)
    if not found:
        raise CommandError(f"There is no organization with the slug {slug!r}: `organization list` has them all.")
    return found[0]


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
