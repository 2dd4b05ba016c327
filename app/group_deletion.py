"""Deletes a group. Stands above the nouns whose rows have groups: members, invitations and bulk invites."""

import asyncio
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.default_groups import BULK_INVITES, is_default_of_sending
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.errors import GroupBusy, GroupInUse, NotFound
from app.groups.actions import lock_group, publish_group_changed
from app.groups.moves import RowsInUse
from app.groups.queries import count_members
from app.invitations.of_groups import INVITATIONS, count_pending_in
from app.members.of_groups import MEMBERS
from app.organizations.actor import Actor

TRIES = 20
PAUSE_SECONDS = 0.1


async def delete_group(actor: Actor, group_id: UUID, move_to_group_id: UUID | None = None) -> None:
    """Deletes a group that nobody is in, or puts everybody who is into another one first, in the same transaction.

    A Group Admin moves like everybody else, and so goes on managing the same people. What has expired loses the group
    where it is not moved. Raises NotPermitted, NotFound, GroupInUse, and GroupBusy where acts of others keep coming
    between.
    """
    for _ in range(TRIES):
        try:
            async with transaction():
                await _delete(actor, group_id, move_to_group_id)
        except RowsInUse:
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return
    raise GroupBusy


async def _delete(actor: Actor, group_id: UUID, to_group_id: UUID | None) -> None:
    # The organization before the member, as changes of members lock them.
    await rows("SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE", actor.organization_id)
    actor, name = await lock_group(actor, group_id)
    to_name = await _find_target(actor, group_id, to_group_id)
    # Invitations before members: whoever accepts meanwhile is found as the one or the other.
    invitations = (await count_pending_in(actor.organization_id, [group_id])).get(group_id, 0)
    await INVITATIONS.hold(actor.organization_id, group_id)
    members = (await count_members(actor.organization_id, [group_id])).get(group_id, 0)
    bulk_invites = await BULK_INVITES.hold(actor.organization_id, group_id)
    if await is_default_of_sending(actor.organization_id, group_id):
        raise GroupBusy
    if to_group_id is None and members + invitations + bulk_invites:
        raise GroupInUse(members, invitations, bulk_invites)
    await MEMBERS.hold(actor.organization_id, group_id)
    for holders in (INVITATIONS, MEMBERS, BULK_INVITES):
        await holders.move(actor.organization_id, group_id, to_group_id)
    await rows("DELETE FROM groups WHERE id = $1", group_id)
    await record(
        actor,
        AuditAction.GROUP_DELETED,
        group_id,
        name=[name, None],
        **({"moved_to": [None, to_name], "members": members, "invitations": invitations} if to_name else {}),
    )
    publish_group_changed(actor.organization_id)


async def _find_target(actor: Actor, group_id: UUID, to_group_id: UUID | None) -> str | None:
    """The name of the group to move to, which stays until the transaction ends. Raises NotFound."""
    if to_group_id is None:
        return None
    name: str | None = await value(
        "SELECT name FROM groups WHERE id = $1 AND organization_id = $2 AND id <> $3 FOR KEY SHARE",
        to_group_id,
        actor.organization_id,
        group_id,
    )
    if name is None:
        raise NotFound("group", "moveToGroupId")
    return name
