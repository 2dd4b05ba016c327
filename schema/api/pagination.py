"""Relay connections over keyset pages."""

from collections.abc import Callable
from typing import Annotated, Generic, TypeAlias, TypeVar

import strawberry

from app.database.keyset import DEFAULT_SIZE, PageRequest
from app.database.pages import Page
from app.settings.limits import Limits
from schema.api.selections import selects
from schema.execution.errors import bad_user_input
from schema.execution.schema import LimitedSchema

Node = TypeVar("Node")
Row = TypeVar("Row")
USUAL_MAXIMUM = Limits().page_size

First: TypeAlias = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many from the start, or after `after`: 1 to {USUAL_MAXIMUM}, else {DEFAULT_SIZE}."
    ),
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Goes on behind this `endCursor` of an earlier page.")
]
Last: TypeAlias = Annotated[
    int | None, strawberry.argument(description=f"How many from the end, or before `before`: 1 to {USUAL_MAXIMUM}.")
]
Before: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Goes back from this `startCursor` of a later page.")
]


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
    counted: strawberry.Private[int | None]

    @strawberry.field(description="How many rows the whole list has; counted only when asked for.")
    def total_count(self) -> int:
        assert self.counted is not None, "the query did not count: make its PageRequest with page_request()"
        return self.counted


def connection(page: Page[Row], build: Callable[[Row], Node]) -> Connection[Node]:
    """The page as a connection, each of its rows made a node by `build`."""
    edges = [Edge(cursor=edge.cursor, node=build(edge.node)) for edge in page.edges]
    page_info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=page_info, counted=page.total_count)


def page_request(
    info: strawberry.Info, first: int | None, after: str | None, last: int | None, before: str | None
) -> PageRequest:
    """The page that a connection field's arguments ask for; counts only where totalCount is selected."""
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
        count=selects(info, "totalCount"),
    )
