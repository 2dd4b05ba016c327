"""Reads bulk invites, as the API returns them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from app.bulk_invites.email_failures import EmailFailure, read_failures
from app.bulk_invites.failure import read_failure
from app.bulk_invites.lifecycle import STATUS_SQL, Status
from app.bulk_invites.review.rules import RowStatus
from app.database.keyset import Order, PageRequest
from app.database.pages import Listing, Page, read_page
from app.database.sql import Where, rows
from app.errors import NotPermitted, Refusal
from app.organizations.actor import Actor
from app.organizations.roles import POLICIES, Role, Scope, may_manage_anybody

NEWEST_FIRST = Order("created_at", "b.created_at", "timestamptz", descending=True)
# A worker of the release before counts without saying so.
UNSETTLED_SQL = """
    (b.emails_waiting > 0 OR b.revoked_by_user_id IS NOT NULL OR (b.is_count_due AND NOT b.emails_settled))
"""


@dataclass(frozen=True)
class BulkInviteRecord:
    """A bulk invite and the progress of the work on it. `now` is when this was read, by the database's clock.

    `is_unsettled`: emails wait, or a worker still revokes or counts; `is_revoking`: it revokes. `edit_rows` is how
    many rows the edit changes that is under way, None without one. `is_purged`: its rows are deleted, of which the
    counts tell. `asks_for_columns`: its file is kept, so that other columns can be chosen.
    """

    id: UUID
    organization_id: UUID
    requested_by_user_id: UUID
    status: Status
    filename: str | None
    encoding: str | None
    default_role: Role | None
    default_group_ids: tuple[UUID, ...]
    failure: Refusal | None
    ignored_columns: tuple[str, ...]
    sheet: str | None
    sheets: tuple[str, ...]
    asks_for_columns: bool
    total_rows: int
    processed_rows: int
    valid_rows: int
    warning_rows: int
    error_rows: int
    invited_rows: int
    skipped_rows: int
    emails_sent: int
    emails_failed: int
    emails_waiting: int
    emails_canceled: int
    emails_bounced: int
    revoked_rows: int
    email_failures: tuple[EmailFailure, ...]
    is_unsettled: bool
    is_revoking: bool
    sent_by_user_id: UUID | None
    edit_rows: int | None
    is_purged: bool
    sequence: int
    created_at: datetime
    started_at: datetime | None
    phase_started_at: datetime | None
    finished_at: datetime | None
    now: datetime

    @property
    def is_settled(self) -> bool:
        """Whether progress ends here: no email is still to be sent, not even one that was deferred, none withdrawn."""
        return self.status.is_final and not self.is_unsettled

    @property
    def progress(self) -> float:
        """The part of the running phase that is done, from 0 to 1."""
        if self.status in {Status.READY, Status.COMPLETED}:
            return 1.0
        return self.processed_rows / self.total_rows if self.total_rows else 0.0

    @property
    def rows_per_second(self) -> float | None:
        """The average since the running phase began; None while none is running or before its first row."""
        if not self.status.is_in_progress or self.phase_started_at is None:
            return None
        if self.edit_rows is not None:
            done = self.edit_rows - (self.total_rows - self.processed_rows)
        else:
            done = self.processed_rows - (self.error_rows if self.status is Status.SENDING else 0)
        seconds = (self.now - self.phase_started_at).total_seconds()
        return done / seconds if done and seconds > 0 else None

    @property
    def seconds_remaining(self) -> float | None:
        """The time that the running phase still takes at `rows_per_second`; None like it."""
        rate = self.rows_per_second
        return (self.total_rows - self.processed_rows) / rate if rate else None

    def count_rows(self, statuses: Collection[RowStatus]) -> int | None:
        """Returns how many rows are in one of these statuses, without any: in all; None where no count says it."""
        wanted = set(statuses or RowStatus)
        if self.is_purged:
            return 0
        unsent = self.valid_rows + self.warning_rows - self.invited_rows - self.skipped_rows
        known = {RowStatus.ERROR: self.error_rows, RowStatus.INVITED: self.invited_rows}
        known[RowStatus.SKIPPED] = self.skipped_rows
        if {RowStatus.VALID, RowStatus.WARNING} <= wanted or not unsent:
            known |= {RowStatus.VALID: unsent, RowStatus.WARNING: 0}
        elif self.sent_by_user_id is None:
            known |= {RowStatus.VALID: self.valid_rows, RowStatus.WARNING: self.warning_rows}
        return sum(known[status] for status in wanted) if wanted <= known.keys() else None


@dataclass(frozen=True)
class BulkInviteFilter:
    """What to keep of the uploaded files; empty parts keep everything.

    `is_unfinished`: somebody or a worker has still to do something about it. `since` is when it was uploaded.
    """

    statuses: Collection[Status] = ()
    is_unfinished: bool | None = None
    since: datetime | None = None


def may_read_rows(actor: Actor, requested_by_user_id: UUID) -> bool:
    """Whether the actor may read what an uploaded file says of people: who uploaded it and who may invite others."""
    return requested_by_user_id == actor.user_id or may_manage_anybody(actor.role)


def may_change(actor: Actor, requested_by_user_id: UUID) -> bool:
    """Whether the actor may send, edit and cancel the bulk invite: who uploaded it and who manages all people."""
    if not may_manage_anybody(actor.role):
        return False
    return POLICIES[actor.role].manages is Scope.ORGANIZATION or requested_by_user_id == actor.user_id


def require_reader(actor: Actor, bulk_invite: BulkInviteRecord) -> None:
    """Raises NotPermitted unless the actor may read the rows of the bulk invite."""
    if not may_read_rows(actor, bulk_invite.requested_by_user_id):
        raise NotPermitted("Only people who can invite others, or who uploaded this file, can see its rows.")


async def find_bulk_invites(organization_id: UUID, ids: Sequence[UUID]) -> list[BulkInviteRecord]:
    """Returns the bulk invites with these ids, in no order; without those of other organizations."""
    found = await rows(
        f"SELECT {_COLUMNS} FROM bulk_invites b WHERE b.organization_id = $1 AND b.id = ANY($2)",
        organization_id,
        list(ids),
    )
    return [_bulk_invite(each) for each in found]


async def list_bulk_invites(
    organization_id: UUID, filters: BulkInviteFilter, request: PageRequest
) -> Page[BulkInviteRecord]:
    """Returns a page of the organization's bulk invites, newest first. Raises InvalidCursor."""
    where = Where()
    where.add("b.organization_id = ?", organization_id)
    if filters.since is not None:
        where.add("b.created_at >= ?", filters.since)
    if filters.statuses:
        where.add(f"{STATUS_SQL} = ANY(?)", list(filters.statuses))
    if filters.is_unfinished is not None:
        where.add(f"(b.status IN ('validating', 'ready', 'sending') OR {UNSETTLED_SQL}) = ?", filters.is_unfinished)
    return await read_page(_BULK_INVITES, where, NEWEST_FIRST, request, _bulk_invite)


_COLUMNS = f"""
    b.id, b.organization_id, b.requested_by_user_id, {STATUS_SQL} AS status, b.filename, b.encoding, b.default_role,
    b.default_group_ids, b.failure, b.ignored_columns, b.sheet, b.sheets,
    b.asks_for_columns, b.total_rows,
    b.processed_rows, b.valid_rows, b.warning_rows, b.error_rows, b.invited_rows, b.skipped_rows, b.emails_sent,
    b.emails_failed, b.emails_waiting, b.emails_canceled, b.emails_bounced, b.revoked_rows, b.email_failures,
    {UNSETTLED_SQL} AS is_unsettled, b.revoked_by_user_id IS NOT NULL AS is_revoking, b.sent_by_user_id,
    (b.edit->>'rows')::int AS edit_rows,
    b.purged_at IS NOT NULL AS is_purged, b.sequence, b.created_at, b.started_at, b.phase_started_at, b.finished_at,
    now() AS now
"""
_BULK_INVITES = Listing(_COLUMNS, "bulk_invites b", "b.id", "bulk_invites b")


def _bulk_invite(found: Mapping[str, Any]) -> BulkInviteRecord:
    return BulkInviteRecord(
        **{field.name: found[field.name] for field in fields(BulkInviteRecord)}
        | {
            "status": Status(found["status"]),
            "email_failures": read_failures(found["email_failures"]),
            "failure": read_failure(found["failure"]) if found["failure"] else None,
            "default_role": Role(found["default_role"]) if found["default_role"] else None,
            "default_group_ids": tuple(found["default_group_ids"] or ()),
            "ignored_columns": tuple(found["ignored_columns"]),
            "sheets": tuple(found["sheets"] or ()),
        }
    )
