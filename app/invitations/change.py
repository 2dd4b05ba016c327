"""Changes the role or the groups of pending invitations, which from then on depend on the rights of that actor."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record_each
from app.batches import BatchResult, Ids
from app.database.sql import Row, rows
from app.database.transaction import transaction
from app.groups.changes import GroupChange, require_known
from app.invitations.lifecycle import require_pending
from app.invitations.locks import lock_each
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, coalesce, invitations_changed


async def update_invitation_role(actor: Actor, invitation_id: UUID, role: Role) -> None:
    """Raises NotFound, NotPermitted, InvitationNotPending, RoleNotAllowed. The same role again changes nothing."""
    (await update_invitation_roles(actor, [invitation_id], role)).require_done()


async def update_invitation_roles(actor: Actor, ids: Ids, role: Role) -> BatchResult:
    """Has invitations offer a role. The same role again changes nothing.

    Raises NotPermitted, RoleNotAllowed, TooLong.
    """
    result = BatchResult("ids")
    async with transaction():
        actor = await lock_actor(actor)
        pending = [each for _, each in await _lock_pending(actor, ids, result)]
        if pending:
            actor.require_grant(role)
        changing = [each for each in pending if Role(each["role"]) is not role]
        await rows(
            "UPDATE invitations SET role = $2, authorized_by_user_id = $3 WHERE id = ANY($1) AND status = 'pending'",
            [each["id"] for each in changing],
            role,
            actor.user_id,
        )
        changes = {each["id"]: {"role": [Role(each["role"]), role]} for each in changing}
        await record_each(actor, AuditAction.INVITATION_ROLE_CHANGED, changes)
        _publish(actor, changes)
    result.done = [each["id"] for each in pending]
    return result


async def update_invitation_groups(actor: Actor, invitation_id: UUID, group_ids: Sequence[UUID]) -> None:
    """Raises NotFound, NotPermitted, InvitationNotPending, UnknownGroup, GroupNotAllowed.

    The same groups again change nothing.
    """
    (await change_invitation_groups(actor, [invitation_id], GroupChange(group_ids))).require_done()


async def change_invitation_groups(actor: Actor, ids: Ids, change: GroupChange) -> BatchResult:
    """Changes the groups that invitations offer. The same groups again change nothing.

    Raises NotPermitted, UnknownGroup, TooLong.
    """
    result = BatchResult("ids")
    async with transaction():
        actor = await lock_actor(actor)
        locked = await _lock_pending(actor, ids, result)
        await require_known(actor.organization_id, change)
        allowed = result.try_each(locked, lambda each: change.require_allowed(actor, each["group_ids"]))
        pending = [each for _, each in allowed]
        result.done = [each["id"] for each in pending]
        before = {each["id"]: list(each["group_ids"]) for each in pending}
        after = {each: change.apply(group_ids) for each, group_ids in before.items()}
        changed = {each: group_ids for each, group_ids in after.items() if set(group_ids) != set(before[each])}
        await rows(
            """
            UPDATE invitations i SET group_ids = c.group_ids::uuid[], authorized_by_user_id = $3
              FROM unnest($1::uuid[], $2::text[]) AS c (id, group_ids) WHERE i.id = c.id AND i.status = 'pending'
            """,
            list(changed),
            [f"{{{','.join(map(str, group_ids))}}}" for group_ids in changed.values()],
            actor.user_id,
        )
        changes = {each: {"groups": [before[each], group_ids]} for each, group_ids in changed.items()}
        await record_each(actor, AuditAction.INVITATION_GROUPS_CHANGED, changes)
        _publish(actor, changes)
    return result


async def _lock_pending(actor: Actor, ids: Ids, result: BatchResult) -> list[tuple[int, Row]]:
    """Returns, with their positions, those that are pending and the actor's to act on; the others are refused."""
    locked = await lock_each(actor, ids, result)
    return result.try_each(locked, lambda each: require_pending(each["status"]))


def _publish(actor: Actor, changes: Mapping[UUID, object]) -> None:
    publish_after_commit(
        *coalesce(invitations_changed(actor.organization_id, ChangeKind.UPDATED, each) for each in changes)
    )
