"""Which way a list is sorted."""

from dataclasses import replace
from enum import StrEnum

from app.database.keyset import Order
from schema.api.enums import register_enum


class OrderDirection(StrEnum):
    ASC = "asc"
    DESC = "desc"


register_enum(
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
