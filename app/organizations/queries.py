from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.database.sql import row, rows
from app.errors import NotSignedIn
from app.organizations.actor import Actor
from app.organizations.roles import Role


@dataclass(frozen=True)
class OrganizationRow:
    """`invitation_ttl_days` is None where invitations stay pending for ever."""

    id: UUID
    name: str
    slug: str
    bulk_invite_row_limit: int
    invitation_ttl_days: int | None


async def find_organizations(ids: Sequence[UUID]) -> list[OrganizationRow]:
    """The organizations with these ids, in no order."""
    return [_organization(each) for each in await rows(f"{_SELECT} WHERE o.id = ANY($1)", list(ids))]


async def get_organization(organization_id: UUID) -> OrganizationRow:
    (found,) = await find_organizations([organization_id])
    return found


async def find_organizations_of(user_id: UUID) -> list[OrganizationRow]:
    """The organizations that a user is a member of, by name."""
    found = await rows(
        f"{_SELECT} JOIN memberships m ON m.organization_id = o.id WHERE m.user_id = $1"
        ' ORDER BY lower(o.name) COLLATE "pg_c_utf8", o.id',
        user_id,
    )
    return [_organization(each) for each in found]


async def lock_actor(actor: Actor) -> Actor:
    """The actor as of now, whose role cannot change before this transaction ends. Raises NotSignedIn."""
    found = await row("SELECT role, group_ids FROM memberships WHERE id = $1 FOR SHARE", actor.membership_id)
    if found is None:
        raise NotSignedIn
    return replace(actor, role=Role(found["role"]), group_ids=frozenset(found["group_ids"]))


_SELECT = "SELECT o.id, o.name, o.slug, o.bulk_invite_row_limit, o.invitation_ttl_days FROM organizations o"


def _organization(found: Mapping[str, Any]) -> OrganizationRow:
    return OrganizationRow(
        id=found["id"],
        name=found["name"],
        slug=found["slug"],
        bulk_invite_row_limit=found["bulk_invite_row_limit"],
        invitation_ttl_days=found["invitation_ttl_days"],
    )
