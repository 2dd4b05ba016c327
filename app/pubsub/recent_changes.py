"""What changed lately, as the rows have it: for telling what no event told.

Every change of a list writes an audit entry in its own transaction, every verdict on an email finishes an attempt.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.database.sql import Row, rows, value
from app.pubsub.events import ChangeKind, bulk_invite_changed, invitations_changed, members_changed
from app.pubsub.redis import Change

KINDS = {
    "invitation.created": ChangeKind.CREATED,
    "member.joined": ChangeKind.CREATED,
    "member.removed": ChangeKind.REMOVED,
}
Since = Mapping[UUID, datetime]


async def database_time() -> datetime:
    now: datetime = await value("SELECT clock_timestamp()")
    return now


async def find_changes(since: Mapping[str, datetime]) -> list[Change]:
    """What changed in topics after the time given for each, first to last. Two queries at most."""
    wanted: dict[str, dict[UUID, datetime]] = defaultdict(dict)
    for topic, at in since.items():
        noun, _, subject_id = topic.partition(":")
        wanted[noun][UUID(subject_id)] = at
    changes = [change for noun, times in wanted.items() if noun in FINDERS for change in await FINDERS[noun](times)]
    return sorted(changes, key=lambda change: change.at)


async def _of_invitations(since: Since) -> list[Change]:
    """Of an uploaded file there is an entry for many invitations together."""
    found = await rows(
        """
        WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS w (organization_id, since))
        SELECT organization_id, e.subject_type, e.subject_id, e.action, e.created_at AS at
          FROM wanted JOIN audit_entries e USING (organization_id)
         WHERE e.created_at > since AND e.subject_type IN ('invitation', 'bulk_invite')
        UNION ALL
        SELECT organization_id, 'invitation', i.id, 'invitation.emailed', a.finished_at
          FROM delivery_attempts a
          JOIN deliveries d ON d.id = a.delivery_id AND d.kind = 'invitation'
          JOIN invitations i ON i.id = d.subject_id
          JOIN wanted USING (organization_id)
         WHERE a.finished_at > $3 AND a.finished_at > since
        """,
        list(since),
        list(since.values()),
        min(since.values()),
    )
    return [_invitation_change(each) for each in found]


async def _of_members(since: Since) -> list[Change]:
    found = await rows(
        """
        SELECT organization_id, e.subject_id, e.action, e.created_at AS at
          FROM unnest($1::uuid[], $2::timestamptz[]) AS w (organization_id, since)
          JOIN audit_entries e USING (organization_id)
         WHERE e.created_at > since AND e.subject_type = 'member'
        """,
        list(since),
        list(since.values()),
    )
    return [
        Change(members_changed(each["organization_id"], _kind(each), each["subject_id"]), each["at"]) for each in found
    ]


async def _of_bulk_invites(since: Since) -> list[Change]:
    found = await rows(
        """
        SELECT b.id, b.changed_at FROM unnest($1::uuid[], $2::timestamptz[]) AS w (id, since)
          JOIN bulk_invites b USING (id) WHERE b.changed_at > since
        """,
        list(since),
        list(since.values()),
    )
    return [Change(bulk_invite_changed(each["id"]), each["changed_at"]) for each in found]


FINDERS: dict[str, Callable[[Since], Awaitable[Sequence[Change]]]] = {
    "bulk_invites": _of_bulk_invites,
    "invitations": _of_invitations,
    "members": _of_members,
}


def _invitation_change(found: Row) -> Change:
    if found["subject_type"] != "invitation":
        return Change(invitations_changed(found["organization_id"], ChangeKind.MANY, None), found["at"])
    return Change(invitations_changed(found["organization_id"], _kind(found), found["subject_id"]), found["at"])


def _kind(found: Row) -> ChangeKind:
    return KINDS.get(found["action"], ChangeKind.UPDATED)
