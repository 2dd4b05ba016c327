"""Changes of groups."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.ids import uuid7
from app.database.sql import value
from app.database.transaction import transaction
from app.errors import GroupExists
from app.names import parse_name
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor


async def create_group(actor: Actor, name: str) -> UUID:
    """Returns the new group's id. Raises NotPermitted, Required, TooLong, GroupExists."""
    async with transaction():
        actor = await lock_actor(actor)
        actor.require_settings()
        kept = parse_name(name, "name", "a name")
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
    return group_id
