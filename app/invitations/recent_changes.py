"""Which invitations changed lately, for subscribers whose events were lost."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.audit.action_names import CHANGES_OF_GROUPS, AuditAction, change_kind
from app.database.sql import Row, rows
from app.pubsub.events import ChangeKind, invitations_changed
from app.pubsub.missed_events import Change

CHANGES_OF_MANY = (
    AuditAction.BULK_INVITE_ROWS_INVITED,
    AuditAction.BULK_INVITE_INVITATIONS_REVOKED,
    # Invitations rest on the rights of members.
    AuditAction.MEMBER_ROLE_CHANGED,
    AuditAction.MEMBER_GROUPS_CHANGED,
    AuditAction.MEMBER_REMOVED,
    *CHANGES_OF_GROUPS,
    # Those to the address can be sent again.
    AuditAction.SUPPRESSION_RELEASED,
)


async def invitations_changed_since(since: Mapping[UUID, datetime]) -> list[Change]:
    """Returns the changes of each organization's invitations, and of their emails, after a time.

    Every change writes an audit entry in its own transaction, one for all the invitations of a bulk invite's chunk;
    every result of an email finishes an attempt, and what comes back later is recorded. A mail server hands that to a
    process that publishes nothing.
    """
    found = await rows(
        """
        WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS w (organization_id, since))
        SELECT organization_id, e.subject_type, e.subject_id, e.action, e.created_at AS at
          FROM wanted JOIN audit_entries e USING (organization_id)
         WHERE e.created_at > since AND (e.subject_type = 'invitation' OR e.action = ANY($4))
        UNION ALL
        SELECT organization_id, 'invitation', i.id, 'invitation.emailed', a.finished_at
          FROM delivery_attempts a
          JOIN deliveries d ON d.id = a.delivery_id AND d.kind = 'invitation'
          JOIN invitations i ON i.id = d.subject_id
          JOIN wanted USING (organization_id)
         WHERE a.finished_at > $3 AND a.finished_at > since
        UNION ALL
        SELECT organization_id, 'invitation', d.subject_id, 'invitation.emailed', b.recorded_at
          FROM wanted JOIN delivery_bounces b USING (organization_id)
          JOIN deliveries d ON d.id = b.delivery_id AND d.kind = 'invitation'
         WHERE b.recorded_at > since
        """,
        list(since),
        list(since.values()),
        min(since.values()),
        list(CHANGES_OF_MANY),
    )
    return [_change(each) for each in found]


def _change(found: Row) -> Change:
    if found["subject_type"] != "invitation":
        return Change(invitations_changed(found["organization_id"], ChangeKind.MANY, None), found["at"])
    event = invitations_changed(found["organization_id"], change_kind(found["action"]), found["subject_id"])
    return Change(event, found["at"])
