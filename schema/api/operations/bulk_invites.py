"""Bulk invites of all organizations, as the jobs that they are to workers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.bulk_invites.lifecycle import Status
from app.database.keyset import PageRequest
from app.operations.bulk_invite_acts import stop_bulk_invite
from app.operations.bulk_invites import (
    BulkInviteJobFilter,
    BulkInviteJobRecord,
    find_bulk_invite_jobs,
    list_bulk_invite_jobs,
)
from app.operations.reasons import MAX_REASON
from schema.api.bounds import parse_list
from schema.api.context import Info
from schema.api.node import NO_ID, find_id, get_id, global_id
from schema.api.operations.access import find_operator, require_operator
from schema.api.operations.acts import KEY, ActPayload, OperatorAct
from schema.api.pagination import Connection, PageArguments, connection
from schema.api.user_errors import RefusalsAsErrors


@strawberry.type(description="A bulk invite of any organization, as a job of workers.")
class BulkInviteJob(Node):
    id: NodeID[UUID]
    organization_id: strawberry.ID = strawberry.field(description="The organization's `id`, to filter by.")
    organization_name: str = strawberry.field(description="Whose it is.")
    filename: str | None = strawberry.field(description="Of the uploaded file; null for rows and for text.")
    status: Status = strawberry.field(description="How far it is.")
    row_count: int = strawberry.field(description="All rows; 0 until they have been counted.")
    processed_row_count: int = strawberry.field(description="Rows that the running phase is done with.")
    attempt_count: int = strawberry.field(
        description="How often a worker has tried since one last got on with it; after too many it is FAILED."
    )
    worker: str | None = strawberry.field(description="The name of the worker that has it; null: none has.")
    failure: str | None = strawberry.field(description="Why it is FAILED, as its people read it.")
    created_at: datetime = strawberry.field(description="When it was uploaded.")
    started_at: datetime | None = strawberry.field(description="When a worker first took it.")
    finished_at: datetime | None = strawberry.field(description="When it ended, in whatever way.")

    @classmethod
    def of(cls, found: BulkInviteJobRecord) -> Self:
        return cls(
            id=found.id,
            organization_id=global_id("Organization", found.organization_id),
            organization_name=found.organization_name,
            filename=found.filename,
            status=found.status,
            row_count=found.total_rows,
            processed_row_count=found.processed_rows,
            attempt_count=found.attempts,
            worker=found.worker,
            failure=found.failure,
            created_at=found.created_at,
            started_at=found.started_at,
            finished_at=found.finished_at,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        if find_operator(info) is None:
            return [None for _ in ids]
        found = {each.id: cls.of(each) for each in await find_bulk_invite_jobs(ids)}
        return [found.get(each) for each in ids]


@strawberry.input(name="BulkInviteJobFilter", description="What to keep; what is left out keeps everything.")
class JobFilter:
    statuses: list[Status] | None = strawberry.field(default=None, description="Those in one of these.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Those of the organization with this `id`."
    )

    def parse(self) -> BulkInviteJobFilter:
        """Raises TooLong."""
        organization_id = None
        if self.organization_id is not None:
            organization_id = find_id(self.organization_id, "Organization") or NO_ID
        return BulkInviteJobFilter(parse_list(self.statuses, "statuses"), organization_id)


@strawberry.type
class BulkInviteFields:
    @strawberry.field(description="Bulk invites of all organizations, newest first.", extensions=[PageArguments()])
    async def bulk_invites(
        self,
        page: PageRequest,
        filter: Annotated[  # noqa: A002
            JobFilter | None, strawberry.argument(description="What to keep; left out: everything.")
        ] = None,
    ) -> Connection[BulkInviteJob]:
        filters = filter.parse() if filter else BulkInviteJobFilter()
        return connection(await list_bulk_invite_jobs(filters, page), BulkInviteJob.of)


@strawberry.input(description="Which one to stop, and why.")
class StopBulkInviteInput:
    bulk_invite_id: strawberry.ID = strawberry.field(description="The `id` of a BulkInviteJob.")
    reason: str = strawberry.field(description=f"Why, for operators alone; up to {MAX_REASON} characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What was done, or why not.")
class StopBulkInvitePayload(ActPayload):
    pass


@strawberry.type
class BulkInviteActMutations:
    @strawberry.mutation(
        description="Cancels a bulk invite: its work ends after the chunk in progress, and who was invited stays"
        " invited. The organization's activity says that operators did it. For one that has ended, `changedCount` is"
        " 0. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def stop_bulk_invite(self, info: Info, input: StopBulkInviteInput) -> StopBulkInvitePayload:  # noqa: A002
        operator = require_operator(info)
        bulk_invite_id = get_id(input.bulk_invite_id, "BulkInviteJob", "bulk invite job", "bulkInviteId")
        act = await stop_bulk_invite(operator, bulk_invite_id, input.reason, input.idempotency_key)
        return StopBulkInvitePayload(act=OperatorAct.of(act))
