"""The groups that bulk invites give by default, and what becomes of them when a group is deleted."""

from uuid import UUID

from app.database.sql import value
from app.groups.moves import GroupHolders

BULK_INVITES = GroupHolders(
    "bulk_invites", "default_group_ids", "organization_id = $1 AND status IN ('validating', 'ready')"
)


async def is_default_of_sending(organization_id: UUID, group_id: UUID) -> bool:
    """Whether people are being invited into the group at this moment, since their rows name no other."""
    return bool(
        await value(
            """
            SELECT EXISTS (SELECT FROM bulk_invites WHERE organization_id = $1 AND status = 'sending'
                              AND default_group_ids @> ARRAY[$2::uuid])
            """,
            organization_id,
            group_id,
        )
    )
