"""The invitations of groups: how many are pending, and which follow when a group is deleted."""

from collections.abc import Sequence
from uuid import UUID

from app.database.sql import rows
from app.groups.moves import GroupHolders
from app.invitations.lifecycle import PENDING_SQL

# Those that somebody can still accept, some of them after a resend.
INVITATIONS = GroupHolders("invitations", "group_ids", "organization_id = $1 AND status IN ('pending', 'expired')")


async def count_pending_in(organization_id: UUID, group_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many pending invitations are into each of these groups; groups without any are left out."""
    found = await rows(
        f"""
        SELECT g.id, count(*) AS invitations
          FROM invitations i CROSS JOIN LATERAL unnest(i.group_ids) AS g (id)
         WHERE i.organization_id = $1 AND {PENDING_SQL} AND i.group_ids && $2::uuid[] AND g.id = ANY($2) GROUP BY g.id
        """,
        organization_id,
        list(group_ids),
    )
    return {each["id"]: each["invitations"] for each in found}
