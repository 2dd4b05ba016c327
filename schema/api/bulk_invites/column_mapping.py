"""The mutation that says what the columns of an uploaded file mean."""

import strawberry

from app.bulk_invites.column_mapping import map_columns
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.review.defaults import Defaults
from schema.api.bounds import MAX_LIST, parse_list
from schema.api.bulk_invites.queries import find_bulk_invite
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Info
from schema.api.enums import Role
from schema.api.node import get_id, ids_or_unknown
from schema.api.user_errors import Payload, RefusalsAsErrors


@strawberry.input(description="What the columns of a file mean, by their `position`, and what rows get without them.")
class MapBulkInviteColumnsInput:
    bulk_invite_id: strawberry.ID = strawberry.field(
        description="The `id` of a list that is MAPPING, or READY where `mapping` was ASK."
    )
    email: int = strawberry.field(description="The `position` of the column of the addresses.")
    role: int | None = strawberry.field(
        default=None, description="That of the roles; left out: there is none, and `defaultRole` is needed."
    )
    groups: int | None = strawberry.field(default=None, description="That of the groups; left out: there is none.")
    has_header: bool | None = strawberry.field(
        default=None,
        description="Whether a line names the columns, so that it invites nobody; left out: as it was found.",
    )
    default_role: Role | None = strawberry.field(
        default=None,
        description="What rows get that name no role, also instead of that of the upload; left out: each row must name"
        " its own.",
    )
    default_group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description=f"What rows get that name no groups, {MAX_LIST} at most, also instead of those of the upload; left"
        " out: none.",
    )


@strawberry.type(description="The list, which is validated by it, or why it is not.")
class MapBulkInviteColumnsPayload(Payload):
    bulk_invite: BulkInvite | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.type
class ColumnMappingMutations:
    @strawberry.mutation(
        description="Says what the columns of a list mean. A worker validates all rows by it: edits of rows are lost."
        " Without a review, it sends what is valid then. Positions are remembered for the organization's next file with"
        " the same header and `mapping: ASK`; defaults are not, being about the people of one file.",
        extensions=[RefusalsAsErrors()],
    )
    async def map_bulk_invite_columns(
        self,
        info: Info,
        input: MapBulkInviteColumnsInput,  # noqa: A002
    ) -> MapBulkInviteColumnsPayload:
        bulk_invite_id = get_id(input.bulk_invite_id, "BulkInvite", "upload", "bulkInviteId")
        group_ids = parse_list(input.default_group_ids, "defaultGroupIds")
        await map_columns(
            info.context.actor,
            bulk_invite_id,
            Mapping(input.email, input.role, input.groups),
            Defaults.of(input.default_role, ids_or_unknown(group_ids, "Group")),
            has_header=input.has_header,
        )
        found = await find_bulk_invite(info, bulk_invite_id)
        return MapBulkInviteColumnsPayload(bulk_invite=BulkInvite.of(found) if found else None)
