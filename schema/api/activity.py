"""What happened in the organization: the audit as people read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.activity.queries import ActivityFilter, EntryRecord, list_entries
from app.activity.wording import ReadableChange
from app.database.keyset import PageRequest
from schema.api.bounds import parse_list, parse_search
from schema.api.context import Info
from schema.api.node import NO_ID, find_id, global_id
from schema.api.pagination import Connection, PageArguments, connection

# The node types of what entries are about; of anything else there is no id.
SUBJECT_TYPES = {
    "invitation": "Invitation",
    "member": "Member",
    "user": "User",
    "group": "Group",
    "bulk_invite": "BulkInvite",
    "organization": "Organization",
}


@strawberry.type(
    description="What a field was and is, as people read it: labels of roles, names of groups, statuses in words."
)
class AuditChange:
    field: str = strawberry.field(description="Which one, such as `role`, `groups`, `status`, `expiresAt`.")
    from_: str | None = strawberry.field(name="from", description="Before; null: nothing, or a figure of the act.")
    to: str | None = strawberry.field(description="After; null: nothing.")

    @classmethod
    def of(cls, change: ReadableChange) -> Self:
        return cls(field=change.field, from_=change.before, to=change.after)


@strawberry.type(
    description="Who did what to whom, and when. What a worker does for one file of people is one entry, which counts"
    " on while it works."
)
class AuditEntry(Node):
    id: NodeID[UUID]
    at: datetime = strawberry.field(description="When it happened.")
    action: str = strawberry.field(
        description="`<what it is about>.<what happened>`, such as `invitation.created`. More may come."
    )
    actor_name: str = strawberry.field(
        description="Who acted, as they were called then; `administrator`, `time limit` and"
        " `working address` are the service's own."
    )
    subject_name: str | None = strawberry.field(
        description="Whom or what it is about, as it was called then: a person's name or address, a file, a group."
        " Stays when it is gone; null where it had no name."
    )
    subject_email: str | None = strawberry.field(description="The address of the person it is about.")
    changes: list[AuditChange] = strawberry.field(description="From what to what, without what is the same.")
    text: str = strawberry.field(description="What happened, as a sentence without who acted.")
    row: strawberry.Private[EntryRecord]

    @strawberry.field(
        description="Of the User who acted, for `actorIds`; null: the service, or somebody without account."
    )
    def actor_id(self) -> strawberry.ID | None:
        return global_id("User", self.row.actor_user_id) if self.row.actor_user_id else None

    @strawberry.field(description="Of what it is about, for `node`, where it may be gone; null for other things.")
    def subject_id(self) -> strawberry.ID | None:
        type_name = SUBJECT_TYPES.get(self.row.subject_type)
        return global_id(type_name, self.row.subject_id) if type_name else None

    @classmethod
    def of(cls, row: EntryRecord) -> Self:
        return cls(
            id=row.id,
            at=row.at,
            action=row.action,
            actor_name=row.actor_name,
            subject_name=row.subject_name,
            subject_email=row.subject_email,
            changes=[AuditChange.of(each) for each in row.changes],
            text=row.text,
            row=row,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        found = await info.context.loaders.audit_entries.load_many(ids)
        return [cls.of(row) if row else None for row in found]


@strawberry.input(name="AuditFilter", description="Which entries to list; parts that are left out keep everything.")
class AuditFilterInput:
    actions: list[str] | None = strawberry.field(
        default=None, description="Entries of one of these actions; one that nobody knows has none."
    )
    actor_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="What one of these did: the `id` of a Member, or an `actorId`."
    )
    search: str | None = strawberry.field(
        default=None,
        description="Words of the names and addresses of who acted and of whom, in any order, with or without accents;"
        " up to 254 characters and 16 words.",
    )
    since: datetime | None = strawberry.field(default=None, description="At this time or later.")
    until: datetime | None = strawberry.field(default=None, description="Before this time.")


@strawberry.type
class ActivityQueries:
    @strawberry.field(
        description="The organization's audit, newest first: all of it for Admins. A Group Admin sees own acts and what"
        " concerns one of the own groups; for others FORBIDDEN.",
        extensions=[PageArguments()],
    )
    async def audit_entries(
        self,
        info: Info,
        page: PageRequest,
        filter: AuditFilterInput | None = None,  # noqa: A002 - the contract's name
    ) -> Connection[AuditEntry]:
        return connection(await list_entries(info.context.actor, _filter(filter), page), AuditEntry.of)


def _filter(given: AuditFilterInput | None) -> ActivityFilter:
    if given is None:
        return ActivityFilter()
    actor_ids = parse_list(given.actor_ids, "actorIds")
    membership_ids = [found for each in actor_ids if (found := find_id(each, "Member"))]
    user_ids = [found for each in actor_ids if (found := find_id(each, "User"))]
    return ActivityFilter(
        actions=[action.replace("\0", "\ufffd") for action in parse_list(given.actions, "actions")],
        actor_user_ids=user_ids or ([NO_ID] if actor_ids else []),
        actor_membership_ids=membership_ids,
        search=parse_search(given.search),
        since=given.since,
        until=given.until,
    )
