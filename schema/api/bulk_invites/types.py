"""Bulk invites and their rows."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.bulk_invites.lifecycle import Status
from app.bulk_invites.queries import (
    BulkInviteRecord,
    RowRecord,
    list_bulk_invites,
    list_rows,
    may_read_rows,
    require_reader,
)
from app.bulk_invites.review.problems import Problem, Severity
from app.bulk_invites.review.rules import RowStatus
from app.database.keyset import PageRequest
from app.organizations.roles import Role
from schema.api.bounds import parse_list
from schema.api.context import Info
from schema.api.enums import register_enum
from schema.api.groups import Group, load_groups
from schema.api.invitations.types import Invitation
from schema.api.members import Member
from schema.api.node import find_id
from schema.api.pagination import Connection, PageArguments, connection
from schema.api.user_errors import UserError, user_error
from schema.execution.shared_execution import SharedEvent

register_enum(
    Status,
    "BulkInviteStatus",
    "How far the work on a list is.",
    {
        "VALIDATING": "A worker reads the file and judges its rows.",
        "READY": "For review: nobody has been invited, rows can be fixed.",
        "SENDING": "A worker makes the invitations; their emails go out at the same time.",
        "COMPLETED": "Every row has its verdict; emails may still be waiting.",
        "CANCELED": "Somebody stopped it.",
        "FAILED": "The file cannot be used, or the work on it kept failing: `failureReason` says why.",
    },
)
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


@strawberry.type(description="What is wrong with a row, whose column `path` names, or with an address.")
class RowProblem(UserError):  # noqa: N818 - the contract's name
    severity: Severity = strawberry.field(description="Whether it keeps the row from being sent.")
    suggestion: str | None = strawberry.field(description="What was probably meant.")

    @classmethod
    def of(cls, problem: Problem, path: list[str] | None = None) -> Self:
        """`path`: another one than the column's."""
        return cls(
            code=problem.code,
            message=problem.message,
            path=path or ([problem.field] if problem.field else None),
            severity=problem.severity,
            suggestion=problem.suggestion,
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


@strawberry.type(description="A list of people to invite, and the work on it. Rows are kept for 30 days.")
class BulkInvite(Node, SharedEvent):
    id: NodeID[UUID]
    status: Status = strawberry.field(description="How far it is.")
    filename: str | None = strawberry.field(description="Of the upload, where it had one.")
    created_at: datetime = strawberry.field(description="When it was uploaded.")
    started_at: datetime | None = strawberry.field(description="When a worker first took it up.")
    finished_at: datetime | None = strawberry.field(description="When the status became final.")
    encoding: str | None = strawberry.field(
        description="What its bytes were read as: UTF-8, UTF-16, UTF-32, or windows-1252, which is assumed where they"
        " are none of these; null for rows."
    )
    default_role: Role | None = strawberry.field(description="What rows get that name no role.")
    ignored_columns: list[str] = strawberry.field(
        description="A warning about the file: columns whose names mean nothing here. Their cells were not stored."
    )
    total_rows: int = strawberry.field(description="People in the list; 0 until they are counted.")
    processed_rows: int = strawberry.field(description="Rows with a verdict in the running phase.")
    valid_rows: int = strawberry.field(description="At the review: rows without a problem.")
    warning_rows: int = strawberry.field(description="At the review: rows with warnings alone, which are sent.")
    error_rows: int = strawberry.field(description="At the review: rows with an error, which are left out.")
    invited_rows: int = strawberry.field(description="People who have been invited.")
    skipped_rows: int = strawberry.field(description="Rows that stopped being valid since the review.")
    emails_sent: int = strawberry.field(description="Invitations whose newest email a mail server accepted.")
    emails_failed: int = strawberry.field(
        description="Invitations whose newest email was refused for good or given up."
    )
    emails_waiting: int = strawberry.field(
        description="Invitations whose newest email is still to be sent, for the first time or again."
    )
    progress: float = strawberry.field(description="0..1 over the running phase.")
    sequence: int = strawberry.field(description="Grows with each change: after reconnecting, drop what is not newer.")
    rows_per_second: float | None = strawberry.field(
        description="How fast the running phase goes; null while nobody can tell."
    )
    seconds_remaining: float | None = strawberry.field(
        description="How much longer the running phase takes at that rate; null like it."
    )
    record: strawberry.Private[BulkInviteRecord]

    @strawberry.field(description="Who uploaded it; null when that person has left.")
    async def requested_by(self, info: Info) -> Member | None:
        found = await info.context.loaders.members_by_user.load(self.record.requested_by_user_id)
        return Member.of(found) if found else None

    @strawberry.field(description="What rows get that name no groups; without groups that were deleted.")
    async def default_groups(self, info: Info) -> list[Group]:
        return await load_groups(info, self.record.default_group_ids)

    @strawberry.field(description="Why it is FAILED: the place in the file and what to do.")
    def failure_reason(self) -> UserError | None:
        return user_error(self.record.failure) if self.record.failure else None

    @strawberry.field(
        description="The people in it, by line. For who uploaded it and who may invite people; others get FORBIDDEN.",
        extensions=[PageArguments()],
    )
    async def rows(
        self,
        info: Info,
        page: PageRequest,
        statuses: Annotated[
            list[RowStatus] | None, strawberry.argument(description="Rows in one of these states; left out: all.")
        ] = None,
    ) -> Connection[BulkInviteRow]:
        require_reader(info.context.actor, self.record)
        found = await list_rows(self.id, parse_list(statuses, "statuses"), page)
        return connection(found, BulkInviteRow.of)

    @strawberry.field(
        description="Where to GET the rows with problems as CSV, with the same credentials: the columns that are used"
        " plus Problem. Fix and upload again. For those who may read `rows`."
    )
    def problems_csv_url(self, info: Info) -> str:
        return f"{info.context.settings.public_url}{PROBLEMS_PATH.format(id=self.id)}"

    @classmethod
    def of(cls, record: BulkInviteRecord) -> Self:
        return cls(
            id=record.id,
            status=record.status,
            filename=record.filename,
            created_at=record.created_at,
            started_at=record.started_at,
            finished_at=record.finished_at,
            encoding=record.encoding,
            default_role=record.default_role,
            ignored_columns=list(record.ignored_columns),
            total_rows=record.total_rows,
            processed_rows=record.processed_rows,
            valid_rows=record.valid_rows,
            warning_rows=record.warning_rows,
            error_rows=record.error_rows,
            invited_rows=record.invited_rows,
            skipped_rows=record.skipped_rows,
            emails_sent=record.emails_sent,
            emails_failed=record.emails_failed,
            emails_waiting=record.emails_waiting,
            progress=record.progress,
            sequence=record.sequence,
            rows_per_second=record.rows_per_second,
            seconds_remaining=record.seconds_remaining,
            record=record,
            shared={},
        )

    @classmethod
    async def find(cls, info: Info, ids: list[UUID]) -> list[Self | None]:
        found = await info.context.loaders.bulk_invites.load_many(ids)
        return [cls.of(record) if record else None for record in found]


PROBLEMS_PATH = "/bulk-invites/{id}/problems.csv"


@strawberry.type
class BulkInviteQueries:
    @strawberry.field(description="An uploaded list; null where there is none with this id.")
    async def bulk_invite(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the list.")],  # noqa: A002
    ) -> BulkInvite | None:
        bulk_invite_id = find_id(id, "BulkInvite")
        found = await find_bulk_invite(info, bulk_invite_id) if bulk_invite_id else None
        return BulkInvite.of(found) if found else None

    @strawberry.field(description="The organization's uploaded lists, newest first.", extensions=[PageArguments()])
    async def bulk_invites(self, info: Info, page: PageRequest) -> Connection[BulkInvite]:
        found = await list_bulk_invites(info.context.actor.organization_id, page)
        return connection(found, BulkInvite.of)


async def find_bulk_invite(info: Info, bulk_invite_id: UUID) -> BulkInviteRecord | None:
    """Returns the bulk invite as it is after any change in the same operation, or None. Raises NotSignedIn."""
    assert info.context.actor
    info.context.reset_loaders()
    return await info.context.loaders.bulk_invites.load(bulk_invite_id)
