"""Device groups."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.database.keyset import PageRequest
from app.group_deletion import delete_group
from app.groups.actions import create_group, rename_group
from app.groups.queries import GroupRow, list_groups
from schema.api.bounds import SEARCH_DESCRIPTION, parse_search
from schema.api.context import Context, Info
from schema.api.node import get_id
from schema.api.pagination import Connection, PageArguments, connection
from schema.api.user_errors import Payload, RefusalsAsErrors
from schema.execution.compiled_fields import NotPrefetched

ONE_LINE = "One line without ; and |, which files have between names."


@strawberry.type(description="A group of devices; people work with one or several.")
class Group(Node):
    id: NodeID[UUID]
    name: str = strawberry.field(description="Unique within the organization, whatever the letter case.")

    @strawberry.field(description="How many members work with it.")
    async def member_count(self, info: Info) -> int:
        return await info.context.loaders.member_counts.load(self.id)

    @strawberry.field(description="How many pending invitations are into it.")
    async def pending_invitation_count(self, info: Info) -> int:
        return await info.context.loaders.pending_invitation_counts.load(self.id)

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
        assignable: Annotated[
            bool | None,
            strawberry.argument(
                description="True: only those that the caller may put people into, such as a Group Admin's own."
            ),
        ] = None,
    ) -> Connection[Group]:
        actor = info.context.actor
        only_ids = actor.assignable_group_ids if assignable else None
        found = await list_groups(actor.organization_id, parse_search(search), page, only_ids)
        return connection(found, Group.of)


@strawberry.input(description="A group to make.")
class CreateGroupInput:
    name: str = strawberry.field(description=f"Unique within the organization, whatever the letter case. {ONE_LINE}")


@strawberry.type(description="The new group, or why there is none.")
class CreateGroupPayload(Payload):
    group: Group | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="A group, and its name from now on.")
class UpdateGroupInput:
    group_id: strawberry.ID = strawberry.field(description="The `id` of a Group.")
    name: str = strawberry.field(description=f"Unique within the organization, whatever the letter case. {ONE_LINE}")


@strawberry.type(description="The renamed group, or why it was not.")
class UpdateGroupPayload(Payload):
    group: Group | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="A group that is not needed any more.")
class DeleteGroupInput:
    group_id: strawberry.ID = strawberry.field(description="The `id` of a Group.")
    move_to_group_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The `id` of the Group that takes over its members, Group Admins among them, its pending"
        " invitations, and the files under review whose people get it by default.",
    )


@strawberry.type(description="Deleted, or why not.")
class DeleteGroupPayload(Payload):
    deleted_group_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of the group that is gone; null where refused."
    )
    moved_to_group: Group | None = strawberry.field(
        default=None, description="What took over, as it is now; null where nothing was to be moved."
    )


@strawberry.type
class GroupMutations:
    @strawberry.mutation(description="Makes a device group; for Admins.", extensions=[RefusalsAsErrors()])
    async def create_group(self, info: Info, input: CreateGroupInput) -> CreateGroupPayload:  # noqa: A002
        group_id = await create_group(info.context.actor, input.name)
        return CreateGroupPayload(group=(await load_groups(info, [group_id]))[0])

    @strawberry.mutation(
        description="Renames a device group; for Admins. Both lists are told to read again.",
        extensions=[RefusalsAsErrors()],
    )
    async def update_group(self, info: Info, input: UpdateGroupInput) -> UpdateGroupPayload:  # noqa: A002
        group_id = get_id(input.group_id, "Group", "group", "groupId")
        await rename_group(info.context.actor, group_id, input.name)
        info.context.reset_loaders()
        return UpdateGroupPayload(group=(await load_groups(info, [group_id]))[0])

    @strawberry.mutation(
        description="Deletes a device group; for Admins. Refused with CONFLICT while it is in use, unless"
        " `moveToGroupId` says where to move what is in it, in the same step.",
        extensions=[RefusalsAsErrors()],
    )
    async def delete_group(self, info: Info, input: DeleteGroupInput) -> DeleteGroupPayload:  # noqa: A002
        target_id = None
        if input.move_to_group_id is not None:
            target_id = get_id(input.move_to_group_id, "Group", "group", "moveToGroupId")
        await delete_group(info.context.actor, get_id(input.group_id, "Group", "group", "groupId"), target_id)
        info.context.reset_loaders()
        return DeleteGroupPayload(
            deleted_group_id=input.group_id,
            moved_to_group=(await load_groups(info, [target_id]))[0] if target_id else None,
        )
