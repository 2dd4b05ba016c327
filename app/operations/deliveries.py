"""Deliveries as operators see them, and an organization's Admins their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.database.keyset import Order, PageRequest, keyset
from app.database.pages import COUNT_LIMIT, Page, build_page
from app.database.sql import rows
from app.deliveries.queries import DeliveryStatus
from app.email_kinds import EMAIL_KINDS
from app.invitations.email_queue import EMAIL_KIND
from app.operations.delivery_filters import DeliveryFilter
from app.operations.matching_deliveries import IdRange, count_matching, find_matching_ids

NEWEST_FIRST = Order("id", "d.id", "uuid", descending=True).of("d.id")


class EmailTo(NamedTuple):
    """What an email is about, and whom it was for if the subject has another address now: see `find_recipients`."""

    kind: str
    subject_id: UUID
    former_recipient: str | None


@dataclass(frozen=True)
class DeliveryRow:
    """One email. `organization_id` and its name are those of the invitation, None for other kinds.

    `former_recipient` is the address it was for, if the invitation has another one now. `attempt_count` counts the
    attempts on record. `discard_reason` is an operator's, of what is canceled.
    """

    id: UUID
    kind: str
    subject_id: UUID
    organization_id: UUID | None
    organization_name: str | None
    bulk_invite_id: UUID | None
    recipient_domain: str | None
    former_recipient: str | None
    generation: int
    status: DeliveryStatus
    message_id: str
    attempt_count: int
    failure_group_id: UUID | None
    is_paused: bool
    discard_reason: str | None
    next_attempt_at: datetime | None
    sent_at: datetime | None
    created_at: datetime

    @property
    def invitation_id(self) -> UUID | None:
        return self.subject_id if self.kind == EMAIL_KIND else None

    @property
    def email_to(self) -> EmailTo:
        return EmailTo(self.kind, self.subject_id, self.former_recipient)


async def list_deliveries(
    filters: DeliveryFilter, request: PageRequest, *, organization_id: UUID | None = None
) -> Page[DeliveryRow]:
    """A page, newest first; with `organization_id` of this organization's alone. Counted up to COUNT_LIMIT.

    Raises InvalidCursor, TooLong.
    """
    filters.require_bounded()
    if organization_id is not None:
        if filters.organization_id not in {None, organization_id}:
            return Page([], has_next=False, has_previous=False, total_count=0)
        filters = replace(filters, organization_id=organization_id)
    part = keyset(request, NEWEST_FIRST, "d.id")
    cursor = part.parameters[1] if part.parameters else None
    id_range = IdRange(above=cursor) if request.backward else IdRange(below=cursor)
    ids = await find_matching_ids(filters, part.limit, id_range, descending=not request.backward)
    found = {each["id"]: each for each in await _read(ids)}
    listed = [found[each] | {"sort_text": str(each)} for each in ids if each in found]
    total = None
    if request.count:
        is_whole = request.cursor is None and len(ids) <= request.size
        total = len(ids) if is_whole else await count_matching(filters, COUNT_LIMIT)
    page = build_page(request, NEWEST_FIRST, listed, _delivery, total)
    is_exact = total is None or total <= COUNT_LIMIT
    return page if is_exact else replace(page, total_count=COUNT_LIMIT, is_exact=False)


async def find_deliveries(ids: Sequence[UUID]) -> list[DeliveryRow]:
    """The deliveries with these ids, in no order."""
    return [_delivery(each) for each in await _read(ids)]


async def find_recipients(emails: Sequence[EmailTo]) -> dict[EmailTo, str]:
    """The address that each email is for; without those of subjects that no longer exist."""
    found = {each: each.former_recipient for each in emails if each.former_recipient is not None}
    for name, kind in EMAIL_KINDS.items():
        ids = [each.subject_id for each in emails if each.kind == name and each not in found]
        if ids:
            found |= {
                EmailTo(name, subject_id, None): data.email for subject_id, data in (await kind.load(ids)).items()
            }
    return found


async def _read(ids: Sequence[UUID]) -> list[dict[str, Any]]:
    return await rows(
        """
        SELECT d.id, d.kind, d.subject_id, d.inviting_organization_id AS organization_id, o.name AS organization_name,
               i.bulk_invite_id, d.recipient_domain, d.former_recipient, d.generation, d.status, d.message_id,
               (SELECT count(*) FROM delivery_attempts a WHERE a.delivery_id = d.id) AS attempt_count,
               d.failure_group_id, d.is_paused, CASE d.status WHEN 'canceled' THEN d.discard_reason END
               AS discard_reason, d.due_at AS next_attempt_at, d.sent_at, d.created_at
          FROM deliveries d
          LEFT JOIN organizations o ON o.id = d.inviting_organization_id
          LEFT JOIN invitations i ON i.id = d.subject_id AND d.kind = $2
         WHERE d.id = ANY ($1)
        """,
        list(ids),
        EMAIL_KIND,
    )


def _delivery(found: Mapping[str, Any]) -> DeliveryRow:
    known = {name: found[name] for name in DeliveryRow.__dataclass_fields__}
    return DeliveryRow(**known | {"status": DeliveryStatus(found["status"])})
