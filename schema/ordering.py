"""Which way a list is sorted."""

from dataclasses import replace
from enum import StrEnum

from app.paging import Order
from schema.enums import shown


class OrderDirection(StrEnum):
    ASC = "asc"
    DESC = "desc"


shown(
    OrderDirection,
    "OrderDirection",
    "Which way a list is sorted.",
    {
        "ASC": "Smallest, earliest or A first.",
        "DESC": "Largest, latest or Z first.",
    },
)


def directed(order: Order, direction: OrderDirection) -> Order:
    return replace(order, descending=direction is OrderDirection.DESC)
