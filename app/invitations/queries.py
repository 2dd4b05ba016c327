"""The Invited Users list, and single invitations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.database.keyset import Order, PageRequest
from app.database.matching_rows import MatchingRows
from app.database.pages import Page
from app.database.search import contains_words, patterns
from app.database.sifted_pages import SiftedListing, read_sifted_page
from app.database.sql import Where, rows, value
from app.deliveries.queries import DeliveryStatus
from app.groups.queries import ANY_OF_GROUPS
from app.invitations.authority import LINK_BLOCKED_SQL, RESTRICTED_AUTHORIZERS
from app.invitations.lifecycle import STATUS_SQL, Status, status_parts
from app.organizations.roles import Role

ORDERS = {
    "email": Order("email", "i.email_key", 'text COLLATE "C"'),
    "role": Order("role", 'i.role COLLATE "C"', "text"),
    "created_at": Order("created_at", "i.created_at", "timestamptz"),
    # Never is after every time.
    "expires_at": Order("expires_at", "COALESCE(i.expires_at, 'infinity'::timestamptz)", "timestamptz"),
}


@dataclass(frozen=True)
class InvitationRow:
    """A row of Invited Users, with what became of its newest email. `status` takes the time limit into account.

    `sent_at` is when the newest email was accepted, None: not yet; of `generation` emails it is the last.
    """

    id: UUID
    organization_id: UUID
    email: str
    role: Role
    group_ids: tuple[UUID, ...]
    status: Status
    invited_by_user_id: UUID | None
    invited_by_name: str | None
    authorized_by_user_id: UUID | None
    bulk_invite_id: UUID | None
    created_at: datetime
    expires_at: datetime | None
    accepted_at: datetime | None
    declined_at: datetime | None
    revoked_at: datetime | None
    generation: int
    delivery_id: UUID
    delivery_status: DeliveryStatus
    sent_at: datetime | None
    next_attempt_at: datetime | None


@dataclass(frozen=True)
class InvitationFilter:
    """What to keep of the list; empty parts keep everything.

    `link_blocked` keeps those that nobody can accept now, or with False all others; None: both.
    """

    search: str = ""
    roles: Collection[Role] = field(default=())
    group_ids: Collection[UUID] = field(default=())
    bulk_invite_id: UUID | None = None
    deliveries: Collection[DeliveryStatus] = field(default=())
    statuses: Collection[Status] = field(default=(Status.PENDING,))
    link_blocked: bool | None = None


async def find_invitations(organization_id: UUID, ids: Sequence[UUID]) -> list[InvitationRow]:
    """The invitations with these ids, in no order; ids of other organizations are left out."""
    found = await rows(
        f"SELECT {_COLUMNS} FROM {_TABLES} WHERE i.organization_id = $1 AND i.id = ANY($2)", organization_id, list(ids)
    )
    return [_invitation(each) for each in found]


async def list_invitations(
    organization_id: UUID, filters: InvitationFilter, order: Order, request: PageRequest
) -> Page[InvitationRow]:
    """A page of Invited Users. Raises InvalidCursor."""
    parts = status_parts(filters.statuses)
    joins = sifting_joins(filters)
    listing = SiftedListing(
        _COLUMNS,
        "invitations",
        "i",
        joins=joins if filters.deliveries else f"{_NEWEST_EMAIL} {joins}",
        sifting_joins=joins,
        parts=parts if len(parts) > 1 else (),
    )
    return await read_sifted_page(listing, kept(organization_id, filters), order, request, _invitation)


def kept(organization_id: UUID, filters: InvitationFilter) -> Where:
    """Returns the conditions of a filter, for invitations `i` with `sifting_joins`; $1 is the organization."""
    where = Where()
    where.add("i.organization_id = ?", organization_id)
    if filters.statuses:
        where.add(" OR ".join(f"({part})" for part in status_parts(filters.statuses)))
    if filters.roles:
        where.add('i.role COLLATE "C" = ANY(?)', list(filters.roles))
    if filters.bulk_invite_id:
        where.add("i.bulk_invite_id = ?", filters.bulk_invite_id)
    if filters.search:
        where.sift(contains_words("i.email"), patterns(filters.search))
    if filters.group_ids:
        where.sift(f"i.{ANY_OF_GROUPS}", organization_id, list(filters.group_ids))
    if filters.deliveries:
        where.sift("d.status = ANY(?)", list(filters.deliveries))
    if filters.link_blocked is not None:
        where.sift(LINK_BLOCKED_SQL if filters.link_blocked else f"{LINK_BLOCKED_SQL} IS NOT TRUE")
    return where


def sifting_joins(filters: InvitationFilter) -> str:
    """Returns the joins that the sifting conditions of a filter need."""
    joins = [NEWEST_EMAILS] if filters.deliveries else []
    if filters.link_blocked is not None:
        joins.append(f"LEFT JOIN {RESTRICTED_AUTHORIZERS} ON a.user_id = i.authorized_by_user_id")
    return " ".join(joins)


def matching_rows(organization_id: UUID, filters: InvitationFilter) -> MatchingRows:
    """What the list has with this filter, as `i`."""
    tables = f"invitations i {sifting_joins(filters)}"
    return MatchingRows(tables, "i", kept(organization_id, filters), "invitations")


async def find_pending(organization_id: UUID, email_key: str) -> UUID | None:
    """The pending invitation of an address, also one whose time limit has passed."""
    found: UUID | None = await value(
        "SELECT id FROM invitations WHERE organization_id = $1 AND email_key = $2 AND status = 'pending'",
        organization_id,
        email_key,
    )
    return found


async def find_superseded(organization_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these invitations that cannot be revived: by now the person is a member, or invited once more."""
    found = await rows(
        """
        SELECT i.id FROM invitations i
         WHERE i.organization_id = $1 AND i.id = ANY($2)
           AND (EXISTS (SELECT FROM invitations other WHERE other.organization_id = i.organization_id
                           AND other.email_key = i.email_key AND other.status = 'pending' AND other.id <> i.id)
                OR EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                            WHERE m.organization_id = i.organization_id AND u.email_key = i.email_key))
        """,
        organization_id,
        list(ids),
    )
    return {each["id"] for each in found}


_COLUMNS = f"""
    i.id, i.organization_id, i.email, i.role, i.group_ids, {STATUS_SQL} AS status, i.invited_by_user_id,
    i.invited_by_name, i.authorized_by_user_id, i.bulk_invite_id, i.created_at, i.expires_at, i.accepted_at,
    i.declined_at, i.revoked_at, i.generation, d.id AS delivery_id, d.status AS delivery_status, d.sent_at, d.due_at
"""
# All in one index, from which alone it is read: without the kind, since no two subjects have the same id.
NEWEST_EMAILS = (
    "JOIN deliveries d ON d.inviting_organization_id = $1 AND d.subject_id = i.id AND d.generation = i.generation"
)
_NEWEST_EMAIL = "JOIN deliveries d ON d.kind = 'invitation' AND d.subject_id = i.id AND d.generation = i.generation"
_TABLES = f"invitations i {_NEWEST_EMAIL}"


def _invitation(found: Mapping[str, Any]) -> InvitationRow:
    return InvitationRow(
        id=found["id"],
        organization_id=found["organization_id"],
        email=found["email"],
        role=Role(found["role"]),
        group_ids=tuple(found["group_ids"]),
        status=Status(found["status"]),
        invited_by_user_id=found["invited_by_user_id"],
        invited_by_name=found["invited_by_name"],
        authorized_by_user_id=found["authorized_by_user_id"],
        bulk_invite_id=found["bulk_invite_id"],
        created_at=found["created_at"],
        expires_at=found["expires_at"],
        accepted_at=found["accepted_at"],
        declined_at=found["declined_at"],
        revoked_at=found["revoked_at"],
        generation=found["generation"],
        delivery_id=found["delivery_id"],
        delivery_status=DeliveryStatus(found["delivery_status"]),
        sent_at=found["sent_at"],
        next_attempt_at=found["due_at"],
    )
