"""Loads what many nodes of a response refer to in one query each, within the caller's organization."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from app.activity.queries import EntryRecord, find_entries
from app.activity.timeline import load_timelines
from app.activity.timeline_kinds import TimelineRecord
from app.activity.visibility import may_read_activity
from app.bulk_invites.column_mapping import find_columns
from app.bulk_invites.csv.file_columns import FileColumn
from app.bulk_invites.queries import BulkInviteRecord, find_bulk_invites
from app.bulk_invites.row_queries import RowRecord, find_rows
from app.bulk_invites.sendable_rows import count_sendable
from app.deliveries.bounce_records import find_bounces
from app.deliveries.bounces import Bounce
from app.deliveries.queries import AttemptRow, find_attempts, find_last_sent
from app.groups.queries import GroupRow, count_members, find_groups
from app.invitations.bulk import count_pending, find_with_pending
from app.invitations.counts import count_pending_beyond, count_pending_of_members
from app.invitations.email_queue import EMAIL_KIND
from app.invitations.of_groups import count_pending_in
from app.invitations.queries import InvitationRow, find_invitations, find_superseded
from app.invitations.suppressed import find_suppressions_of
from app.members.queries import MemberRow, count_admins, find_members, find_members_of_users
from app.operations.act_names import load_summaries
from app.operations.acts import ActRecord
from app.operations.deliveries import DeliveryRow, EmailTo, find_deliveries, find_recipients
from app.organizations.actor import Actor
from app.organizations.queries import OrganizationRow, find_organizations_of
from app.organizations.roles import Role, may_manage_anybody
from app.suppressions.queries import SuppressionRow, find_suppressions

Found = TypeVar("Found")


class Loaders:
    """One operation's loaders. They return None for what the actor may not know about, and always without an actor."""

    def __init__(self, actor: Actor | None) -> None:
        self._find_groups = _within(actor, find_groups, _id)
        self.groups: DataLoader[UUID, GroupRow | None] = DataLoader(self._find_groups)
        self.prefetched_groups: dict[UUID, GroupRow | None] = {}
        self.members: DataLoader[UUID, MemberRow | None] = DataLoader(_within(actor, find_members, _id))
        self._find_members_of_users = _within(actor, find_members_of_users, lambda member: member.user_id)
        self.members_by_user: DataLoader[UUID, MemberRow | None] = DataLoader(self._find_members_of_users)
        self.prefetched_members_by_user: dict[UUID, MemberRow | None] = {}
        self.invitations: DataLoader[UUID, InvitationRow | None] = DataLoader(_within(actor, find_invitations, _id))
        self.bulk_invites: DataLoader[UUID, BulkInviteRecord | None] = DataLoader(
            _within(actor, find_bulk_invites, _id)
        )
        self.bulk_invite_rows: DataLoader[UUID, RowRecord | None] = DataLoader(_within(actor, find_rows, _id))
        self.pending_of_bulk_invites: DataLoader[UUID, int] = DataLoader(_pending_of_bulk_invites)
        self.any_pending: DataLoader[UUID, bool] = DataLoader(_any_pending)
        self.sendable_rows: DataLoader[UUID, int] = DataLoader(_counts(actor, count_sendable))
        self.columns_of_bulk_invites: DataLoader[UUID, tuple[FileColumn, ...]] = DataLoader(_columns_of_bulk_invites)
        # Those who may invite nobody have nothing to release either.
        manager = actor if actor and may_manage_anybody(actor.role) else None
        self.suppressions: DataLoader[UUID, SuppressionRow | None] = DataLoader(
            _within(manager, find_suppressions, _id)
        )
        self.suppressions_of_invitations: DataLoader[UUID, SuppressionRow | None] = DataLoader(
            _suppressions_of_invitations(manager)
        )
        self.superseded: DataLoader[UUID, bool] = DataLoader(_superseded(actor))
        self.organizations: DataLoader[UUID, OrganizationRow | None] = DataLoader(_organizations(actor))
        self.member_counts: DataLoader[UUID, int] = DataLoader(_counts(actor, count_members))
        self.pending_invitation_counts: DataLoader[UUID, int] = DataLoader(_counts(actor, count_pending_in))
        self.admin_counts: DataLoader[UUID, int] = DataLoader(_admin_counts)
        self.pending_counts: DataLoader[UUID, int] = DataLoader(_pending_counts(actor))
        self.counts_beyond: DataLoader[tuple[UUID, Role], int] = DataLoader(_counts_beyond(actor))
        self.last_sent: DataLoader[UUID, datetime | None] = DataLoader(_last_sent)
        self.attempts: DataLoader[UUID, list[AttemptRow]] = DataLoader(_attempts)
        self.bounces: DataLoader[UUID, Bounce | None] = DataLoader(_bounces)
        self.deliveries: DataLoader[UUID, DeliveryRow | None] = DataLoader(_deliveries)
        self.recipients: DataLoader[EmailTo, str | None] = DataLoader(_recipients)
        self.act_summaries: DataLoader[ActRecord, str] = DataLoader(_act_summaries, cache_key_fn=lambda act: act.id)
        self.timelines: DataLoader[UUID, list[TimelineRecord]] = DataLoader(_timelines(actor))
        self.audit_entries: DataLoader[UUID, EntryRecord | None] = DataLoader(_audit_entries(actor))

    async def prefetch_groups(self, ids: Iterable[UUID]) -> None:
        """Fetches the groups of a long list at once: waiting for a loader in each row would cost more than the row."""
        wanted = list(set(ids))
        self.prefetched_groups |= zip(wanted, await self._find_groups(wanted), strict=True)

    async def prefetch_members_by_user(self, user_ids: Iterable[UUID]) -> None:
        """The same for the members whose rights the invitations of a long list rest on."""
        wanted = list(set(user_ids))
        self.prefetched_members_by_user |= zip(wanted, await self._find_members_of_users(wanted), strict=True)


def _within(
    actor: Actor | None,
    find: Callable[[UUID, Sequence[UUID]], Awaitable[Iterable[Found]]],
    key: Callable[[Found], UUID],
) -> Callable[[list[UUID]], Awaitable[list[Found | None]]]:
    async def load(ids: list[UUID]) -> list[Found | None]:
        found = {key(each): each for each in await find(actor.organization_id, ids)} if actor else {}
        return [found.get(each) for each in ids]

    return load


def _id(found: GroupRow | MemberRow | InvitationRow | BulkInviteRecord | RowRecord | SuppressionRow) -> UUID:
    return found.id


async def _pending_of_bulk_invites(bulk_invite_ids: list[UUID]) -> list[int]:
    """Whoever has a bulk invite may know about it."""
    counts = await count_pending(bulk_invite_ids)
    return [counts.get(each, 0) for each in bulk_invite_ids]


async def _columns_of_bulk_invites(bulk_invite_ids: list[UUID]) -> list[tuple[FileColumn, ...]]:
    found = await find_columns(bulk_invite_ids)
    return [found.get(each, ()) for each in bulk_invite_ids]


async def _any_pending(bulk_invite_ids: list[UUID]) -> list[bool]:
    found = await find_with_pending(bulk_invite_ids)
    return [each in found for each in bulk_invite_ids]


def _superseded(actor: Actor | None) -> Callable[[list[UUID]], Awaitable[list[bool]]]:
    async def load(ids: list[UUID]) -> list[bool]:
        found = await find_superseded(actor.organization_id, ids) if actor else set()
        return [each in found for each in ids]

    return load


def _suppressions_of_invitations(
    actor: Actor | None,
) -> Callable[[list[UUID]], Awaitable[list[SuppressionRow | None]]]:
    async def load(ids: list[UUID]) -> list[SuppressionRow | None]:
        found = await find_suppressions_of(actor.organization_id, ids) if actor else {}
        return [found.get(each) for each in ids]

    return load


def _organizations(actor: Actor | None) -> Callable[[list[UUID]], Awaitable[list[OrganizationRow | None]]]:
    async def load(ids: list[UUID]) -> list[OrganizationRow | None]:
        found = {each.id: each for each in await find_organizations_of(actor.user_id)} if actor else {}
        return [found.get(each) for each in ids]

    return load


def _counts(
    actor: Actor | None, count: Callable[[UUID, Sequence[UUID]], Awaitable[dict[UUID, int]]]
) -> Callable[[list[UUID]], Awaitable[list[int]]]:
    async def load(ids: list[UUID]) -> list[int]:
        counts = await count(actor.organization_id, ids) if actor else {}
        return [counts.get(each, 0) for each in ids]

    return load


def _pending_counts(actor: Actor | None) -> Callable[[list[UUID]], Awaitable[list[int]]]:
    async def load(user_ids: list[UUID]) -> list[int]:
        counts = await count_pending_of_members(actor.organization_id, user_ids) if actor else {}
        return [counts.get(each, 0) for each in user_ids]

    return load


def _counts_beyond(actor: Actor | None) -> Callable[[list[tuple[UUID, Role]]], Awaitable[list[int]]]:
    async def load(changes: list[tuple[UUID, Role]]) -> list[int]:
        counts = await count_pending_beyond(actor.organization_id, changes) if actor else {}
        return [counts.get(each, 0) for each in changes]

    return load


async def _last_sent(invitation_ids: list[UUID]) -> list[datetime | None]:
    found = await find_last_sent(EMAIL_KIND, invitation_ids)
    return [found.get(each) for each in invitation_ids]


async def _admin_counts(organization_ids: list[UUID]) -> list[int]:
    """One query each: it is only ever the caller's organization."""
    return [await count_admins(each) for each in organization_ids]


async def _attempts(delivery_ids: list[UUID]) -> list[list[AttemptRow]]:
    found = await find_attempts(delivery_ids)
    return [found.get(each, []) for each in delivery_ids]


async def _bounces(delivery_ids: list[UUID]) -> list[Bounce | None]:
    found = await find_bounces(delivery_ids)
    return [found.get(each) for each in delivery_ids]


async def _deliveries(delivery_ids: list[UUID]) -> list[DeliveryRow | None]:
    """Whose business a delivery is, is for its type to say."""
    found = {each.id: each for each in await find_deliveries(delivery_ids)}
    return [found.get(each) for each in delivery_ids]


async def _recipients(emails: list[EmailTo]) -> list[str | None]:
    found = await find_recipients(emails)
    return [found.get(each) for each in emails]


async def _act_summaries(acts: list[ActRecord]) -> list[str]:
    found = await load_summaries(acts)
    return [found[each.id] for each in acts]


def _timelines(actor: Actor | None) -> Callable[[list[UUID]], Awaitable[list[list[TimelineRecord]]]]:
    async def load(invitation_ids: list[UUID]) -> list[list[TimelineRecord]]:
        found = await load_timelines(actor.organization_id, invitation_ids) if actor else {}
        return [found.get(each, []) for each in invitation_ids]

    return load


def _audit_entries(actor: Actor | None) -> Callable[[list[UUID]], Awaitable[list[EntryRecord | None]]]:
    async def load(ids: list[UUID]) -> list[EntryRecord | None]:
        reader = actor if actor and may_read_activity(actor) else None
        found = {each.id: each for each in await find_entries(reader, ids)} if reader else {}
        return [found.get(each) for each in ids]

    return load
