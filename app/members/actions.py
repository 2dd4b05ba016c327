"""Changes of members: joining, another role, other groups, removal; of one or of many in one transaction.

Of many each is decided by itself: those that are refused are data in the result, and the others are changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import Author, record, record_each
from app.batches import BatchResult, result_for
from app.database.ids import uuid7
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.groups.changes import GroupChange, require_known
from app.members.locks import Chosen, keep_an_admin, lock_members
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, coalesce, invitations_changed, members_changed
from app.users.sessions import end_sessions_of_users_in, move_session


@dataclass
class MembersResult:
    """What became of members. `user_ids` are the accounts of those who were changed, or removed."""

    batch: BatchResult
    user_ids: list[UUID] = field(default_factory=list)


async def update_member_role(actor: Actor, membership_id: UUID, role: Role) -> None:
    """Raises NotFound, NotPermitted, RoleNotAllowed, LastAdmin. The same role again changes nothing."""
    (await update_member_roles(actor, [membership_id], role)).batch.require_done()


async def update_member_roles(actor: Actor, chosen: Chosen, role: Role) -> MembersResult:
    """Gives members a role. The same role again changes nothing.

    Raises NotPermitted, RoleNotAllowed, TooLong, OutOfRange, CountChanged.
    """
    result = result_for(chosen, "ids")
    async with transaction():
        actor, members = await lock_members(actor, chosen, result)
        if members:
            actor.require_grant(role)
        same = [(position, member) for position, member in members if member.role is role]
        losing = [each for each in members if each not in same]
        changing = await keep_an_admin(actor, losing, result)
        ids = [member.id for _, member in changing]
        await rows("UPDATE memberships SET role = $2 WHERE id = ANY($1)", ids, role)
        changes = {member.id: {"role": [member.role, role]} for _, member in changing}
        await record_each(actor, AuditAction.MEMBER_ROLE_CHANGED, changes)
        _publish_change_of_rights(actor.organization_id, ChangeKind.UPDATED, ids)
    result.done = [member.id for _, member in sorted([*same, *changing], key=lambda each: each[0])]
    return MembersResult(result, [member.user_id for _, member in changing])


async def update_member_groups(actor: Actor, membership_id: UUID, group_ids: Sequence[UUID]) -> None:
    """Raises NotFound, NotPermitted, UnknownGroup, GroupNotAllowed. The same groups again change nothing."""
    (await change_member_groups(actor, [membership_id], GroupChange(group_ids))).require_done()


async def change_member_groups(actor: Actor, chosen: Chosen, change: GroupChange) -> BatchResult:
    """Changes the groups of members. The same groups again change nothing.

    Raises NotPermitted, UnknownGroup, TooLong, OutOfRange, CountChanged.
    """
    result = result_for(chosen, "ids")
    async with transaction():
        actor, members = await lock_members(actor, chosen, result)
        await require_known(actor.organization_id, change)
        members = result.try_each(members, lambda member: change.require_allowed(actor, member.group_ids))
        before = {member.id: member.group_ids for _, member in members}
        after = {each: change.apply(group_ids) for each, group_ids in before.items()}
        changed = {each: group_ids for each, group_ids in after.items() if set(group_ids) != set(before[each])}
        await _set_groups(changed)
        changes = {each: {"groups": [before[each], group_ids]} for each, group_ids in changed.items()}
        await record_each(actor, AuditAction.MEMBER_GROUPS_CHANGED, changes)
        _publish_change_of_rights(actor.organization_id, ChangeKind.UPDATED, changed)
    result.done = list(after)
    return result


async def remove_member(actor: Actor, membership_id: UUID, own_session_id: UUID | None = None) -> None:
    """Removes somebody from the organization, oneself included. Raises NotFound, NotPermitted, LastAdmin."""
    (await remove_members(actor, [membership_id], own_session_id)).batch.require_done()


async def remove_members(actor: Actor, chosen: Chosen, own_session_id: UUID | None = None) -> MembersResult:
    """Removes people from the organization; their access ends with this transaction.

    Everybody may leave, with any role. Who leaves goes on with the session `own_session_id` in the organization joined
    last, or in none. Invitations that are pending stay, but cannot be accepted until somebody who may invite sends them
    again.
    Raises NotPermitted, TooLong, OutOfRange, CountChanged.
    """
    result = result_for(chosen, "memberIds")
    async with transaction():
        actor, members = await lock_members(actor, chosen, result, may_be_oneself=True)
        leaving = [member for _, member in await keep_an_admin(actor, members, result)]
        result.done = [member.id for member in leaving]
        user_ids = [member.user_id for member in leaving]
        changes = {
            member.id: {
                "email": [member.email, None],
                "role": [member.role, None],
                "groups": [member.group_ids, []],
            }
            for member in leaving
        }
        # While they are there: the entries keep their names.
        await record_each(actor, AuditAction.MEMBER_REMOVED, changes)
        await rows("DELETE FROM memberships WHERE id = ANY($1)", result.done)
        if own_session_id is not None and actor.membership_id in result.done:
            await move_session(own_session_id, await _joined_last(actor.user_id))
        await end_sessions_of_users_in(user_ids, actor.organization_id)
        _publish_change_of_rights(actor.organization_id, ChangeKind.REMOVED, result.done)
    return MembersResult(result, user_ids)


async def add_member(
    author: Author, organization_id: UUID, user_id: UUID, role: Role, group_ids: Sequence[UUID]
) -> UUID | None:
    """Makes a user a member of an organization. Returns the membership's id; None: the user is a member already.

    Whether the author may do so is for the caller to decide: an acceptance rests on the inviter's rights.
    """
    membership_id: UUID | None = await value(
        """
        INSERT INTO memberships (id, organization_id, user_id, role, group_ids)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, user_id) DO NOTHING RETURNING id
        """,
        uuid7(),
        organization_id,
        user_id,
        role,
        group_ids,
    )
    if membership_id is not None:
        changes = {"role": [None, role], "groups": [[], group_ids]}
        await record(author, AuditAction.MEMBER_JOINED, membership_id, **changes)
        publish_after_commit(members_changed(organization_id, ChangeKind.CREATED, membership_id))
    return membership_id


async def _set_groups(changed: Mapping[UUID, Sequence[UUID]]) -> None:
    await rows(
        """
        UPDATE memberships m SET group_ids = c.group_ids::uuid[]
          FROM unnest($1::uuid[], $2::text[]) AS c (id, group_ids) WHERE m.id = c.id
        """,
        list(changed),
        [f"{{{','.join(map(str, group_ids))}}}" for group_ids in changed.values()],
    )


async def _joined_last(user_id: UUID) -> UUID | None:
    # Without a lock, since others are held. Who is removed there meanwhile is in no organization, like after a removal.
    organization_id: UUID | None = await value(
        "SELECT organization_id FROM memberships WHERE user_id = $1 ORDER BY joined_at DESC LIMIT 1", user_id
    )
    return organization_id


def _publish_change_of_rights(organization_id: UUID, kind: ChangeKind, membership_ids: Collection[UUID]) -> None:
    """Invitations rest on the rights of members: some may be blocked now, or not any more."""
    if membership_ids:
        publish_after_commit(
            *coalesce(members_changed(organization_id, kind, each) for each in membership_ids),
            invitations_changed(organization_id, ChangeKind.MANY, None),
        )
