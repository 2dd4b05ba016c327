"""Relay connections over keyset pages, and the direction that a list is sorted in."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from app.database.keyset import DEFAULT_SIZE, Order, PageRequest
from app.database.pages import COUNT_LIMIT, Page
from app.settings.limits import Limits
from schema.api.enums import register_enum
from schema.execution.errors import bad_user_input
from schema.execution.schema import LimitedSchema
from schema.execution.selections import selects

Node = TypeVar("Node")
Row = TypeVar("Row")
MAXIMUM = Limits().page_size


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Is there more behind this page?")
    has_previous_page: bool = strawberry.field(description="Is there more before this page?")
    start_cursor: str | None = strawberry.field(description="The first edge's cursor; null for an empty page.")
    end_cursor: str | None = strawberry.field(description="The last edge's cursor; null for an empty page.")


@strawberry.type(description="One row of a page, and its place in the list.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="Opaque; good as `after` or `before` in the same list and order.")
    node: Node = strawberry.field(description="The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[Node]):
    """`Connection[Member]` is the API's MemberConnection, made of MemberEdges."""

    edges: list[Edge[Node]] = strawberry.field(description="The rows of the page, in the order of the list.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count_is_exact: bool = strawberry.field(
        description="Whether totalCount is the whole list's; false: there are more rows than it says."
    )
    counted: strawberry.Private[int | None]

    @strawberry.field(
        description="How many rows the whole list has; counted only when asked for."
        " What a search, groups of invitations, states of emails or problems of rows leave, and emails, are counted up"
        f" to {COUNT_LIMIT:,}."
    )
    def total_count(self) -> int:
        assert self.counted is not None, "the page was not counted: its request did not come from page_request()"
        return self.counted


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
    """Returns the order in this direction."""
    return replace(order, descending=direction is OrderDirection.DESC)


def connection(page: Page[Row], build: Callable[[Row], Node]) -> Connection[Node]:
    """Returns the page as a connection; `build` makes a node of each row."""
    edges = [Edge(cursor=edge.cursor, node=build(edge.node)) for edge in page.edges]
    page_info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=page_info, total_count_is_exact=page.is_exact, counted=page.total_count)


class PageArguments(FieldExtension):
    """The arguments `first`, `after`, `last` and `before` of a connection field, whose resolver gets them as `page`.

    `page` is a PageRequest. Its `count` is set where `totalCount` is selected, or whether it is exact.
    """

    def apply(self, field: StrawberryField) -> None:
        own = [argument for argument in field.arguments if argument.python_name != "page"]
        field.arguments = [
            *own,
            _argument("first", int, f"How many from the start, or after `after`: 1 to {MAXIMUM}, else {DEFAULT_SIZE}."),
            _argument("after", str, "Goes on behind this `endCursor` of an earlier page."),
            _argument("last", int, f"How many from the end, or before `before`: 1 to {MAXIMUM}."),
            _argument("before", str, "Goes back from this `startCursor` of a later page."),
        ]

    async def resolve_async(
        self,
        next_: AsyncExtensionResolver,
        source: Any,
        info: strawberry.Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **kwargs: Any,
    ) -> Any:
        return await next_(source, info, page=page_request(info, first, after, last, before), **kwargs)


def _argument(name: str, kind: type, description: str) -> StrawberryArgument:
    annotation = StrawberryAnnotation(kind | None)
    return StrawberryArgument(name, None, annotation, default=None, description=description)


def page_request(
    info: strawberry.Info, first: int | None, after: str | None, last: int | None, before: str | None
) -> PageRequest:
    """Returns the page of a connection field's arguments, to be counted only where that is selected.

    Raises a BAD_USER_INPUT error.
    """
    if first is not None and last is not None:
        raise bad_user_input("Give `first` or `last`, not both.")
    if after is not None and before is not None:
        raise bad_user_input("Give `after` or `before`, not both.")
    if (last is not None and after is not None) or (first is not None and before is not None):
        raise bad_user_input("`first` goes with `after`, and `last` with `before`.")
    backward = last is not None or before is not None
    size = last if backward else first
    assert isinstance(info.schema, LimitedSchema)
    largest = info.schema.limits.page_size
    if size is not None and not 1 <= size <= largest:
        raise bad_user_input(f"`{'last' if backward else 'first'}` must be from 1 to {largest}.")
    return PageRequest(
        size=DEFAULT_SIZE if size is None else size,
        cursor=before if backward else after,
        backward=backward,
        count=selects(info, "totalCount") or selects(info, "totalCountIsExact"),
    )


def skipping(page: PageRequest, skip: int | None, largest: int) -> PageRequest:
    """Returns the page behind as many rows from the start of the list. Raises a BAD_USER_INPUT error."""
    if skip is None:
        return page
    if page.cursor is not None or page.backward:
        raise bad_user_input("`skip` goes with `first` alone.")
    if not 0 <= skip <= largest:
        raise bad_user_input(f"`skip` must be from 0 to {largest}.")
    return replace(page, skip=skip)


def selects_of_nodes(info: strawberry.Info, name: str) -> bool:
    """Whether a connection field's selection has this field of its nodes."""
    return selects(info, "edges", "node", name)
