"""Mutations of bulk invites."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any
from uuid import UUID

import strawberry
from starlette.datastructures import UploadFile
from strawberry.types import get_object_definition
from strawberry.types.arguments import InputContext

from app.bulk_invites import actions, row_edits
from app.bulk_invites.csv.cells import clean_text
from app.bulk_invites.csv.reader import RowsFile
from app.bulk_invites.review.defaults import Defaults
from app.bulk_invites.uploaded_file import PIECE_BYTES, BytesContent, Content
from schema.api.bounds import MAX_LIST, parse_list, parse_value
from schema.api.bulk_invites.queries import find_bulk_invite
from schema.api.bulk_invites.rows import BulkInviteRow
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Info
from schema.api.enums import Role, register_enum
from schema.api.node import get_id, ids_or_unknown
from schema.api.user_errors import Payload, RefusalsAsErrors
from schema.execution.scalars import Upload

IDEMPOTENCY = "The same key with the same input answers the first call's payload, for 24 hours."


class MappingMode(StrEnum):
    REFUSE = "refuse"
    ASK = "ask"


register_enum(
    MappingMode,
    "MappingMode",
    "What to do with a file whose columns are not understood.",
    {
        "REFUSE": "Refuse it, with what to change in it.",
        "ASK": "Keep it whole until the list is sent, canceled or FAILED: the list waits, MAPPING, for"
        " mapBulkInviteColumns.",
    },
)


@strawberry.input(description="One person.")
class BulkInviteRowInput:
    email: str = strawberry.field(description="The address to invite.")
    role: str = strawberry.field(description="A role's label or name, in any letter case.")
    groups: list[str] | None = strawberry.field(
        default=None, description="Names of device groups, in any letter case; left out: none."
    )


@strawberry.input(description="Where the people come from: exactly one of these.", one_of=True)
class BulkInviteSource:
    file: Upload | None = strawberry.field(
        default=strawberry.UNSET,
        description="A CSV file, a workbook or an HTML page, of 64 MB at most unless the service sets another limit.",
    )
    csv: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The text of a CSV file, or a table that was copied, as text or as HTML, of up to 16 MB with the"
        " rest of the request; or addresses as mail programs copy them, `Ada <ada@example.com>; …`, of up to 1 MB,"
        " where there is a defaultRole or `mapping` is ASK.",
    )
    rows: list[BulkInviteRowInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The people themselves, at most the organization's bulkInviteRowLimit. A row's `line` is its place"
        " in the list.",
    )


def _build_source(source: type, value: Mapping[str, Any], _: InputContext) -> object:
    rows = value.get("rows")
    return source(**value if rows is None else {"rows": [BulkInviteRowInput(**row) for row in rows]})


# Strawberry reflects on each value of each of tens of thousands of rows, during which nobody else is served.
get_object_definition(BulkInviteSource, strict=True).from_input = _build_source


@strawberry.input(description="Whom to invite, many at once.")
class BulkInviteInput:
    source: BulkInviteSource = strawberry.field(description="Where the people come from.")
    default_role: Role | None = strawberry.field(
        default=None, description="What rows get that name no role; left out: each row must name its own."
    )
    default_group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description=f"What rows get that name no groups, {MAX_LIST} at most; left out: none."
    )
    sheet: str | None = strawberry.field(
        default=None,
        description="The sheet of a workbook to read; left out: the first with an Email column, else the first with an"
        " address, else the first with any text.",
    )
    mapping: MappingMode | None = strawberry.field(
        default=MappingMode.REFUSE, description="What to do where the file's columns are not understood."
    )
    review: bool = strawberry.field(
        default=True,
        description="true stops at READY until sendBulkInvite. false sends what is valid straight away.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY)


@strawberry.type(description="The list, or why there is none.")
class BulkInvitePayload(Payload):
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="Which list to send.")
class SendBulkInviteInput:
    bulk_invite_id: strawberry.ID = strawberry.field(description="The `id` of a list that is READY.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY)


@strawberry.type(description="The list that is being sent, or why it is not.")
class SendBulkInvitePayload(Payload):
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="What a row is to say instead.")
class UpdateBulkInviteRowInput:
    row_id: strawberry.ID = strawberry.field(description="The `id` of a row of a list that is READY.")
    email: str = strawberry.field(description="The address to invite.")
    role: str = strawberry.field(description="A role's label or name, in any letter case.")
    groups: list[str] | None = strawberry.field(
        default=None, description="Names of device groups, in any letter case; left out: none."
    )


@strawberry.type(description="The row as it is validated now, or why it was not changed.")
class UpdateBulkInviteRowPayload(Payload):
    row: BulkInviteRow | None = strawberry.field(default=None, description="As it is now; null where refused.")
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description="The list it is in.")


@strawberry.input(description="Which row to take out.")
class RemoveBulkInviteRowInput:
    row_id: strawberry.ID = strawberry.field(description="The `id` of a row of a list that is READY.")


@strawberry.type(description="The list without the row, or why it was not removed.")
class RemoveBulkInviteRowPayload(Payload):
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="Which list to stop.")
class CancelBulkInviteInput:
    bulk_invite_id: strawberry.ID = strawberry.field(description="The `id` of the list.")
    revoke_pending: bool = strawberry.field(
        default=False, description="Also revoke what this list invited and nobody has accepted."
    )


@strawberry.type(description="The canceled list, or why it goes on.")
class CancelBulkInvitePayload(Payload):
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.type
class BulkInviteMutations:
    @strawberry.mutation(
        description="Uploads a list of people to invite. A worker validates it: follow it with bulkInviteProgress.",
        extensions=[RefusalsAsErrors()],
    )
    async def bulk_invite(self, info: Info, input: BulkInviteInput) -> BulkInvitePayload:  # noqa: A002
        bulk_invite_id = await actions.create_bulk_invite(
            info.context.actor,
            replace(
                _upload(input.source, _defaults(input)),
                sheet=_sheet(input),
                asks_for_columns=input.mapping is MappingMode.ASK,
            ),
            is_reviewed=input.review,
            idempotency_key=input.idempotency_key,
        )
        return BulkInvitePayload(bulk_invite=await _load(info, bulk_invite_id))

    @strawberry.mutation(
        description="Invites the people of a reviewed list. Rows with errors are left out, rows with warnings are sent."
        " Rows that stopped being valid since the review are SKIPPED with the reason.",
        extensions=[RefusalsAsErrors()],
    )
    async def send_bulk_invite(self, info: Info, input: SendBulkInviteInput) -> SendBulkInvitePayload:  # noqa: A002
        bulk_invite_id = _bulk_invite_id(input.bulk_invite_id)
        await actions.send_bulk_invite(info.context.actor, bulk_invite_id, input.idempotency_key)
        return SendBulkInvitePayload(bulk_invite=await _load(info, bulk_invite_id))

    @strawberry.mutation(
        description="Fixes one reviewed row in place; it and the rows it was a duplicate of are validated again.",
        extensions=[RefusalsAsErrors()],
    )
    async def update_bulk_invite_row(
        self,
        info: Info,
        input: UpdateBulkInviteRowInput,  # noqa: A002
    ) -> UpdateBulkInviteRowPayload:
        row_id = get_id(input.row_id, "BulkInviteRow", "row", "rowId")
        bulk_invite_id = await row_edits.update_row(
            info.context.actor, row_id, input.email, input.role, input.groups or ()
        )
        bulk_invite = await _load(info, bulk_invite_id)
        row = await info.context.loaders.bulk_invite_rows.load(row_id)
        return UpdateBulkInviteRowPayload(row=BulkInviteRow.of(row) if row else None, bulk_invite=bulk_invite)

    @strawberry.mutation(
        description="Takes a row out of a list under review.",
        extensions=[RefusalsAsErrors()],
    )
    async def remove_bulk_invite_row(
        self,
        info: Info,
        input: RemoveBulkInviteRowInput,  # noqa: A002
    ) -> RemoveBulkInviteRowPayload:
        row_id = get_id(input.row_id, "BulkInviteRow", "row", "rowId")
        bulk_invite_id = await row_edits.remove_row(info.context.actor, row_id)
        return RemoveBulkInviteRowPayload(bulk_invite=await _load(info, bulk_invite_id))

    @strawberry.mutation(
        description="Stops the work on a list. Once COMPLETED the status stays; revokePending still takes effect.",
        extensions=[RefusalsAsErrors()],
    )
    async def cancel_bulk_invite(
        self,
        info: Info,
        input: CancelBulkInviteInput,  # noqa: A002
    ) -> CancelBulkInvitePayload:
        bulk_invite_id = _bulk_invite_id(input.bulk_invite_id)
        await actions.cancel_bulk_invite(info.context.actor, bulk_invite_id, revoke_pending=input.revoke_pending)
        return CancelBulkInvitePayload(bulk_invite=await _load(info, bulk_invite_id))


class _UploadedFile:
    """A file of a multipart request: it is in memory or on this machine's disk already."""

    def __init__(self, file: UploadFile) -> None:
        self.file = file
        self.size = file.size or 0

    async def pieces(self) -> AsyncIterator[bytes]:
        await self.file.seek(0)
        while piece := await self.file.read(PIECE_BYTES):
            yield piece


def _sheet(given: BulkInviteInput) -> str | None:
    return clean_text(parse_value(given.sheet, "sheet") or "") or None


def _defaults(given: BulkInviteInput) -> Defaults:
    group_ids = parse_list(given.default_group_ids, "defaultGroupIds")
    return Defaults.of(given.default_role, ids_or_unknown(group_ids, "Group"))


def _upload(source: BulkInviteSource, defaults: Defaults) -> actions.Upload:
    if source.file:
        return actions.Upload(_UploadedFile(source.file), is_csv=True, filename=source.file.filename, defaults=defaults)
    content: Content
    if source.rows is None or source.rows is strawberry.UNSET:
        content = BytesContent((source.csv or "").encode(errors="replace"))
        return actions.Upload(content, is_csv=True, defaults=defaults)
    content = BytesContent(RowsFile.write([row.email, row.role, *(row.groups or ())] for row in source.rows))
    return actions.Upload(content, is_csv=False, defaults=defaults)


def _bulk_invite_id(global_id: strawberry.ID) -> UUID:
    return get_id(global_id, "BulkInvite", "upload", "bulkInviteId")


async def _load(info: Info, bulk_invite_id: UUID) -> BulkInvite | None:
    found = await find_bulk_invite(info, bulk_invite_id)
    return BulkInvite.of(found) if found else None
