"""One bulk invite, and the organization's."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from app.bulk_invites.lifecycle import Status
from app.bulk_invites.queries import BulkInviteFilter, BulkInviteRecord, list_bulk_invites
from app.database.keyset import PageRequest
from schema.api.bounds import parse_list
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Info
from schema.api.node import find_id
from schema.api.pagination import Connection, PageArguments, connection


@strawberry.input(name="BulkInviteFilter", description="Which lists to show; parts that are left out keep everything.")
class BulkInviteFilterInput:
    statuses: list[Status] | None = strawberry.field(default=None, description="Lists in one of these states.")
    unfinished: bool | None = strawberry.field(
        default=None,
        description="true: those that somebody or a worker is not done with, for an upload of which emails wait is not"
        " over when it is COMPLETED. false: the others.",
    )
    since: datetime | None = strawberry.field(
        default=None, description="Uploaded then or later: rows are kept for 30 days."
    )


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
    async def bulk_invites(
        self,
        info: Info,
        page: PageRequest,
        filter: BulkInviteFilterInput | None = None,  # noqa: A002 - like those of other lists
    ) -> Connection[BulkInvite]:
        filters = BulkInviteFilter()
        if filter is not None:
            statuses = parse_list(filter.statuses, "statuses")
            filters = BulkInviteFilter(statuses, filter.unfinished, filter.since)
        found = await list_bulk_invites(info.context.actor.organization_id, filters, page)
        return connection(found, BulkInvite.of)


async def find_bulk_invite(info: Info, bulk_invite_id: UUID) -> BulkInviteRecord | None:
    """Returns the bulk invite as it is after any change in the same operation, or None. Raises NotSignedIn."""
    assert info.context.actor
    info.context.reset_loaders()
    return await info.context.loaders.bulk_invites.load(bulk_invite_id)
