"""Groups of devices, and how many members work with each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.database.keyset import Order, PageRequest
from app.database.pages import Listing, Page, read_page
from app.database.search import contains_words, patterns
from app.database.sql import Where, rows
from app.errors import UnknownGroup

BY_NAME = Order("name", 'g.name_key COLLATE "pg_c_utf8"', "text")
# Whether `group_ids` has one of these groups, in an organization. Those that it does not have are left out first: each
# row would be compared with all of them.
ANY_OF_GROUPS = "group_ids && ARRAY(SELECT id FROM groups WHERE organization_id = ? AND id = ANY(?::uuid[]))"


@dataclass(frozen=True)
class GroupRow:
    id: UUID
    name: str


async def find_groups(organization_id: UUID, ids: Sequence[UUID]) -> list[GroupRow]:
    """The groups with these ids, in no order; ids of other organizations are left out."""
    found = await rows(
        "SELECT g.id, g.name FROM groups g WHERE g.organization_id = $1 AND g.id = ANY($2)", organization_id, list(ids)
    )
    return [_group(each) for each in found]


async def hold_groups(organization_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Which of these groups the organization has; none of them is deleted before this transaction ends."""
    if not ids:
        return set()
    found = await rows(
        "SELECT id FROM groups WHERE organization_id = $1 AND id = ANY($2) FOR KEY SHARE", organization_id, list(ids)
    )
    return {each["id"] for each in found}


async def require_groups(organization_id: UUID, ids: Sequence[UUID], field: str = "groupIds") -> None:
    """Raises UnknownGroup for the first id that is no group of the organization. The groups stay like `hold_groups`."""
    known = await hold_groups(organization_id, ids)
    for position, group_id in enumerate(ids):
        if group_id not in known:
            raise UnknownGroup(position).at(field, str(position))


async def count_members(organization_id: UUID, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many members are in each of these groups; groups without members are left out."""
    found = await rows(
        """
        SELECT g.id, count(*) AS members
          FROM memberships m CROSS JOIN LATERAL unnest(m.group_ids) AS g (id)
         WHERE m.organization_id = $1 AND m.group_ids && $2::uuid[] AND g.id = ANY($2) GROUP BY g.id
        """,
        organization_id,
        list(ids),
    )
    return {each["id"]: each["members"] for each in found}


async def list_groups(
    organization_id: UUID, search: str, request: PageRequest, only_ids: Collection[UUID] | None = None
) -> Page[GroupRow]:
    """A page of the organization's groups, or of those with some ids, by name. Raises InvalidCursor."""
    where = Where()
    where.add("g.organization_id = ?", organization_id)
    if only_ids is not None:
        where.add("g.id = ANY(?)", list(only_ids))
    if search:
        where.add(contains_words("g.name"), patterns(search))
    listing = Listing("g.id, g.name", "groups g", "g.id", "groups g", is_sifted=bool(search))
    return await read_page(listing, where, BY_NAME, request, _group)


async def list_group_names(organization_id: UUID, limit: int, only_ids: Collection[UUID] | None = None) -> list[str]:
    """Returns the first `limit` names of the organization's groups, or of those with `only_ids`, in order."""
    where = Where()
    where.add("organization_id = ?", organization_id)
    if only_ids is not None:
        where.add("id = ANY(?)", list(only_ids))
    found = await rows(
        f'SELECT name FROM groups WHERE {where} ORDER BY name_key COLLATE "pg_c_utf8" LIMIT {limit:d}',
        *where.parameters,
    )
    return [each["name"] for each in found]


def _group(found: Mapping[str, Any]) -> GroupRow:
    return GroupRow(id=found["id"], name=found["name"])
