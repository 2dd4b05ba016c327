"""All emails of the service."""

import strawberry

from app.database.keyset import PageRequest
from schema.api.deliveries import Delivery
from schema.api.delivery_lists import DeliveryFilterInput, read_deliveries
from schema.api.pagination import Connection, PageArguments


@strawberry.type
class DeliveryFields:
    @strawberry.field(description="Emails of every kind and state, newest first.", extensions=[PageArguments()])
    async def deliveries(
        self,
        page: PageRequest,
        filter: DeliveryFilterInput | None = None,  # noqa: A002 - the API's name
    ) -> Connection[Delivery]:
        return await read_deliveries(filter, page)
