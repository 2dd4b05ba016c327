"""Which members changed lately, for subscribers whose events were lost."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.audit.action_names import CHANGES_AROUND_MEMBERS, change_kind
from app.database.sql import Row, rows
from app.pubsub.events import ChangeKind, members_changed
from app.pubsub.missed_events import Change


async def members_changed_since(since: Mapping[UUID, datetime]) -> list[Change]:
    """Returns the changes of each organization's members after a time, as the audit log has them."""
    found = await rows(
        """
        SELECT organization_id, e.subject_type, e.subject_id, e.action, e.created_at AS at
          FROM unnest($1::uuid[], $2::timestamptz[]) AS w (organization_id, since)
          JOIN audit_entries e USING (organization_id)
         WHERE e.created_at > since AND (e.subject_type = 'member' OR e.action = ANY($3))
        """,
        list(since),
        list(since.values()),
        list(CHANGES_AROUND_MEMBERS),
    )
    return [_change(each) for each in found]


def _change(found: Row) -> Change:
    if found["subject_type"] != "member":
        return Change(members_changed(found["organization_id"], ChangeKind.MANY, None), found["at"])
    event = members_changed(found["organization_id"], change_kind(found["action"]), found["subject_id"])
    return Change(event, found["at"])
