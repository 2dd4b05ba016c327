"""The background work of the whole service, put together from the fields of its parts."""

from datetime import datetime

import strawberry

from app.operations.queries import read_time
from app.users.operators import Operator
from schema.api.context import Info
from schema.api.operations.access import find_operator
from schema.api.operations.acts import ActFields
from schema.api.operations.deliveries import DeliveryFields


@strawberry.type(description="The background work of the whole service. For operators alone.")
class Operations(ActFields, DeliveryFields):
    operator: strawberry.Private[Operator]
    at: datetime = strawberry.field(description="PostgreSQL's time when the figures were read.")


async def read_operations(operator: Operator) -> Operations:
    return Operations(operator=operator, at=await read_time())


@strawberry.type
class OperationsQueries:
    @strawberry.field(description="The background work; null for who is no operator.")
    async def operations(self, info: Info) -> Operations | None:
        operator = find_operator(info)
        return await read_operations(operator) if operator else None
