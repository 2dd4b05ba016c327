"""Changes of members: joining, another role, other groups, removal.

The organization's row is locked first: changes of who is an Admin wait for each other, and two members who act
on each other at once do not deadlock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import Author, record
from app.database.ids import uuid7
from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.errors import LastAdmin, NotFound
from app.groups.queries import require_groups
from app.members.queries import count_admins
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role, is_last_admin
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed, members_changed
from app.users.sessions import end_sessions_in, move_session


async def update_member_role(actor: Actor, membership_id: UUID, role: Role) -> None:
    """Raises NotFound, NotPermitted, RoleNotAllowed, LastAdmin. The same role again changes nothing."""
    async with transaction():
        actor, member = await _lock(actor, membership_id)
        actor.require_grant(role)
        if member.role is role:
            return
        await _require_another_admin(actor, member)
        await rows("UPDATE memberships SET role = $2 WHERE id = $1", membership_id, role)
        await record(actor, AuditAction.MEMBER_ROLE_CHANGED, membership_id, role=[member.role, role])
        _publish_change_of_rights(actor.organization_id, ChangeKind.UPDATED, membership_id)


async def update_member_groups(actor: Actor, membership_id: UUID, group_ids: Sequence[UUID]) -> None:
    """Raises NotFound, NotPermitted, UnknownGroup, GroupNotAllowed. The same groups again change nothing."""
    unique_ids = list(dict.fromkeys(group_ids))
    async with transaction():
        actor, member = await _lock(actor, membership_id)
        await require_groups(actor.organization_id, unique_ids)
        actor.require_groups(unique_ids)
        if set(member.group_ids) == set(unique_ids):
            return
        await rows("UPDATE memberships SET group_ids = $2 WHERE id = $1", membership_id, unique_ids)
        await record(actor, AuditAction.MEMBER_GROUPS_CHANGED, membership_id, groups=[member.group_ids, unique_ids])
        _publish_change_of_rights(actor.organization_id, ChangeKind.UPDATED, membership_id)


async def remove_member(actor: Actor, membership_id: UUID, own_session_id: UUID | None = None) -> None:
    """Removes somebody from the organization; access ends with this transaction. Everybody may leave, with any role.

    Who leaves goes on with the session `own_session_id` in the organization joined last, or in none. Invitations that
    are pending stay, but cannot be accepted until somebody who may invite sends them again. Raises NotFound,
    NotPermitted, LastAdmin.
    """
    async with transaction():
        actor, member = await _lock(actor, membership_id, "memberId", may_be_oneself=True)
        await _require_another_admin(actor, member)
        await rows("DELETE FROM memberships WHERE id = $1", membership_id)
        if own_session_id is not None and membership_id == actor.membership_id:
            await move_session(own_session_id, await _joined_last(actor.user_id))
        await end_sessions_in(member.user_id, actor.organization_id)
        await record(
            actor,
            AuditAction.MEMBER_REMOVED,
            membership_id,
            email=[member.email, None],
            role=[member.role, None],
            groups=[member.group_ids, []],
        )
        _publish_change_of_rights(actor.organization_id, ChangeKind.REMOVED, membership_id)


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


@dataclass(frozen=True)
class _Member:
    user_id: UUID
    email: str
    role: Role
    group_ids: list[UUID]


async def _lock(
    actor: Actor, membership_id: UUID, field: str = "id", *, may_be_oneself: bool = False
) -> tuple[Actor, _Member]:
    """The actor and the member as of now, who is the actor's to act on. Raises NotFound, NotPermitted."""
    # Not FOR UPDATE: rows that refer to the organization are made meanwhile, by members locked already.
    await rows("SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE", actor.organization_id)
    actor = await lock_actor(actor)
    found = await row(
        """
        SELECT m.user_id, u.email, m.role, m.group_ids FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.id = $1 AND m.organization_id = $2 FOR UPDATE OF m
        """,
        membership_id,
        actor.organization_id,
    )
    if found is None:
        raise NotFound("member", field)
    member = _Member(found["user_id"], found["email"], Role(found["role"]), list(found["group_ids"]))
    if not (may_be_oneself and membership_id == actor.membership_id):
        actor.require_management(member.role, member.group_ids, "member")
    return actor, member


def _publish_change_of_rights(organization_id: UUID, kind: ChangeKind, membership_id: UUID) -> None:
    """Invitations rest on the rights of members: some may be blocked now, or not any more."""
    publish_after_commit(
        members_changed(organization_id, kind, membership_id),
        invitations_changed(organization_id, ChangeKind.MANY, None),
    )


async def _joined_last(user_id: UUID) -> UUID | None:
    # Without a lock, since others are held. Who is removed there meanwhile is in no organization, like after a removal.
    organization_id: UUID | None = await value(
        "SELECT organization_id FROM memberships WHERE user_id = $1 ORDER BY joined_at DESC LIMIT 1", user_id
    )
    return organization_id


async def _require_another_admin(actor: Actor, member: _Member) -> None:
    """Raises LastAdmin where nobody would be left to manage the organization."""
    if member.role is Role.ADMIN and is_last_admin(member.role, await count_admins(actor.organization_id)):
        raise LastAdmin
