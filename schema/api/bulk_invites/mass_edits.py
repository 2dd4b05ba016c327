"""Mutations that edit many rows of a list under review."""

from uuid import UUID

import strawberry

from app.bulk_invites.csv.cells import clean_text
from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.mass_edit_actions import edit_rows, set_rights
from app.bulk_invites.mass_edits import ApplySuggestions, MassEdit, RemoveRows, ReplaceValue, Selection
from app.bulk_invites.problem_groups import ProblemFilter
from app.bulk_invites.review.problems import Severity
from app.bulk_invites.review.rules import RowStatus
from schema.api.bounds import MAX_LIST, parse_list, parse_value, require_one
from schema.api.bulk_invites.queries import find_bulk_invite
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Info
from schema.api.enums import ErrorCode, Role
from schema.api.node import get_id, ids_or_unknown
from schema.api.user_errors import Payload, RefusalsAsErrors

BULK_INVITE_ID = "The `id` of a list that is READY."
ROW_IDS = f"The `id`s of rows of the list, {MAX_LIST} at most; unknown ones are passed over."
CHANGED_COUNT = "How many rows this changes. Until all have been, the list is VALIDATING."
NOW = "As it is now; null where refused."


@strawberry.input(description="Which value to replace, and by what.")
class ReplaceBulkInviteValuesInput:
    bulk_invite_id: strawberry.ID = strawberry.field(description=BULK_INVITE_ID)
    column: Meaning = strawberry.field(description="The column that it is in.")
    from_: str = strawberry.field(
        name="from",
        description="What the cell says, in this letter case; of GROUPS, one name in it. Empty: nothing at all.",
    )
    to: str = strawberry.field(
        description="What it is to say; empty: nothing at all. 254 characters at most. Of GROUPS, the same as `from`"
        " validates the rows again that have a problem with it, in any spelling: after createGroup."
    )


@strawberry.type(description="How many rows say it, or why they do not.")
class ReplaceBulkInviteValuesPayload(Payload):
    changed_count: int = strawberry.field(default=0, description=CHANGED_COUNT)
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description=NOW)


@strawberry.input(description="Which suggestions to take.")
class ApplyBulkInviteSuggestionsInput:
    bulk_invite_id: strawberry.ID = strawberry.field(description=BULK_INVITE_ID)
    problem_code: ErrorCode | None = strawberry.field(
        default=None, description="Those of problems like this; left out: all."
    )


@strawberry.type(description="How many rows took theirs, or why they did not.")
class ApplyBulkInviteSuggestionsPayload(Payload):
    changed_count: int = strawberry.field(default=0, description=CHANGED_COUNT)
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description=NOW)


@strawberry.input(
    description="Rows with one problem, as `rows` takes them by problemCode and so on: those of a problemGroup."
)
class BulkInviteProblemInput:
    code: ErrorCode = strawberry.field(description="The problem.")
    severity: Severity | None = strawberry.field(default=None, description="How bad it is; left out: either.")
    column: Meaning | None = strawberry.field(default=None, description="The column that it is about; left out: any.")
    value: str | None = strawberry.field(
        default=None, description="Its value, as the problemGroup has it; left out: any. 254 characters at most."
    )


@strawberry.input(description="Which rows to take out: exactly one of `rowIds`, `statuses` and `problem`.")
class RemoveBulkInviteRowsInput:
    bulk_invite_id: strawberry.ID = strawberry.field(description=BULK_INVITE_ID)
    row_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=ROW_IDS)
    statuses: list[RowStatus] | None = strawberry.field(default=None, description="Rows in one of these states.")
    problem: BulkInviteProblemInput | None = strawberry.field(default=None, description="Rows with one problem.")


@strawberry.type(description="How many rows are taken out, or why they are not.")
class RemoveBulkInviteRowsPayload(Payload):
    changed_count: int = strawberry.field(default=0, description=CHANGED_COUNT)
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description=NOW)


@strawberry.input(
    description="Which rows get a role, groups or both: exactly one of `rowIds`, `statuses`, `problem` and `all`.",
)
class UpdateBulkInviteRowsInput:
    bulk_invite_id: strawberry.ID = strawberry.field(description=BULK_INVITE_ID)
    row_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=ROW_IDS)
    statuses: list[RowStatus] | None = strawberry.field(default=None, description="Rows in one of these states.")
    problem: BulkInviteProblemInput | None = strawberry.field(default=None, description="Rows with one problem.")
    all: bool | None = strawberry.field(default=None, description="true: all rows.")
    role: Role | None = strawberry.field(default=None, description="The role they get; left out: what they say.")
    group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description=f"The groups they get instead of theirs, {MAX_LIST} at most; left out: what they say. Empty: none,"
        " so that they get the list's defaultGroups.",
    )


@strawberry.type(description="How many rows say something else now, or why they do not.")
class UpdateBulkInviteRowsPayload(Payload):
    changed_count: int = strawberry.field(default=0, description=CHANGED_COUNT)
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description=NOW)


@strawberry.type
class BulkInviteMassEditMutations:
    @strawberry.mutation(
        description="Replaces a value in all rows of a list under review that have it, and validates them again.",
        extensions=[RefusalsAsErrors()],
    )
    async def replace_bulk_invite_values(
        self,
        info: Info,
        input: ReplaceBulkInviteValuesInput,  # noqa: A002
    ) -> ReplaceBulkInviteValuesPayload:
        old, new = parse_value(input.from_, "from") or "", parse_value(input.to, "to") or ""
        edit = ReplaceValue(input.column, clean_text(old), clean_text(new))
        count, bulk_invite = await _edit(info, input.bulk_invite_id, edit)
        return ReplaceBulkInviteValuesPayload(changed_count=count, bulk_invite=bulk_invite)

    @strawberry.mutation(
        description="Has all rows of a list under review say what their problems suggest, and validates them again.",
        extensions=[RefusalsAsErrors()],
    )
    async def apply_bulk_invite_suggestions(
        self,
        info: Info,
        input: ApplyBulkInviteSuggestionsInput,  # noqa: A002
    ) -> ApplyBulkInviteSuggestionsPayload:
        count, bulk_invite = await _edit(info, input.bulk_invite_id, ApplySuggestions(input.problem_code))
        return ApplyBulkInviteSuggestionsPayload(changed_count=count, bulk_invite=bulk_invite)

    @strawberry.mutation(
        description="Takes rows out of a list under review; those that were their duplicates are validated again.",
        extensions=[RefusalsAsErrors()],
    )
    async def remove_bulk_invite_rows(
        self,
        info: Info,
        input: RemoveBulkInviteRowsInput,  # noqa: A002
    ) -> RemoveBulkInviteRowsPayload:
        require_one(rowIds=input.row_ids, statuses=input.statuses, problem=input.problem)
        edit = RemoveRows(_selection(input))
        count, bulk_invite = await _edit(info, input.bulk_invite_id, edit)
        return RemoveBulkInviteRowsPayload(changed_count=count, bulk_invite=bulk_invite)

    @strawberry.mutation(
        description="Gives rows of a list under review a role, groups or both, and validates them again.",
        extensions=[RefusalsAsErrors()],
    )
    async def update_bulk_invite_rows(
        self,
        info: Info,
        input: UpdateBulkInviteRowsInput,  # noqa: A002
    ) -> UpdateBulkInviteRowsPayload:
        require_one(rowIds=input.row_ids, statuses=input.statuses, problem=input.problem, all=input.all or None)
        group_ids = None
        if input.group_ids is not None:
            group_ids = ids_or_unknown(parse_list(input.group_ids, "groupIds"), "Group")
        bulk_invite_id = get_id(input.bulk_invite_id, "BulkInvite", "upload", "bulkInviteId")
        count = await set_rights(info.context.actor, bulk_invite_id, _selection(input), input.role, group_ids)
        return UpdateBulkInviteRowsPayload(changed_count=count, bulk_invite=await _load(info, bulk_invite_id))


async def _edit(info: Info, global_id: strawberry.ID, edit: MassEdit) -> tuple[int, BulkInvite | None]:
    bulk_invite_id = get_id(global_id, "BulkInvite", "upload", "bulkInviteId")
    count = await edit_rows(info.context.actor, bulk_invite_id, edit)
    return count, await _load(info, bulk_invite_id)


async def _load(info: Info, bulk_invite_id: UUID) -> BulkInvite | None:
    found = await find_bulk_invite(info, bulk_invite_id)
    return BulkInvite.of(found) if found else None


def _selection(of: RemoveBulkInviteRowsInput | UpdateBulkInviteRowsInput) -> Selection:
    ids = None if of.row_ids is None else ids_or_unknown(parse_list(of.row_ids, "rowIds"), "BulkInviteRow")
    statuses = None if of.statuses is None else list(parse_list(of.statuses, "statuses"))
    return Selection(ids, statuses, None if of.problem is None else _problem(of.problem))


def _problem(of: BulkInviteProblemInput) -> ProblemFilter:
    return ProblemFilter(of.code, of.severity, of.column, parse_value(of.value, "problem"))
