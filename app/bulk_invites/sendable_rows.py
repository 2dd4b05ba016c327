"""How many invitations sending a bulk invite under review makes, as it looks now.

Rows with an error are left out, and so are those with suppressed addresses: sending them overrules no warning that the
email would come back again. They are WARNING all the same, since no edit of the row mends them but a release of the
address, and `send` looks again, so that a release after the review is enough. That is why they are counted by the
suppressions of now, and not stored with the other counts. An address stands in one sendable row at most.
"""

from collections.abc import Sequence
from uuid import UUID

from app.database.sql import rows


async def count_sendable(organization_id: UUID, bulk_invite_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Returns the numbers by bulk invite; those of other organizations are left out.

    It goes from the organization's suppressions, of which there are few, to the rows by their index: 5 µs each.
    """
    found = await rows(
        """
        SELECT b.id, b.valid_rows + b.warning_rows - (
                   SELECT count(*) FROM suppressions s
                    CROSS JOIN LATERAL (SELECT FROM bulk_invite_rows r
                                         WHERE r.bulk_invite_id = b.id AND r.email_key = s.email_key
                                           AND r.status IN ('valid', 'warning') LIMIT 1) AS suppressed
                    WHERE s.organization_id = $1) AS sendable
          FROM bulk_invites b WHERE b.organization_id = $1 AND b.id = ANY($2)
        """,
        organization_id,
        list(bulk_invite_ids),
    )
    return {each["id"]: each["sendable"] for each in found}
