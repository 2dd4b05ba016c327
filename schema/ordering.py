"""Which way a list is sorted."""

from dataclasses import replace
from enum import Enum

import strawberry

from app.paging import Order


@strawberry.enum(description="Which way a list is sorted.")
class OrderDirection(Enum):
    ASC = strawberry.enum_value("asc", description="Smallest, earliest or A first.")
    DESC = strawberry.enum_value("desc", description="Largest, latest or Z first.")


def directed(order: Order, direction: OrderDirection) -> Order:
    return replace(order, descending=direction is OrderDirection.DESC)
