"""Current Users: the people who are in."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.batches import Matching
from app.database.keyset import PageRequest
from app.database.pages import COUNT_LIMIT
from app.invitations.removal import remove_members
from app.members.queries import ORDERS, MemberFilter, MemberRow, list_members
from app.organizations.roles import is_last_admin
from schema.api.bounds import SEARCH_DESCRIPTION, parse_list, parse_search, require_one
from schema.api.context import Info
from schema.api.enums import Role, register_enum
from schema.api.groups import Group, load_groups, prefetched_groups
from schema.api.node import get_id, ids_or_unknown
from schema.api.pagination import (
    Connection,
    OrderDirection,
    PageArguments,
    connection,
    directed,
    selects_of_nodes,
)
from schema.api.user_errors import Payload, RefusalsAsErrors, user_errors
from schema.execution.compiled_fields import prefetched


@strawberry.type(description="A person's place in the caller's organization: a row of Current Users.")
class Member(Node):
    id: NodeID[UUID]
    email: str = strawberry.field(description="The address the person signs in with.")
    name: str = strawberry.field(description="As the person wrote it when accepting.")
    role: Role = strawberry.field(description="What the person may do.")
    joined_at: datetime = strawberry.field(description="When the invitation was accepted.")
    last_active_at: datetime | None = strawberry.field(
        description="When the person was last signed in to the organization, to the day; null: never, or not lately."
    )
    row: strawberry.Private[MemberRow]

    @strawberry.field(
        description="The device groups the person works with, by name.",
        metadata=prefetched(lambda self, context: prefetched_groups(context, self.row.group_ids)),
    )
    async def groups(self, info: Info) -> list[Group]:
        return await load_groups(info, self.row.group_ids)

    @strawberry.field(
        description="May the caller give this member, or themselves, another role? Nobody may to the last Admin."
    )
    async def viewer_can_update_role(self, info: Info) -> bool:
        return self._is_managed(info) and not await self._is_last_admin(info)

    @strawberry.field(description="May the caller change this member's groups?")
    def viewer_can_update_groups(self, info: Info) -> bool:
        return self._is_managed(info)

    @strawberry.field(
        description="May the caller remove this member? Everybody may leave, but nobody may remove the last Admin."
    )
    async def viewer_can_remove(self, info: Info) -> bool:
        return (self._is_viewer(info) or self._is_managed(info)) and not await self._is_last_admin(info)

    @strawberry.field(
        description="How many pending invitations rest on this member's rights: they cannot be accepted any more when"
        f" the member leaves. Counted up to {COUNT_LIMIT:,}."
    )
    async def pending_invitation_count(
        self,
        info: Info,
        new_role: Annotated[
            Role | None,
            strawberry.argument(
                description="Only those that can be accepted now, and not any more once the member has this role."
            ),
        ] = None,
    ) -> int:
        if new_role is not None:
            return await info.context.loaders.counts_beyond.load((self.row.user_id, new_role))
        return await info.context.loaders.pending_counts.load(self.row.user_id)

    @strawberry.field(description="Is this the caller?")
    def is_viewer(self, info: Info) -> bool:
        return self._is_viewer(info)

    def _is_viewer(self, info: Info) -> bool:
        return info.context.actor.membership_id == self.row.id

    def _is_managed(self, info: Info) -> bool:
        return info.context.actor.may_manage(self.row.role, self.row.group_ids)

    async def _is_last_admin(self, info: Info) -> bool:
        if self.row.role is not Role.ADMIN:
            return False
        admin_count = await info.context.loaders.admin_counts.load(info.context.actor.organization_id)
        return is_last_admin(self.row.role, admin_count)

    @classmethod
    def of(cls, row: MemberRow) -> Self:
        return cls(
            id=row.id,
            email=row.email,
            name=row.name,
            role=row.role,
            joined_at=row.joined_at,
            last_active_at=row.last_active_at,
            row=row,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        found = await info.context.loaders.members.load_many(ids)
        return [cls.of(row) if row else None for row in found]


async def load_member(info: Info, membership_id: UUID) -> Member | None:
    """Returns the member as of now, also after a change in the same operation."""
    await info.context.use_session(info.context.token)
    found = await info.context.loaders.members.load(membership_id)
    return Member.of(found) if found else None


class MemberOrderField(StrEnum):
    NAME = "name"
    EMAIL = "email"
    ROLE = "role"
    JOINED_AT = "joined_at"
    LAST_ACTIVE_AT = "last_active_at"


register_enum(
    MemberOrderField,
    "MemberOrderField",
    "What Current Users can be sorted by.",
    {
        "NAME": "By name.",
        "EMAIL": "By address.",
        "ROLE": "By role.",
        "JOINED_AT": "By when they joined.",
        "LAST_ACTIVE_AT": "By when they were last active; who never was comes first, and last when sorted downwards.",
    },
)


@strawberry.input(name="MemberFilter", description="Which members to list; parts that are left out keep everybody.")
class MemberFilterInput:
    search: str | None = strawberry.field(
        default=None, description=f"Words of a name or an address, or parts of them, {SEARCH_DESCRIPTION}"
    )
    roles: list[Role] | None = strawberry.field(default=None, description="Members with one of these roles.")
    group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Members in one of these groups."
    )


@strawberry.input(
    description="All members that a filter keeps, as many as the caller has seen. The caller is counted and never"
    " changed: oneself is named by an id."
)
class MatchingMembers:
    filter: MemberFilterInput = strawberry.field(description="As of `currentUsers`.")
    expected_count: int = strawberry.field(
        description="The list's `totalCount`, 500 at most. CONFLICT where it is another number by now."
    )

    def parse(self) -> Matching[MemberFilter]:
        """Raises TooLong."""
        return Matching(_filter(self.filter), self.expected_count)


@strawberry.input(description="How to sort Current Users.")
class MemberOrder:
    field: MemberOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Upwards or downwards.")


@strawberry.type
class MemberQueries:
    @strawberry.field(
        description="The organization's members: the Current Users tab. By name unless ordered.",
        extensions=[PageArguments()],
    )
    async def current_users(
        self,
        info: Info,
        page: PageRequest,
        filter: MemberFilterInput | None = None,  # noqa: A002 - the contract's name
        order_by: MemberOrder | None = None,
    ) -> Connection[Member]:
        order = directed(ORDERS[order_by.field], order_by.direction) if order_by else ORDERS["name"]
        found = await list_members(info.context.actor.organization_id, _filter(filter), order, page)
        if selects_of_nodes(info, "groups"):
            await info.context.loaders.prefetch_groups(chain.from_iterable(row.group_ids for row in found.nodes))
        return connection(found, Member.of)


def _filter(given: MemberFilterInput | None) -> MemberFilter:
    if given is None:
        return MemberFilter()
    return MemberFilter(
        search=parse_search(given.search),
        roles=parse_list(given.roles, "roles"),
        group_ids=ids_or_unknown(parse_list(given.group_ids, "groupIds"), "Group"),
    )


@strawberry.input(description="Whom to remove: exactly one of memberId, memberIds and matching.")
class RemoveMemberInput:
    member_id: strawberry.ID | None = strawberry.field(
        default=None, description="The `id` of a Member; the caller's own to leave the organization."
    )
    member_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Up to 500; each is answered by itself."
    )
    matching: MatchingMembers | None = strawberry.field(default=None, description="Instead of ids.")
    resend_pending_invitations: bool = strawberry.field(
        default=False,
        description="Send again, in the caller's name, what they have pending and nobody could accept any more. What"
        " cannot be sent again is in `errors`, and undoes no removal.",
    )


@strawberry.type(description="How many were removed, and why the rest was not.")
class RemoveMemberPayload(Payload):
    removed_count: int = strawberry.field(default=0, description="How many people were removed.")
    resent_count: int = strawberry.field(default=0, description="How many invitations were sent again.")


@strawberry.type
class MemberMutations:
    @strawberry.mutation(
        description="Takes members out of the organization and ends their sessions in it at once. Who leaves goes on in"
        " the organization joined last, or in none. Invitations that rest on their rights stay pending, and must be"
        " sent again by somebody else to be accepted.",
        extensions=[RefusalsAsErrors()],
    )
    async def remove_member(self, info: Info, input: RemoveMemberInput) -> RemoveMemberPayload:  # noqa: A002
        context = info.context
        own_session_id = context.caller.session_id if context.caller else None
        removed, resent = await remove_members(
            context.actor, _chosen(input), own_session_id, resend_pending=input.resend_pending_invitations
        )
        if input.member_id is not None:
            removed.batch.require_done()
        await context.use_session(context.token)
        return RemoveMemberPayload(
            removed_count=len(removed.batch.done),
            resent_count=resent.count,
            errors=user_errors([*removed.batch.refusals, *resent.refusals]),
        )


def _chosen(given: RemoveMemberInput) -> list[UUID] | Matching[MemberFilter]:
    require_one(memberId=given.member_id, memberIds=given.member_ids, matching=given.matching)
    if given.matching:
        return given.matching.parse()
    if given.member_id is not None:
        return [get_id(given.member_id, "Member", "member", "memberId")]
    return ids_or_unknown(given.member_ids or (), "Member")
