"""A bulk invite: its status, its counts, its rows, and what the caller may do with it."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.bulk_invites import email_failures
from app.bulk_invites.csv.file_columns import Meaning, without_unused_samples
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.problem_groups import ProblemFilter, find_problem_groups
from app.bulk_invites.queries import BulkInviteRecord, may_change, require_reader
from app.bulk_invites.review.problems import Severity
from app.bulk_invites.review.rules import RowStatus
from app.bulk_invites.row_queries import BY_LINE, WORST_FIRST, RowFilter, list_rows
from app.database.keyset import PageRequest
from app.organizations.roles import Role
from schema.api.bounds import parse_list, parse_value
from schema.api.bulk_invites.columns import BulkInviteColumn
from schema.api.bulk_invites.rows import MAX_SKIP, BulkInviteRow, ProblemGroup, RowOrder, Skip
from schema.api.context import Info
from schema.api.enums import ErrorCode, register_enum
from schema.api.groups import Group, load_groups
from schema.api.members import Member
from schema.api.pagination import Connection, PageArguments, connection, skipping
from schema.api.user_errors import UserError, user_error
from schema.execution.shared_execution import SharedEvent

register_enum(
    Status,
    "BulkInviteStatus",
    "How far the work on a list is.",
    {
        "VALIDATING": "A worker reads the file and validates its rows, or edits many of them.",
        "MAPPING": "It waits for mapBulkInviteColumns to say what its columns mean: only where `mapping` was ASK.",
        "READY": "For review: nobody has been invited, rows can be fixed.",
        "SENDING": "A worker makes the invitations; their emails go out at the same time.",
        "COMPLETED": "Every row has its verdict; emails may still be waiting.",
        "CANCELED": "Somebody stopped it.",
        "FAILED": "The file cannot be used, or the work on it kept failing: `failureReason` says why.",
    },
)


@strawberry.type(description="Why emails failed or came back.")
class EmailFailure:
    reason: str = strawberry.field(
        description="The mail server's words, without what differs from one email to the next, such as addresses."
    )
    count: int = strawberry.field(description="How many invitations' newest emails failed or came back for it.")

    @classmethod
    def of(cls, failure: email_failures.EmailFailure) -> Self:
        return cls(reason=failure.reason, count=failure.count)


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
        description="A warning about the file: columns that mean nothing here. Their cells were not stored, or, where"
        " `mapping` was ASK, are deleted when the list is sent, canceled or FAILED."
    )
    sheet: str | None = strawberry.field(
        description="The sheet of a workbook that the rows come from, `Table 1` and so on of a page; null for others."
    )
    sheets: list[str] = strawberry.field(
        description="All sheets of the workbook, hidden ones last; empty for other files. For another one upload the"
        " file again with its name as `sheet`."
    )
    total_rows: int = strawberry.field(
        description="People in the list; 0 until they are counted, which is before it is MAPPING."
    )
    processed_rows: int = strawberry.field(description="Rows with a verdict in the running phase.")
    valid_rows: int = strawberry.field(description="At the review: rows without a problem.")
    warning_rows: int = strawberry.field(description="At the review: rows with warnings alone.")
    error_rows: int = strawberry.field(description="At the review: rows with an error, which are left out.")
    invited_rows: int = strawberry.field(description="People who have been invited.")
    skipped_rows: int = strawberry.field(description="Rows that stopped being valid since the review.")
    emails_sent: int = strawberry.field(description="Invitations whose newest email a mail server accepted.")
    emails_failed: int = strawberry.field(
        description="Invitations whose newest email was refused for good or given up."
    )
    emails_bounced: int = strawberry.field(
        description="Invitations whose newest email a mail server accepted and that came back, or was called spam."
    )
    emails_waiting: int = strawberry.field(
        description="Invitations whose newest email is still to be sent, for the first time or again."
    )
    emails_canceled: int = strawberry.field(
        description="Invitations whose newest email was withdrawn before a mail server accepted it."
    )
    revoked_rows: int = strawberry.field(description="People whom this list invited and whose invitation was revoked.")
    is_revoking: bool = strawberry.field(
        description="A worker still revokes what was pending when cancelBulkInvite asked for it."
    )
    email_failures: list[EmailFailure] = strawberry.field(
        description="Why emails failed or came back, the most frequent reason first; at most"
        f" {email_failures.MAX_REASONS}."
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
        description="Invitations of this list that nobody has answered; counted when it is asked for. Others than those"
        " who may revoke them may not be able to revoke each."
    )
    async def pending_count(self, info: Info) -> int:
        return await info.context.loaders.pending_of_bulk_invites.load(self.id)

    @strawberry.field(
        description="While it is READY: how many invitations sendBulkInvite makes. Those are the rows that are valid or"
        " have warnings, without those whose addresses are suppressed; counted when it is asked for. Null otherwise."
    )
    async def sendable_rows(self, info: Info) -> int | None:
        return await info.context.loaders.sendable_rows.load(self.id) if self.status is Status.READY else None

    @strawberry.field(description="May the caller revoke what is pending, by cancelBulkInvite, and is anything?")
    async def viewer_can_revoke_pending(self, info: Info) -> bool:
        if not may_change(info.context.actor, self.record.requested_by_user_id):
            return False
        return await info.context.loaders.any_pending.load(self.id)

    @strawberry.field(description="May the caller send, edit and cancel it, while its status allows that?")
    def viewer_can_change(self, info: Info) -> bool:
        return may_change(info.context.actor, self.record.requested_by_user_id)

    @strawberry.field(
        description="May the caller say what its columns mean, while it is MAPPING or READY? Only where `mapping` was"
        " ASK."
    )
    def viewer_can_map_columns(self, info: Info) -> bool:
        return self.record.asks_for_columns and may_change(info.context.actor, self.record.requested_by_user_id)

    @strawberry.field(
        description="The columns of the file, at most 100; none for rows. For those who may read `rows`; others get"
        " FORBIDDEN."
    )
    async def columns(self, info: Info) -> list[BulkInviteColumn]:
        require_reader(info.context.actor, self.record)
        found = await info.context.loaders.columns_of_bulk_invites.load(self.id)
        if not may_change(info.context.actor, self.record.requested_by_user_id):
            found = without_unused_samples(found)
        return [BulkInviteColumn.of(each) for each in found]

    @strawberry.field(
        description="What is wrong with its rows, in some lines: errors, then warnings, each the most frequent first;"
        " at most 100. For those who may read `rows`; others get FORBIDDEN."
    )
    async def problem_groups(self, info: Info) -> list[ProblemGroup]:
        require_reader(info.context.actor, self.record)
        return [ProblemGroup.of(group) for group in await find_problem_groups(self.id)]

    @strawberry.field(
        description="The people in it. For who uploaded it and who may invite people; others get FORBIDDEN."
        " A problem has to meet all of what is asked of problems: the rows of a problemGroup.",
        extensions=[PageArguments()],
    )
    async def rows(
        self,
        info: Info,
        page: PageRequest,
        statuses: Annotated[
            list[RowStatus] | None, strawberry.argument(description="Rows in one of these states; left out: all.")
        ] = None,
        problem_code: Annotated[ErrorCode | None, strawberry.argument(description="Rows with such a problem.")] = None,
        problem_severity: Annotated[
            Severity | None, strawberry.argument(description="Rows with a problem as bad as this.")
        ] = None,
        problem_column: Annotated[
            Meaning | None, strawberry.argument(description="Rows with a problem of this column.")
        ] = None,
        problem_value: Annotated[
            str | None, strawberry.argument(description="Rows with a problem of this value, as a problemGroup has it.")
        ] = None,
        order: Annotated[RowOrder, strawberry.argument(description="What comes first.")] = RowOrder.LINE,
        skip: Skip = None,
    ) -> Connection[BulkInviteRow]:
        require_reader(info.context.actor, self.record)
        problem = ProblemFilter(
            code=problem_code,
            severity=problem_severity,
            column=problem_column,
            value=parse_value(problem_value, "problemValue"),
        )
        filters = RowFilter(parse_list(statuses, "statuses"), problem)
        by = WORST_FIRST if order is RowOrder.SEVERITY else BY_LINE
        request = skipping(page, skip, MAX_SKIP)
        found = await list_rows(self.id, filters, request, order=by, of=self.record)
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
            sheet=record.sheet,
            sheets=list(record.sheets),
            total_rows=record.total_rows,
            processed_rows=record.processed_rows,
            valid_rows=record.valid_rows,
            warning_rows=record.warning_rows,
            error_rows=record.error_rows,
            invited_rows=record.invited_rows,
            skipped_rows=record.skipped_rows,
            emails_sent=record.emails_sent,
            emails_failed=record.emails_failed,
            emails_bounced=record.emails_bounced,
            emails_waiting=record.emails_waiting,
            emails_canceled=record.emails_canceled,
            revoked_rows=record.revoked_rows,
            is_revoking=record.is_revoking,
            email_failures=[EmailFailure.of(failure) for failure in record.email_failures],
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
