"""The background work of the whole service, put together from the fields of its parts."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any

import strawberry

from app.operations.queries import read_time
from app.users.operators import Operator
from schema.api.context import Context, Info
from schema.api.operations.access import find_operator
from schema.api.operations.acts import ActFields
from schema.api.operations.bulk_invites import BulkInviteFields
from schema.api.operations.deliveries import DeliveryFields
from schema.api.operations.failure_groups import FailureGroupFields
from schema.api.operations.queues import QueueFields
from schema.api.operations.workers import WorkerFields
from schema.execution.request_context import RequestContext
from schema.execution.shared_execution import SharedEvent


@strawberry.type(description="The background work of the whole service. For operators alone.")
class Operations(
    QueueFields, WorkerFields, FailureGroupFields, DeliveryFields, BulkInviteFields, ActFields, SharedEvent
):
    operator: strawberry.Private[Operator]
    at: datetime = strawberry.field(description="PostgreSQL's time when the figures were read.")

    def share_scope(self, context: RequestContext) -> Hashable:
        """Equal rights have the same result, but that members see the addresses of their organization anyway."""
        assert isinstance(context, Context)
        rights = self.operator.may_act, self.operator.sees_addresses
        organization_id = context.caller.organization_id if context.caller else None
        return ("operator", *rights, None if self.operator.sees_addresses else organization_id)


async def read_operations(operator: Operator, shared: dict[Hashable, Any] | None = None) -> Operations:
    """`shared` is what those who receive the same event have worked out for each other."""
    return Operations(operator=operator, at=await read_time(), shared={} if shared is None else shared)


@strawberry.type
class OperationsQueries:
    @strawberry.field(description="The background work of the whole service; null for everybody but operators.")
    async def operations(self, info: Info) -> Operations | None:
        operator = find_operator(info)
        return await read_operations(operator) if operator else None
