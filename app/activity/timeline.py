"""What happened to an invitation, from the audit and from the conversations about its emails."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson

from app.activity.names import load_group_names
from app.activity.timeline_kinds import TEXTS, TimelineKind, TimelineRecord, attempt, bounced, kind_of, text_of
from app.activity.wording import GroupNames, readable_changes
from app.audit.action_names import AuditAction
from app.audit.subjects import groups_in
from app.database.sql import Row, rows
from app.deliveries.bounces import Bounce
from app.deliveries.queries import DeliveryStatus
from app.invitations.email_queue import EMAIL_KIND
from app.mail import AttemptOutcome

MAX_ENTRIES = 200
Timelines = dict[UUID, list[TimelineRecord]]


async def load_timelines(organization_id: UUID, invitation_ids: Sequence[UUID]) -> Mapping[UUID, list[TimelineRecord]]:
    """Returns the newest MAX_ENTRIES of each of the organization's invitations, oldest first, by the invitation's id.

    Whoever reads an invitation may read its timeline: what became of its emails is there as well.
    """
    invitations = await _load_invitations(organization_id, invitation_ids)
    ids = [each["id"] for each in invitations]
    entries = await _load_entries(organization_id, ids)
    attempts = await _load_attempts(ids)
    group_names = await load_group_names(
        organization_id,
        (group for each in entries for group in groups_in(each["changes"]) if group not in each["groups"]),
    )
    timelines: Timelines = defaultdict(list)
    audited: dict[UUID, set[str]] = defaultdict(set)
    for each in entries:
        audited[each["invitation_id"]].add(each["action"])
        timelines[each["invitation_id"]].append(_entry(each, group_names))
    for invitation in invitations:
        timelines[invitation["id"]] += _unaudited(invitation, audited[invitation["id"]])
    for invitation_id, email in (*_emails(attempts), *await _load_bounces(ids)):
        timelines[invitation_id].append(email)
    return {key: sorted(found, key=attrgetter("at"))[-MAX_ENTRIES:] for key, found in timelines.items()}


async def _load_invitations(organization_id: UUID, ids: Sequence[UUID]) -> list[Row]:
    """With what bulk invites do to many at once, for which there is no entry of each: they have its time."""
    return await rows(
        """
        SELECT i.id, i.created_at, i.invited_by_name, i.bulk_invite_id, b.filename, i.revoked_at, revoked.actor_name,
               CASE WHEN i.status = 'pending' AND i.expires_at <= now() THEN i.expires_at END AS lapsed_at
          FROM invitations i
          LEFT JOIN bulk_invites b ON b.id = i.bulk_invite_id
          LEFT JOIN LATERAL (
            SELECT e.actor_name FROM audit_entries e
             WHERE e.subject_id = i.bulk_invite_id AND e.action = $3 AND e.created_at = i.revoked_at LIMIT 1
          ) AS revoked ON TRUE
         WHERE i.organization_id = $1 AND i.id = ANY($2)
        """,
        organization_id,
        list(ids),
        AuditAction.BULK_INVITE_INVITATIONS_REVOKED,
    )


async def _load_entries(organization_id: UUID, ids: Sequence[UUID]) -> list[Row]:
    found = await rows(
        f"""
        SELECT wanted.id AS invitation_id, e.* FROM unnest($2::uuid[]) AS wanted (id)
         CROSS JOIN LATERAL (
            SELECT created_at, action, actor_name, changes, groups FROM audit_entries
             WHERE subject_id = wanted.id AND organization_id = $1
             ORDER BY created_at DESC, id DESC LIMIT {MAX_ENTRIES}
         ) AS e
         ORDER BY e.created_at
        """,
        organization_id,
        list(ids),
    )
    return [
        {**each, "changes": orjson.loads(each["changes"]), "groups": orjson.loads(each["groups"] or "{}")}
        for each in found
    ]


async def _load_attempts(ids: Sequence[UUID]) -> list[Row]:
    """Of all emails of each invitation; `is_last` is the last one of its email."""
    return await rows(
        f"""
        SELECT wanted.id AS invitation_id, a.* FROM unnest($1::uuid[]) AS wanted (id)
         CROSS JOIN LATERAL (
            SELECT coalesce(a.finished_at, a.started_at) AS at, a.outcome, a.reply_code, a.reply, d.status,
                   NOT EXISTS (SELECT FROM delivery_attempts later
                                WHERE later.delivery_id = d.id AND later.number > a.number) AS is_last
              FROM deliveries d JOIN delivery_attempts a ON a.delivery_id = d.id
             WHERE d.kind = $2 AND d.subject_id = wanted.id
             ORDER BY a.started_at DESC, a.id DESC LIMIT {MAX_ENTRIES}
         ) AS a
         ORDER BY a.at
        """,
        list(ids),
        EMAIL_KIND,
    )


async def _load_bounces(ids: Sequence[UUID]) -> list[tuple[UUID, TimelineRecord]]:
    """Of all emails of each invitation, those too that were sent again since.

    None came back before it was sent, whenever the server's reply was recorded.
    """
    found = await rows(
        """
        SELECT d.subject_id, b.kind, b.status, b.diagnostic, b.is_about_domain,
               greatest(b.bounced_at, (SELECT max(a.finished_at) FROM delivery_attempts a
                                        WHERE a.delivery_id = d.id AND a.started_at <= b.recorded_at)) AS at
          FROM deliveries d JOIN delivery_bounces b ON b.delivery_id = d.id
         WHERE d.kind = $2 AND d.subject_id = ANY($1)
        """,
        list(ids),
        EMAIL_KIND,
    )
    return [(each["subject_id"], bounced(Bounce.of(each))) for each in found]


def _entry(found: Mapping[str, Any], group_names: GroupNames) -> TimelineRecord:
    kind = kind_of(found["action"])
    changes = readable_changes(found["changes"], {**group_names, **found["groups"]})
    actor_name = None if kind is TimelineKind.EXPIRED else found["actor_name"]
    return TimelineRecord(found["created_at"], kind, actor_name, text_of(kind, found["action"], changes))


def _unaudited(invitation: Mapping[str, Any], audited: set[str]) -> Iterable[TimelineRecord]:
    """What is in no entry of the invitation's own: what was done to many at once, and a time limit just passed."""
    if invitation["bulk_invite_id"] and AuditAction.INVITATION_CREATED not in audited:
        source = invitation["filename"] or "a list of people"
        yield TimelineRecord(
            invitation["created_at"], TimelineKind.CREATED, invitation["invited_by_name"], f"Invited from {source}"
        )
    if invitation["revoked_at"] and AuditAction.INVITATION_REVOKED not in audited:
        yield _plain(invitation["revoked_at"], TimelineKind.REVOKED, invitation["actor_name"])
    if invitation["lapsed_at"]:
        yield _plain(invitation["lapsed_at"], TimelineKind.EXPIRED)


def _emails(attempts: Sequence[Mapping[str, Any]]) -> Iterable[tuple[UUID, TimelineRecord]]:
    for each in attempts:
        outcome = AttemptOutcome(each["outcome"]) if each["outcome"] else None
        became = DeliveryStatus(each["status"]) if each["is_last"] else None
        yield each["invitation_id"], attempt(each["at"], outcome, each["reply_code"], each["reply"], became)


def _plain(at: datetime, kind: TimelineKind, actor_name: str | None = None) -> TimelineRecord:
    return TimelineRecord(at, kind, actor_name, TEXTS[kind])
