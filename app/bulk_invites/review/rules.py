"""What becomes of a row beside the other rows, members and invitations. Every row gets exactly one verdict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.bulk_invites.review.problems import (
    Problem,
    Severity,
    already_invited,
    already_member,
    declined,
    error,
    suppressed,
)
from app.bulk_invites.review.row_parser import ParsedRow
from app.errors import ErrorCode, Suppressed


class RowStatus(StrEnum):
    """VALID, WARNING and ERROR while reviewing; INVITED and SKIPPED once sent."""

    VALID = "valid"
    WARNING = "warning"
    ERROR = "error"
    INVITED = "invited"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Lookups:
    """What the database holds about some addresses, by their keys.

    `members` and `invited` are those that are members or have a pending invitation, `first_lines` the line of the
    bulk invite in which each comes first, `suppressed` why emails do not reach it, `declined` when the person declined
    lately.
    """

    members: Collection[str]
    invited: Collection[str]
    first_lines: Mapping[str, int]
    suppressed: Mapping[str, Suppressed] = field(default_factory=dict)
    declined: Mapping[str, datetime] = field(default_factory=dict)


class RowVerdict(NamedTuple):
    """The result of reviewing a row: all its `problems`, the most important first."""

    parsed: ParsedRow
    problems: tuple[Problem, ...]

    @property
    def status(self) -> RowStatus:
        if not self.problems:
            return RowStatus.VALID
        has_error = any(problem.severity is Severity.ERROR for problem in self.problems)
        return RowStatus.ERROR if has_error else RowStatus.WARNING


def check_row(parsed: ParsedRow, lookups: Lookups) -> RowVerdict:
    """Returns the verdict about a row. Of several rows with one address, the first is no duplicate."""
    if parsed.address is None:
        return RowVerdict(parsed, parsed.problems)
    key = parsed.address.key
    problem: Problem | None = None
    first_line = lookups.first_lines.get(key, parsed.row.line)
    if first_line < parsed.row.line:
        sentence = f"Duplicate of {'row' if parsed.is_of_sheet else 'line'} {first_line:,}, which is kept."
        problem = error(ErrorCode.DUPLICATE_IN_FILE, sentence, "email")
    elif key in lookups.members:
        problem = already_member(parsed.address.typed)
    elif key in lookups.invited:
        problem = already_invited(parsed.address.typed)
    elif key in lookups.suppressed:
        problem = suppressed(lookups.suppressed[key])
    elif key in lookups.declined:
        problem = declined(parsed.address.typed, lookups.declined[key])
    return RowVerdict(parsed, (problem, *parsed.problems) if problem else parsed.problems)
