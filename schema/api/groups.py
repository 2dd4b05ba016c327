"""Device groups."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.database.keyset import PageRequest
from app.groups.actions import create_group
from app.groups.queries import GroupRow, list_groups
from schema.api.bounds import SEARCH_DESCRIPTION, parse_search
from schema.api.context import Context, Info
from schema.api.pagination import Connection, PageArguments, connection
from schema.api.user_errors import Payload, RefusalsAsErrors
from schema.execution.compiled_fields import NotPrefetched


@strawberry.type(description="A group of devices; people work with one or several.")
class Group(Node):
    id: NodeID[UUID]
    name: str = strawberry.field(description="Unique within the organization, whatever the letter case.")

    @strawberry.field(description="How many members work with it.")
    async def member_count(self, info: Info) -> int:
        return await info.context.loaders.member_counts.load(self.id)

    @classmethod
    def of(cls, row: GroupRow) -> Self:
        return cls(id=row.id, name=row.name)

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        found = await info.context.loaders.groups.load_many(ids)
        return [cls.of(row) if row else None for row in found]


async def load_groups(info: Info, group_ids: Iterable[UUID]) -> list[Group]:
    """Returns the groups by name, without those that do not exist."""
    return _by_name(await info.context.loaders.groups.load_many(group_ids))


def prefetched_groups(context: Context, group_ids: Iterable[UUID]) -> list[Group]:
    """Returns the same of groups that the loaders have prefetched. Raises NotPrefetched."""
    fetched = context.loaders.prefetched_groups
    try:
        return _by_name([fetched[each] for each in group_ids])
    except KeyError:
        raise NotPrefetched from None


def _by_name(found: Iterable[GroupRow | None]) -> list[Group]:
    return sorted((Group.of(row) for row in found if row), key=lambda group: group.name.lower())


@strawberry.type
class GroupQueries:
    @strawberry.field(description="The organization's device groups, by name.", extensions=[PageArguments()])
    async def groups(
        self,
        info: Info,
        page: PageRequest,
        search: Annotated[
            str | None,
            strawberry.argument(
                description=f"Words of a name, or parts of them, {SEARCH_DESCRIPTION} Left out: all groups."
            ),
        ] = None,
    ) -> Connection[Group]:
        found = await list_groups(info.context.actor.organization_id, parse_search(search), page)
        return connection(found, Group.of)


@strawberry.input(description="A group to make.")
class CreateGroupInput:
    name: str = strawberry.field(description="Unique within the organization, whatever the letter case.")


@strawberry.type(description="The new group, or why there is none.")
class CreateGroupPayload(Payload):
    group: Group | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.type
class GroupMutations:
    @strawberry.mutation(description="Makes a device group; for Admins.", extensions=[RefusalsAsErrors()])
    async def create_group(self, info: Info, input: CreateGroupInput) -> CreateGroupPayload:  # noqa: A002
        group_id = await create_group(info.context.actor, input.name)
        return CreateGroupPayload(group=(await load_groups(info, [group_id]))[0])
