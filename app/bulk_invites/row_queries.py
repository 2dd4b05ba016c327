"""Reads the rows of bulk invites, as the API returns them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.bulk_invites.problem_groups import ANY_PROBLEM, ProblemFilter
from app.bulk_invites.queries import BulkInviteRecord
from app.bulk_invites.review.problems import Problem, read_problems
from app.bulk_invites.review.rules import RowStatus
from app.database.keyset import Order, PageRequest
from app.database.pages import Listing, Page, read_page
from app.database.sql import Where, rows

BY_LINE = Order("line", "r.line", "int")
# An index has this expression: errors, then warnings, then the others, each by line.
RANKS = {RowStatus.ERROR: 0, RowStatus.SKIPPED: 1, RowStatus.WARNING: 2, RowStatus.VALID: 3}
_RANK = "CASE r.status WHEN 'error' THEN 0 WHEN 'skipped' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END"
WORST_FIRST = Order("severity", f"({_RANK} * 4294967296 + r.line)", "bigint")
# Rows in these have problems, by which an index finds them.
STATUSES_WITH_PROBLEMS = {RowStatus.WARNING, RowStatus.ERROR, RowStatus.SKIPPED}
# A row is stored in these whatever has been sent.
_STATUSES_STORED = {RowStatus.ERROR, RowStatus.SKIPPED}


@dataclass(frozen=True)
class RowFilter:
    """What to keep of the rows of a bulk invite; empty parts keep everything."""

    statuses: Collection[RowStatus] = ()
    problem: ProblemFilter = ANY_PROBLEM


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


async def list_rows(
    bulk_invite_id: UUID,
    filters: RowFilter,
    request: PageRequest,
    *,
    order: Order = BY_LINE,
    of: BulkInviteRecord | None = None,
) -> Page[RowRecord]:
    """Returns a page of a bulk invite's rows, in BY_LINE or WORST_FIRST. Raises InvalidCursor.

    With the bulk invite that they are `of`, rows in some statuses are counted by its counts. Those in one status are
    WORST_FIRST, which is by line too.
    """
    where = Where()
    where.add("r.bulk_invite_id = ?", bulk_invite_id)
    statuses = set(filters.statuses)
    rank = RANKS.get(next(iter(statuses))) if len(statuses) == 1 else None
    if rank is not None:
        order = WORST_FIRST
        where.add(f"{order.column} BETWEEN ? AND ?", rank << 32, (rank + 1 << 32) - 1)
    if statuses and not statuses <= _STATUSES_STORED:
        where.add(f"{_ROW_STATUS} = ANY(?)", list(statuses))
    elif statuses and rank is None:
        where.add("r.status = ANY(?)", list(statuses))
    if statuses and order is BY_LINE and STATUSES_WITH_PROBLEMS.issuperset(statuses):
        where.add("r.problems IS NOT NULL")
    filters.problem.narrow(where)
    counted = of.count_rows(statuses) if of and request.count and filters.problem == ANY_PROBLEM else None
    listing = replace(_ROWS, is_sifted=bool(statuses or where.sifting))
    page_request = replace(request, count=request.count and counted is None)
    page = await read_page(listing, where, order, page_request, _row)
    return page if counted is None else replace(page, total_count=counted)


# Until its rows are counted, a bulk invite has none: those of a previous validation wait to be deleted.
_ROW_TABLES = "bulk_invite_rows r JOIN bulk_invites b ON b.id = r.bulk_invite_id AND b.total_rows > 0"
_ROW_STATUS = """
    CASE WHEN r.status IN ('valid', 'warning') AND b.sent_by_user_id IS NOT NULL AND r.line <= b.cursor_line
         THEN 'invited' ELSE r.status END
"""
_ROW_COLUMNS = f"""
    r.id, r.bulk_invite_id, b.requested_by_user_id, r.line, r.email, r.role, r.groups, {_ROW_STATUS} AS status,
    r.problems, r.problem_values
"""
_ROWS = Listing(_ROW_COLUMNS, _ROW_TABLES, "r.id", _ROW_TABLES)


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
        problems=tuple(read_problems(found["problems"], found["problem_values"])),
    )
