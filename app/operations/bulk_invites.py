"""Bulk invites of all organizations, as jobs: how far each is, who works on it, and why it failed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.bulk_invites.failure import read_failure
from app.bulk_invites.lifecycle import INDEXED_STATUS_SQL, STATUS_SQL, Status
from app.bulk_invites.worker.failing import MAX_ATTEMPTS
from app.database.keyset import Order, PageRequest
from app.database.pages import Page
from app.database.sifted_pages import SiftedListing, read_sifted_page
from app.database.sql import Where, rows

NEWEST_FIRST = Order("created_at", "b.created_at", "timestamptz", descending=True)


@dataclass(frozen=True)
class BulkInviteJobFilter:
    """What to keep; empty parts keep everything."""

    statuses: Collection[Status] = ()
    organization_id: UUID | None = None


@dataclass(frozen=True)
class BulkInviteJobRecord:
    """`attempts` are those since a worker last got on with it; `worker` has it now.

    `failure` is what its people read.
    """

    id: UUID
    organization_id: UUID
    organization_name: str
    filename: str | None
    status: Status
    total_rows: int
    processed_rows: int
    attempts: int
    worker: str | None
    failure: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


async def list_bulk_invite_jobs(filters: BulkInviteJobFilter, request: PageRequest) -> Page[BulkInviteJobRecord]:
    """A page of those of all organizations, newest first. Raises InvalidCursor."""
    where = Where()
    if filters.organization_id is not None:
        where.add("b.organization_id = ?", filters.organization_id)
    if filters.statuses:
        indexed = {Status.READY if each is Status.MAPPING else each for each in filters.statuses}
        where.sift(f"{INDEXED_STATUS_SQL} = ANY(?)", list(indexed))
        where.sift(f"{STATUS_SQL} = ANY(?)", list(filters.statuses))
    return await read_sifted_page(_LISTING, where, NEWEST_FIRST, request, _job)


async def find_bulk_invite_jobs(ids: Sequence[UUID]) -> list[BulkInviteJobRecord]:
    """Those with these ids, in no order."""
    found = await rows(f"SELECT {_COLUMNS} FROM bulk_invites b {_JOINS} WHERE b.id = ANY($1)", list(ids))
    return [_job(each) for each in found]


# The owner of a lease is its worker, and a part of its own.
_COLUMNS = f"""
    b.id, b.organization_id, o.name AS organization_name, b.filename, {STATUS_SQL} AS status, b.total_rows,
    b.processed_rows, least(b.attempts, {MAX_ATTEMPTS}) AS attempts,
    CASE WHEN b.lease_until > now() THEN regexp_replace(b.lease_owner, ':[^:]*$', '') END AS worker,
    b.failure, b.created_at, b.started_at, b.finished_at
"""
_JOINS = "JOIN organizations o ON o.id = b.organization_id"
_LISTING = SiftedListing(_COLUMNS, "bulk_invites", "b", _JOINS)


def _job(found: Mapping[str, Any]) -> BulkInviteJobRecord:
    failure = read_failure(found["failure"]).message if found["failure"] else None
    return BulkInviteJobRecord(
        **{name: found[name] for name in BulkInviteJobRecord.__dataclass_fields__}
        | {"status": Status(found["status"]), "failure": failure}
    )
