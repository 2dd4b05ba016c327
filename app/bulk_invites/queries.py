"""Reads bulk invites and their rows, as the API returns them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.bulk_invites.failure import read_failure
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.review.problems import Problem, read_problems
from app.bulk_invites.review.rules import RowStatus
from app.database.keyset import Order, PageRequest
from app.database.pages import Listing, Page, read_page
from app.database.sql import Where, rows
from app.errors import NotPermitted, Refusal
from app.organizations.actor import Actor
from app.organizations.roles import Role, may_manage_anybody

NEWEST_FIRST = Order("created_at", "b.created_at", "timestamptz", descending=True)
BY_LINE = Order("line", "r.line", "int")
# Rows in these have problems, by which an index finds them.
STATUSES_WITH_PROBLEMS = {RowStatus.WARNING, RowStatus.ERROR, RowStatus.SKIPPED}


@dataclass(frozen=True)
class BulkInviteRecord:
    """A bulk invite and the progress of the work on it. `now` is when this was read, by the database's clock."""

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
    sequence: int
    created_at: datetime
    started_at: datetime | None
    phase_started_at: datetime | None
    finished_at: datetime | None
    now: datetime

    @property
    def is_settled(self) -> bool:
        """Whether progress ends here: no email is still to be sent, not even one that was deferred."""
        return self.status.is_final and self.emails_waiting == 0

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
        done = self.processed_rows - (self.error_rows if self.status is Status.SENDING else 0)
        seconds = (self.now - self.phase_started_at).total_seconds()
        return done / seconds if done and seconds > 0 else None

    @property
    def seconds_remaining(self) -> float | None:
        """The time that the running phase still takes at `rows_per_second`; None like it."""
        rate = self.rows_per_second
        return (self.total_rows - self.processed_rows) / rate if rate else None


@dataclass(frozen=True)
class RowRecord:
    """A row of a bulk invite. `line` is the physical line of the file, which quoted newlines count in."""

    id: UUID
    bulk_invite_id: UUID
    requested_by_user_id: UUID
    line: int
    email: str
    role: str
    groups: tuple[str, ...]
    status: RowStatus
    problems: tuple[Problem, ...]


def may_read_rows(actor: Actor, requested_by_user_id: UUID) -> bool:
    """Whether the actor may read what an uploaded file says of people: who uploaded it and who may invite others."""
    return requested_by_user_id == actor.user_id or may_manage_anybody(actor.role)


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


async def list_bulk_invites(organization_id: UUID, request: PageRequest) -> Page[BulkInviteRecord]:
    """Returns a page of the organization's bulk invites, newest first. Raises InvalidCursor."""
    where = Where()
    where.add("b.organization_id = ?", organization_id)
    return await read_page(_BULK_INVITES, where, NEWEST_FIRST, request, _bulk_invite)


async def find_rows(organization_id: UUID, ids: Sequence[UUID]) -> list[RowRecord]:
    """Returns the rows with these ids, in no order; without those of other organizations."""
    found = await rows(
        f"""
        SELECT {_ROW_COLUMNS} FROM {_ROW_TABLES}
         WHERE b.organization_id = $1 AND r.id = ANY($2)
        """,
        organization_id,
        list(ids),
    )
    return [_row(each) for each in found]


async def list_rows(bulk_invite_id: UUID, statuses: Collection[RowStatus], request: PageRequest) -> Page[RowRecord]:
    """Returns a page of a bulk invite's rows by line; without `statuses`, rows in any. Raises InvalidCursor."""
    where = Where()
    where.add("r.bulk_invite_id = ?", bulk_invite_id)
    if statuses:
        where.add(f"{_ROW_STATUS} = ANY(?)", list(statuses))
    if statuses and STATUSES_WITH_PROBLEMS.issuperset(statuses):
        where.add("r.problems IS NOT NULL")
    return await read_page(replace(_ROWS, is_sifted=bool(statuses)), where, BY_LINE, request, _row)


_COLUMNS = """
    b.id, b.organization_id, b.requested_by_user_id, b.status, b.filename, b.encoding, b.default_role,
    b.default_group_ids, b.failure, b.ignored_columns, b.total_rows,
    b.processed_rows, b.valid_rows, b.warning_rows, b.error_rows, b.invited_rows, b.skipped_rows, b.emails_sent,
    b.emails_failed, b.emails_waiting, b.sequence, b.created_at, b.started_at, b.phase_started_at, b.finished_at,
    now() AS now
"""
_BULK_INVITES = Listing(_COLUMNS, "bulk_invites b", "b.id", "bulk_invites b")
_ROW_TABLES = "bulk_invite_rows r JOIN bulk_invites b ON b.id = r.bulk_invite_id"
_ROW_STATUS = """
    CASE WHEN r.status IN ('valid', 'warning') AND b.sent_by_user_id IS NOT NULL AND r.line <= b.cursor_line
         THEN 'invited' ELSE r.status END
"""
_ROW_COLUMNS = f"""
    r.id, r.bulk_invite_id, b.requested_by_user_id, r.line, r.email, r.role, r.groups, {_ROW_STATUS} AS status,
    r.problems
"""
_ROWS = Listing(_ROW_COLUMNS, _ROW_TABLES, "r.id", _ROW_TABLES)


def _bulk_invite(found: Mapping[str, Any]) -> BulkInviteRecord:
    return BulkInviteRecord(
        **{field.name: found[field.name] for field in fields(BulkInviteRecord)}
        | {
            "status": Status(found["status"]),
            "failure": read_failure(found["failure"]) if found["failure"] else None,
            "default_role": Role(found["default_role"]) if found["default_role"] else None,
            "default_group_ids": tuple(found["default_group_ids"] or ()),
            "ignored_columns": tuple(found["ignored_columns"]),
        }
    )


def _row(found: Mapping[str, Any]) -> RowRecord:
    return RowRecord(
        id=found["id"],
        bulk_invite_id=found["bulk_invite_id"],
        requested_by_user_id=found["requested_by_user_id"],
        line=found["line"],
        email=found["email"],
        role=found["role"],
        groups=tuple(found["groups"]),
        status=RowStatus(found["status"]),
        problems=tuple(read_problems(found["problems"])),
    )
