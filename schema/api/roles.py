"""Changing the role and the groups of a member, or of a pending invitation."""

from typing import Annotated

import strawberry

from app.errors import NotFound
from app.invitations.change import update_invitation_groups, update_invitation_role
from app.members.actions import update_member_groups, update_member_role
from schema.api.bounds import parse_list
from schema.api.context import Info
from schema.api.enums import Role
from schema.api.invitations.types import Invitation, load_invitation
from schema.api.members import Member, load_member
from schema.api.node import find_id, ids_or_unknown
from schema.api.user_errors import Payload, RefusalsAsErrors

RoleHolder = Annotated[Member | Invitation, strawberry.union("RoleHolder", description="Who has a role, or is to.")]
EITHER = "member or invitation"


@strawberry.input(description="A member, or an invitation that is still pending.")
class UpdateRoleInput:
    id: strawberry.ID = strawberry.field(description="The `id` of a Member or an Invitation.")
    role: Role = strawberry.field(description="The new role; see `viewer.assignableRoles`.")


@strawberry.type(description="Whose role was changed, or why it was not.")
class UpdateRolePayload(Payload):
    subject: RoleHolder | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="A member, or an invitation that is still pending, and all of its groups from now on.")
class UpdateGroupsInput:
    id: strawberry.ID = strawberry.field(description="The `id` of a Member or an Invitation.")
    group_ids: list[strawberry.ID] = strawberry.field(
        description="Every device group that it is to be in. For a Group Admin at least one, and only own groups."
    )


@strawberry.type(description="Whose groups were changed, or why they were not.")
class UpdateGroupsPayload(Payload):
    subject: RoleHolder | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.type
class RoleHolderMutations:
    @strawberry.mutation(description="Changes a role; it takes effect at once.", extensions=[RefusalsAsErrors()])
    async def update_role(self, info: Info, input: UpdateRoleInput) -> UpdateRolePayload:  # noqa: A002
        actor = info.context.actor
        if membership_id := find_id(input.id, "Member"):
            await update_member_role(actor, membership_id, input.role)
            return UpdateRolePayload(subject=await load_member(info, membership_id))
        if invitation_id := find_id(input.id, "Invitation"):
            await update_invitation_role(actor, invitation_id, input.role)
            return UpdateRolePayload(subject=await load_invitation(info, invitation_id))
        raise NotFound(EITHER)

    @strawberry.mutation(description="Changes the groups; it takes effect at once.", extensions=[RefusalsAsErrors()])
    async def update_groups(self, info: Info, input: UpdateGroupsInput) -> UpdateGroupsPayload:  # noqa: A002
        actor = info.context.actor
        group_ids = ids_or_unknown(parse_list(input.group_ids, "groupIds"), "Group")
        if membership_id := find_id(input.id, "Member"):
            await update_member_groups(actor, membership_id, group_ids)
            return UpdateGroupsPayload(subject=await load_member(info, membership_id))
        if invitation_id := find_id(input.id, "Invitation"):
            await update_invitation_groups(actor, invitation_id, group_ids)
            return UpdateGroupsPayload(subject=await load_invitation(info, invitation_id))
        raise NotFound(EITHER)
