"""Changing the role and the groups of members, and of pending invitations."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from app.batches import BatchResult, Matching
from app.groups.changes import GroupChange
from app.invitations.role_holders import EITHER, Chosen, RoleHolders, update_groups, update_roles
from schema.api.bounds import parse_list, require_one
from schema.api.context import Info
from schema.api.enums import Role
from schema.api.invitations.types import Invitation
from schema.api.members import MatchingMembers, Member
from schema.api.node import find_id, get_key, ids_or_unknown
from schema.api.user_errors import Payload, RefusalsAsErrors, user_errors
from schema.execution.errors import bad_user_input

RoleHolder = Annotated[Member | Invitation, strawberry.union("RoleHolder", description="Who has a role, or is to.")]
IDS = "Up to 500 members and invitations; each is answered by itself."


@strawberry.input(description="Members, and invitations that are still pending: exactly one of id, ids and matching.")
class UpdateRoleInput:
    role: Role = strawberry.field(description="The new role; see `viewer.assignableRoles`.")
    id: strawberry.ID | None = strawberry.field(default=None, description="The `id` of a Member or an Invitation.")
    ids: list[strawberry.ID] | None = strawberry.field(default=None, description=IDS)
    matching: MatchingMembers | None = strawberry.field(default=None, description="Instead of ids.")
    resend_pending_invitations: bool = strawberry.field(
        default=False,
        description="Send again, in the caller's name, what these members have pending and may not offer any more with"
        " the new role. What cannot be sent again is in `errors`, and undoes no change.",
    )


@strawberry.type(description="Whose role was changed, and why the rest was not.")
class UpdateRolePayload(Payload):
    subject: RoleHolder | None = strawberry.field(
        default=None, description="Of a request with `id`: as it is now; null where refused."
    )
    subjects: list[RoleHolder] = strawberry.field(
        default_factory=list, description="Those where it was done, as they are now."
    )
    resent_count: int = strawberry.field(default=0, description="How many invitations were sent again.")


@strawberry.input(
    description="Members, and invitations that are still pending: exactly one of id, ids and matching. And their"
    " groups: either groupIds, or addGroupIds and removeGroupIds or one of these. For a Group Admin at least one group"
    " stays, and only own ones."
)
class UpdateGroupsInput:
    id: strawberry.ID | None = strawberry.field(default=None, description="The `id` of a Member or an Invitation.")
    ids: list[strawberry.ID] | None = strawberry.field(default=None, description=IDS)
    matching: MatchingMembers | None = strawberry.field(default=None, description="Instead of ids.")
    group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Every device group to be in from now on."
    )
    add_group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Device groups to be in as well."
    )
    remove_group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Device groups to be in no more; those that are added as well stay."
    )


@strawberry.type(description="Whose groups were changed, and why the rest was not.")
class UpdateGroupsPayload(Payload):
    subject: RoleHolder | None = strawberry.field(
        default=None, description="Of a request with `id`: as it is now; null where refused."
    )
    subjects: list[RoleHolder] = strawberry.field(
        default_factory=list, description="Those where it was done, as they are now."
    )


@strawberry.type
class RoleHolderMutations:
    @strawberry.mutation(description="Changes roles; it takes effect at once.", extensions=[RefusalsAsErrors()])
    async def update_role(self, info: Info, input: UpdateRoleInput) -> UpdateRolePayload:  # noqa: A002
        chosen = _chosen(input)
        result, resent = await update_roles(
            info.context.actor, chosen, input.role, resend_pending=input.resend_pending_invitations
        )
        if input.id is not None:
            result.require_done()
        subjects = await _load_done(info, chosen, result)
        return UpdateRolePayload(
            subject=subjects[0] if input.id is not None and subjects else None,
            subjects=subjects,
            resent_count=resent.count,
            errors=user_errors([*result.refusals, *resent.refusals]),
        )

    @strawberry.mutation(description="Changes groups; it takes effect at once.", extensions=[RefusalsAsErrors()])
    async def update_groups(self, info: Info, input: UpdateGroupsInput) -> UpdateGroupsPayload:  # noqa: A002
        chosen = _chosen(input)
        result = await update_groups(info.context.actor, chosen, _group_change(input))
        if input.id is not None:
            result.require_done()
        subjects = await _load_done(info, chosen, result)
        return UpdateGroupsPayload(
            subject=subjects[0] if input.id is not None and subjects else None,
            subjects=subjects,
            errors=user_errors(result.refusals),
        )


def _chosen(given: UpdateRoleInput | UpdateGroupsInput) -> Chosen:
    require_one(id=given.id, ids=given.ids, matching=given.matching)
    if given.matching:
        return given.matching.parse()
    if given.id is not None:
        get_key(given.id, ("Member", "Invitation"), EITHER)
        return _role_holders([given.id])
    return _role_holders(parse_list(given.ids, "ids"))


def _role_holders(ids: Sequence[strawberry.ID]) -> RoleHolders:
    members = {position: found for position, each in enumerate(ids) if (found := find_id(each, "Member"))}
    invitations = {position: found for position, each in enumerate(ids) if (found := find_id(each, "Invitation"))}
    unknown = [position for position in range(len(ids)) if position not in members and position not in invitations]
    return RoleHolders(members, invitations, unknown)


def _group_change(given: UpdateGroupsInput) -> GroupChange:
    changes = (given.add_group_ids, given.remove_group_ids)
    if (given.group_ids is None) == (changes == (None, None)):
        raise bad_user_input("Give either `groupIds` or `addGroupIds` and `removeGroupIds`.")
    if given.group_ids is not None:
        return GroupChange(ids_or_unknown(parse_list(given.group_ids, "groupIds"), "Group"))
    return GroupChange(
        adding=ids_or_unknown(parse_list(given.add_group_ids, "addGroupIds"), "Group"),
        removing=ids_or_unknown(parse_list(given.remove_group_ids, "removeGroupIds"), "Group"),
    )


async def _load_done(info: Info, chosen: Chosen, result: BatchResult) -> list[Member | Invitation]:
    """Returns them as of now, in the order of the request, also after a change of the caller's own role."""
    await info.context.use_session(info.context.token)
    done = set(result.done)
    if isinstance(chosen, Matching):
        members, invitations = dict(enumerate(result.done)), {}
    else:
        members = {position: each for position, each in chosen.members.items() if each in done}
        invitations = {position: each for position, each in chosen.invitations.items() if each in done}
    found: dict[int, Member | Invitation | None] = dict(
        zip(members, await Member.find(info, list(members.values())), strict=True)
    )
    found |= zip(invitations, await Invitation.find(info, list(invitations.values())), strict=True)
    return [subject for _, subject in sorted(found.items(), key=lambda each: each[0]) if subject]
