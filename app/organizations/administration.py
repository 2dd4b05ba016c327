"""Changes of organizations by administrators of the service, not by members: creation and limits."""

import re
from dataclasses import dataclass
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.database.ids import uuid7
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.errors import NotFound, OutOfRange, Required, SlugTaken
from app.names import parse_name
from app.organizations.actions import TimeLimit
from app.organizations.names import require_distinct_name

ADMINISTRATOR = "administrator"
LONGEST_SLUG = 60
MOST_ROWS = 1_000_000
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class NewOrganization:
    """`row_limit` is how many people one uploaded file may have; `time_limit` is that of its invitations."""

    name: str
    slug: str
    row_limit: int
    time_limit: TimeLimit


async def create_organization(new: NewOrganization) -> UUID:
    """Makes an organization without members. Raises Required, TooLong, OutOfRange, SlugTaken, NameLooksTaken."""
    name = parse_name(new.name, "name", "a name")
    slug = _checked_slug(new.slug)
    _check_limits(new.row_limit, new.time_limit)
    organization_id = uuid7()
    async with transaction():
        made = await row(
            """
            INSERT INTO organizations (id, name, slug, bulk_invite_row_limit, invitation_ttl_days)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (slug) DO NOTHING RETURNING id
            """,
            organization_id,
            name,
            slug,
            new.row_limit,
            new.time_limit.days,
        )
        if made is None:
            raise SlugTaken(slug)
        await require_distinct_name(name, organization_id)
        await record(
            AuditAuthor(organization_id, None, ADMINISTRATOR),
            AuditAction.ORGANIZATION_CREATED,
            organization_id,
            name=[None, name],
            slug=[None, slug],
        )
    return organization_id


async def set_limits(slug: str, row_limit: int | None = None, time_limit: TimeLimit | None = None) -> None:
    """Changes the limits that are given. What was invited or uploaded before keeps its own.

    Raises NotFound, OutOfRange.
    """
    _check_limits(row_limit, time_limit)
    async with transaction():
        before = await row(
            """
            SELECT id, bulk_invite_row_limit, invitation_ttl_days FROM organizations WHERE slug = $1 FOR NO KEY UPDATE
            """,
            slug,
        )
        if before is None:
            raise NotFound("organization", "slug")
        after = {
            "bulk_invite_row_limit": before["bulk_invite_row_limit"] if row_limit is None else row_limit,
            "invitation_ttl_days": before["invitation_ttl_days"] if time_limit is None else time_limit.days,
        }
        changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
        if not changes:
            return
        await rows(
            "UPDATE organizations SET bulk_invite_row_limit = $2, invitation_ttl_days = $3 WHERE id = $1",
            before["id"],
            *after.values(),
        )
        await record(
            AuditAuthor(before["id"], None, ADMINISTRATOR), AuditAction.ORGANIZATION_UPDATED, before["id"], **changes
        )


def _checked_slug(text: str) -> str:
    if len(text) > LONGEST_SLUG or not _SLUG.fullmatch(text):
        raise Required(
            "slug",
            f"a slug of lower-case letters, digits and single hyphens, at most {LONGEST_SLUG}, like acme-devices",
        )
    return text


def _check_limits(row_limit: int | None, time_limit: TimeLimit | None) -> None:
    if row_limit is not None and not 1 <= row_limit <= MOST_ROWS:
        raise OutOfRange("rowLimit", "A limit of rows", f"from 1 to {MOST_ROWS:,}")
    if time_limit is not None:
        time_limit.check()
