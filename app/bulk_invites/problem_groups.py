"""The same problem with the same value in many rows, as one: what is wrong with a bulk invite, in some lines."""

from dataclasses import dataclass
from uuid import UUID

from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.review.problems import Severity
from app.database.sql import Where, rows
from app.errors import ErrorCode

MAX_GROUPS = 100
# Nearly every row has an address of its own: of more than these, a problem of addresses is one group.
MAX_ADDRESSES = 10
# Characters of a value: a cell may have many more, of which nobody reads the rest.
MAX_VALUE = 254


@dataclass(frozen=True)
class ProblemGroup:
    """`row_count` rows with one problem. `column` is None where it is about the row as a whole.

    `value` is the cell's text, or the name in it; empty where `value_count` different ones are grouped.
    """

    code: ErrorCode
    severity: Severity
    column: Meaning | None
    value: str
    value_count: int
    suggestion: str | None
    row_count: int


@dataclass(frozen=True)
class ProblemFilter:
    """Keeps rows that have a problem with all of these; None keeps any."""

    code: ErrorCode | None = None
    severity: Severity | None = None
    column: Meaning | None = None
    value: str | None = None

    def narrow(self, where: Where) -> None:
        """Adds it to the conditions of rows with the alias `r`."""
        wanted = {"code": self.code, "severity": self.severity, "field": self.column}
        given = {name: text for name, text in wanted.items() if text is not None}
        if not given and self.value is None:
            return
        conditions = [f"p.problem->>'{name}' = ?" for name in given]
        parameters: list[str] = list(given.values())
        if self.value is not None:
            conditions.append(f"{_VALUE} = ?")
            parameters.append(self.value)
        where.add("r.problems IS NOT NULL")
        where.sift(f"EXISTS (SELECT FROM {_PROBLEMS} WHERE {' AND '.join(conditions)})", *parameters)


ANY_PROBLEM = ProblemFilter()


def read_problem_filter(stored: dict[str, str | None]) -> ProblemFilter:
    """Returns the filter of these fields, as JSON has them."""
    code, severity, column = stored["code"], stored["severity"], stored["column"]
    return ProblemFilter(
        ErrorCode(code) if code else None,
        Severity(severity) if severity else None,
        Meaning(column) if column else None,
        stored["value"],
    )


async def find_problem_groups(bulk_invite_id: UUID) -> list[ProblemGroup]:
    """Returns errors, then warnings, of each the most frequent first; MAX_GROUPS at most."""
    found = await rows(
        f"""
        WITH by_value AS (
            SELECT p.problem->>'severity' AS severity, p.problem->>'code' AS code, p.problem->>'field' AS field,
                   {_VALUE} AS value, p.problem->>'suggestion' AS suggestion, count(*) AS row_count
              FROM bulk_invite_rows r, {_PROBLEMS}
             WHERE r.bulk_invite_id = $1 AND r.problems IS NOT NULL GROUP BY 1, 2, 3, 4, 5
        ), counted AS (
            SELECT *, count(*) OVER (PARTITION BY severity, code, field) AS value_count FROM by_value
        ), grouped AS (
            SELECT severity, code, field, value, suggestion, row_count, 1 AS value_count
              FROM counted WHERE field IS DISTINCT FROM 'email' OR value_count <= $2
             UNION ALL
            SELECT severity, code, field, '', NULL, sum(row_count)::bigint, count(*)
              FROM counted WHERE field = 'email' AND value_count > $2 GROUP BY severity, code, field
        )
        SELECT * FROM grouped ORDER BY severity, row_count DESC, code, value COLLATE "C" LIMIT $3
        """,
        bulk_invite_id,
        MAX_ADDRESSES,
        MAX_GROUPS,
    )
    return [
        ProblemGroup(
            code=ErrorCode(each["code"]),
            severity=Severity(each["severity"]),
            column=Meaning(each["field"]) if each["field"] else None,
            value=each["value"],
            value_count=each["value_count"],
            suggestion=each["suggestion"],
            row_count=each["row_count"],
        )
        for each in found
    ]


_PROBLEMS = "jsonb_array_elements(r.problems) WITH ORDINALITY AS p (problem, place)"
# The release before edits rows without their `problem_values`: a name that is no longer in the row is not this one.
_VALUE = f"""
    left(CASE p.problem->>'field'
        WHEN 'email' THEN r.email
        WHEN 'role' THEN r.role
        WHEN 'groups' THEN CASE WHEN r.problem_values[p.place] = ANY(r.groups) THEN r.problem_values[p.place]
                                ELSE array_to_string(r.groups, '; ') END
        ELSE '' END, {MAX_VALUE})
"""
