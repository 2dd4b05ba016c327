"""Changes of groups. `app.group_deletion` deletes them."""

from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.ids import uuid7
from app.database.sql import rows, value
from app.database.transaction import savepoint, transaction
from app.errors import GroupExists, NotFound
from app.groups.names import parse_group_name
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed, members_changed


async def create_group(actor: Actor, name: str) -> UUID:
    """Returns the new group's id. Raises NotPermitted, Required, TooLong, InvalidGroupName, GroupExists."""
    async with transaction():
        actor = await lock_actor(actor)
        actor.require_settings()
        kept = parse_group_name(name)
        group_id: UUID | None = await value(
            """
            INSERT INTO groups (id, organization_id, name, name_key) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization_id, name_key) DO NOTHING RETURNING id
            """,
            uuid7(),
            actor.organization_id,
            kept,
            kept.lower(),
        )
        if group_id is None:
            raise GroupExists(kept)
        await record(actor, AuditAction.GROUP_CREATED, group_id, name=[None, kept])
        publish_after_commit(members_changed(actor.organization_id, ChangeKind.MANY, None))
    return group_id


async def rename_group(actor: Actor, group_id: UUID, name: str) -> None:
    """Raises NotPermitted, NotFound, Required, TooLong, InvalidGroupName, GroupExists.

    The same name again changes nothing, also where a new group could not have it.
    """
    async with transaction():
        actor, before = await lock_group(actor, group_id)
        if name == before:
            return
        kept = parse_group_name(name)
        if kept == before:
            return
        try:
            async with savepoint():
                await rows("UPDATE groups SET name = $2, name_key = $3 WHERE id = $1", group_id, kept, kept.lower())
        except IntegrityError:
            raise GroupExists(kept) from None
        await record(actor, AuditAction.GROUP_UPDATED, group_id, name=[before, kept])
        publish_group_changed(actor.organization_id)


async def lock_group(actor: Actor, group_id: UUID) -> tuple[Actor, str]:
    """The actor as of now and the group's name. Until the transaction ends, nobody is put into the group.

    Raises NotPermitted, NotFound.
    """
    actor = await lock_actor(actor)
    actor.require_settings()
    name: str | None = await value(
        "SELECT name FROM groups WHERE id = $1 AND organization_id = $2 FOR UPDATE", group_id, actor.organization_id
    )
    if name is None:
        raise NotFound("group", "groupId")
    return actor, name


def publish_group_changed(organization_id: UUID) -> None:
    """Every row of both lists may show the group."""
    publish_after_commit(
        members_changed(organization_id, ChangeKind.MANY, None),
        invitations_changed(organization_id, ChangeKind.MANY, None),
    )
