"""Stores reviewed rows in the table from which they are sent."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.bulk_invites.review.problems import write_problems, write_values
from app.bulk_invites.review.rules import RowStatus, RowVerdict
from app.database.sql import copy_in

COLUMNS = (
    "bulk_invite_id",
    "line",
    "email",
    "email_key",
    "role",
    "groups",
    "granted_role",
    "group_ids",
    "has_surplus_cells",
    "is_edited",
    "status",
    "problems",
    "problem_values",
)


async def stage(bulk_invite_id: UUID, verdicts: Iterable[RowVerdict]) -> None:
    """Appends rows that are not stored yet, in the current transaction."""
    await copy_in("bulk_invite_rows", COLUMNS, (_record(bulk_invite_id, verdict) for verdict in verdicts))


def count_by_status(verdicts: Iterable[RowVerdict]) -> tuple[int, int, int]:
    """Returns how many rows are valid, have only warnings, have errors."""
    statuses = [verdict.status for verdict in verdicts]
    return statuses.count(RowStatus.VALID), statuses.count(RowStatus.WARNING), statuses.count(RowStatus.ERROR)


def _record(bulk_invite_id: UUID, verdict: RowVerdict) -> tuple[Any, ...]:
    parsed = verdict.parsed
    row = parsed.row
    return (
        bulk_invite_id,
        row.line,
        parsed.address.typed if parsed.address else row.email,
        parsed.address.key if parsed.address else None,
        row.role,
        parsed.groups,
        parsed.role,
        parsed.group_ids,
        row.has_surplus_cells,
        False,
        verdict.status,
        write_problems(verdict.problems),
        write_values(verdict.problems),
    )
