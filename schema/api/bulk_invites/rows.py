"""The rows of bulk invites, and what is wrong with them."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.bulk_invites import problem_groups
from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.queries import may_read_rows
from app.bulk_invites.review.problems import Problem, Severity
from app.bulk_invites.review.rules import RowStatus
from app.bulk_invites.row_queries import RowRecord
from schema.api.context import Info
from schema.api.enums import ErrorCode, register_enum
from schema.api.invitations.types import Invitation
from schema.api.user_errors import UserError

register_enum(
    RowStatus,
    "BulkInviteRowStatus",
    "VALID, WARNING, ERROR while reviewing; INVITED, SKIPPED (with the reason) once sent.",
    {
        "VALID": "Nothing stands against it.",
        "WARNING": "It will be sent; look at it first.",
        "ERROR": "It is left out.",
        "INVITED": "The person has been invited.",
        "SKIPPED": "It stopped being valid since the review; its first problem says why.",
    },
)
register_enum(
    Severity,
    "Severity",
    "How bad a problem is.",
    {"WARNING": "The row is sent all the same.", "ERROR": "The row is left out."},
)


register_enum(
    Meaning,
    "ColumnMeaning",
    "What a column of the file says of a person.",
    {"EMAIL": "The address.", "ROLE": "The role.", "GROUPS": "The device groups, several in one cell."},
)


# As many as a file can have.
MAX_SKIP = 1_000_000
Skip = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many rows to pass over first, 0 to {MAX_SKIP:,}; not with `after`, `last` or `before`. For a"
        " jump to where somebody scrolls: it takes as long as reading those rows, while `after` goes on at once."
    ),
]


class RowOrder(StrEnum):
    LINE = "line"
    SEVERITY = "severity"


register_enum(
    RowOrder,
    "BulkInviteRowOrder",
    "How the rows of a list are sorted.",
    {
        "LINE": "As the file has them.",
        "SEVERITY": "Rows with errors first, then those with warnings, then the others; each by line.",
    },
)


@strawberry.type(description="What is wrong with a row, whose column `path` names, or with an address.")
class RowProblem(UserError):  # noqa: N818 - the contract's name
    severity: Severity = strawberry.field(description="Whether it keeps the row from being sent.")
    suggestion: str | None = strawberry.field(description="What was probably meant.")
    value: str | None = strawberry.field(
        description="The name among `groups` that it is about; null: the whole cell, or the row."
    )

    @classmethod
    def of(cls, problem: Problem, path: list[str] | None = None) -> Self:
        """`path`: another one than the column's."""
        return cls(
            code=problem.code,
            message=problem.message,
            path=path or ([problem.field] if problem.field else None),
            severity=problem.severity,
            suggestion=problem.suggestion,
            value=problem.value,
        )


@strawberry.type(description="One person of a list.")
class BulkInviteRow(Node):
    id: NodeID[UUID]
    line: int = strawberry.field(description="Physical line in the file, quoted newlines counted.")
    email: str = strawberry.field(description="As the file has it.")
    role: str = strawberry.field(description="As the file has it.")
    groups: list[str] = strawberry.field(description="Names, as the file has them.")
    status: RowStatus = strawberry.field(description="What becomes of it.")
    problems: list[RowProblem] = strawberry.field(description="What stands against it, the most important first.")

    @strawberry.field(description="The invitation, once it is INVITED.")
    async def invitation(self, info: Info) -> Invitation | None:
        if self.status is not RowStatus.INVITED:
            return None
        found = await info.context.loaders.invitations.load(self.id)
        return Invitation.of(found) if found else None

    @classmethod
    def of(cls, row: RowRecord) -> Self:
        return cls(
            id=row.id,
            line=row.line,
            email=row.email,
            role=row.role,
            groups=list(row.groups),
            status=row.status,
            problems=[RowProblem.of(problem) for problem in row.problems],
        )

    @classmethod
    async def find(cls, info: Info, ids: list[UUID]) -> list[Self | None]:
        actor = info.context.actor
        found = await info.context.loaders.bulk_invite_rows.load_many(ids)
        return [cls.of(row) if row and may_read_rows(actor, row.requested_by_user_id) else None for row in found]


@strawberry.type(description="The same problem with the same value in a number of rows.")
class ProblemGroup:
    code: ErrorCode = strawberry.field(description="The problem.")
    severity: Severity = strawberry.field(description="Whether it keeps these rows from being sent.")
    column: Meaning | None = strawberry.field(description="The column that it is about; null: the row as a whole.")
    value: str = strawberry.field(
        description="What the cell says, or the name in it that means nothing; 254 characters at most. Empty where the"
        " cell is, and where `valueCount` is above 1."
    )
    value_count: int = strawberry.field(
        description="How many values these are: a problem of more than ten addresses is one group."
        " Above 1, its rows are those without `problemValue`."
    )
    suggestion: str | None = strawberry.field(description="What was probably meant.")
    row_count: int = strawberry.field(description="How many rows have it.")

    @classmethod
    def of(cls, group: problem_groups.ProblemGroup) -> Self:
        return cls(
            code=group.code,
            severity=group.severity,
            column=group.column,
            value=group.value,
            value_count=group.value_count,
            suggestion=group.suggestion,
            row_count=group.row_count,
        )
