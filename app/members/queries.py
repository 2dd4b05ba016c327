"""Who is a member, and the Current Users list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.database.keyset import Order, PageRequest
from app.database.matching_rows import MatchingRows
from app.database.pages import Listing, Page, read_page
from app.database.search import contains_words, patterns
from app.database.sql import Where, row, rows, value
from app.groups.queries import ANY_OF_GROUPS
from app.organizations.actor import Actor
from app.organizations.roles import Role

NAME_KEY = 'lower(u.name) COLLATE "pg_c_utf8"'
ORDERS = {
    "name": Order("name", NAME_KEY, "text"),
    "email": Order("email", "u.email_key", 'text COLLATE "C"'),
    "role": Order("role", 'm.role COLLATE "C"', "text"),
    "joined_at": Order("joined_at", "m.joined_at", "timestamptz"),
    # Never is before every time.
    "last_active_at": Order("last_active_at", "COALESCE(m.last_active_at, '-infinity'::timestamptz)", "timestamptz"),
}


@dataclass(frozen=True)
class MemberRow:
    """A row of Current Users. `last_active_at` is of the last day on which the person was there; None: never."""

    id: UUID
    user_id: UUID
    name: str
    email: str
    role: Role
    group_ids: tuple[UUID, ...]
    joined_at: datetime
    last_active_at: datetime | None


@dataclass(frozen=True)
class MemberFilter:
    """What to keep of the list; empty parts keep everything."""

    search: str = ""
    roles: Collection[Role] = field(default=())
    group_ids: Collection[UUID] = field(default=())


async def lock_member_actor(organization_id: UUID, user_id: UUID) -> Actor | None:
    """A user as a member of an organization, locked like `lock_actor` does; None where the user is no member."""
    found = await row(
        """
        SELECT u.id AS user_id, u.name, u.email, m.organization_id, m.id AS membership_id, m.role, m.group_ids
          FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.user_id = $2 FOR SHARE OF m
        """,
        organization_id,
        user_id,
    )
    return actor_of(found) if found else None


async def is_member(organization_id: UUID, email_key: str) -> bool:
    return bool(
        await value(
            """
            SELECT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                            WHERE m.organization_id = $1 AND u.email_key = $2)
            """,
            organization_id,
            email_key,
        )
    )


async def find_members(organization_id: UUID, ids: Sequence[UUID]) -> list[MemberRow]:
    """The members with these ids, in no order; ids of other organizations are left out."""
    found = await rows(f"{_SELECT} WHERE m.organization_id = $1 AND m.id = ANY($2)", organization_id, list(ids))
    return [_member(each) for each in found]


async def find_members_of_users(organization_id: UUID, user_ids: Sequence[UUID]) -> list[MemberRow]:
    """The members who are these users, in no order."""
    found = await rows(
        f"{_SELECT} WHERE m.organization_id = $1 AND m.user_id = ANY($2)", organization_id, list(user_ids)
    )
    return [_member(each) for each in found]


async def count_admins(organization_id: UUID) -> int:
    count: int = await value(
        "SELECT count(*) FROM memberships WHERE organization_id = $1 AND role = $2", organization_id, Role.ADMIN
    )
    return count


def matching_rows(organization_id: UUID, filters: MemberFilter) -> MatchingRows:
    """What the list has with this filter, as `m`."""
    return MatchingRows(_TABLES, "m", _matching(organization_id, filters), "members")


async def list_members(
    organization_id: UUID, filters: MemberFilter, order: Order, request: PageRequest
) -> Page[MemberRow]:
    """A page of Current Users. Raises InvalidCursor."""
    where = _matching(organization_id, filters)
    counted = _TABLES if filters.search else "memberships m"
    listing = Listing(_COLUMNS, _TABLES, "m.id", counted, is_sifted=bool(filters.search))
    return await read_page(listing, where, order, request, _member)


_COLUMNS = "m.id, m.user_id, u.name, u.email, m.role, m.group_ids, m.joined_at, m.last_active_at"
_TABLES = "memberships m JOIN users u ON u.id = m.user_id"
_SELECT = f"SELECT {_COLUMNS} FROM {_TABLES}"


def _matching(organization_id: UUID, filters: MemberFilter) -> Where:
    where = Where()
    where.add("m.organization_id = ?", organization_id)
    if filters.search:
        where.add(contains_words("u.name", "u.email"), patterns(filters.search))
    if filters.roles:
        where.add("m.role = ANY(?)", list(filters.roles))
    if filters.group_ids:
        where.add(f"m.{ANY_OF_GROUPS}", organization_id, list(filters.group_ids))
    return where


def _member(found: Mapping[str, Any]) -> MemberRow:
    return MemberRow(
        id=found["id"],
        user_id=found["user_id"],
        name=found["name"],
        email=found["email"],
        role=Role(found["role"]),
        group_ids=tuple(found["group_ids"]),
        joined_at=found["joined_at"],
        last_active_at=found["last_active_at"],
    )


def actor_of(found: Mapping[str, Any]) -> Actor:
    """The actor in a row of users and memberships."""
    return Actor(
        user_id=found["user_id"],
        name=found["name"],
        email=found["email"],
        organization_id=found["organization_id"],
        membership_id=found["membership_id"],
        role=Role(found["role"]),
        group_ids=frozenset(found["group_ids"]),
    )
