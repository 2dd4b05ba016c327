"""Verdicts as rows of the database."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.bulk_invites.review.rules import Problem, RowStatus, RowVerdict, Severity
from app.database.sql import copy_in
from app.errors import ErrorCode

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
)


async def stage(bulk_invite_id: UUID, verdicts: Iterable[RowVerdict]) -> None:
    """Appends rows that are not there yet, in the current transaction."""
    await copy_in("bulk_invite_rows", COLUMNS, (_record(bulk_invite_id, verdict) for verdict in verdicts))


def count_by_status(verdicts: Iterable[RowVerdict]) -> tuple[int, int, int]:
    """How many are valid, have warnings, have errors."""
    statuses = [verdict.status for verdict in verdicts]
    return statuses.count(RowStatus.VALID), statuses.count(RowStatus.WARNING), statuses.count(RowStatus.ERROR)


def write_problems(problems: Sequence[Problem]) -> str | None:
    """As JSON; None where there are none."""
    return orjson.dumps([problem._asdict() for problem in problems]).decode() if problems else None


def read_problems(kept: str | None) -> list[Problem]:
    return [
        Problem(**each | {"severity": Severity(each["severity"]), "code": ErrorCode(each["code"])})
        for each in orjson.loads(kept or "[]")
    ]


def _record(bulk_invite_id: UUID, verdict: RowVerdict) -> tuple[Any, ...]:
    reading = verdict.reading
    row = reading.row
    return (
        bulk_invite_id,
        row.line,
        reading.address.typed if reading.address else row.email,
        reading.address.key if reading.address else None,
        row.role,
        row.groups,
        reading.role,
        reading.group_ids,
        row.has_surplus_cells,
        False,
        verdict.status,
        write_problems(verdict.problems),
    )
