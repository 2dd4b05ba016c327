"""Which invitations are to addresses that the organization does not invite any more."""

from collections.abc import Sequence
from uuid import UUID

from app.database.sql import rows
from app.suppressions.queries import COLUMNS, SuppressionRow


async def find_suppressions_of(organization_id: UUID, invitation_ids: Sequence[UUID]) -> dict[UUID, SuppressionRow]:
    """Returns the suppressions of the addresses by invitation, as they are now; without those that have none."""
    found = await rows(
        f"""
        SELECT i.id AS invitation_id, {COLUMNS} FROM invitations i
          JOIN suppressions s ON s.organization_id = i.organization_id AND s.email_key = i.email_key
         WHERE i.organization_id = $1 AND i.id = ANY($2)
        """,
        organization_id,
        list(invitation_ids),
    )
    return {each["invitation_id"]: SuppressionRow.of(each) for each in found}
