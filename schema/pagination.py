"""Relay connections over keyset pages."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from app.paging import DEFAULT_SIZE, MAX_SIZE, Page, PageRequest
from schema.faults import bad_user_input

Node = TypeVar("Node")
Row = TypeVar("Row")


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Node]):
    cursor: str
    node: Node


@strawberry.type
class Connection(Generic[Node]):
    """`Connection[Member]` is the API's MemberConnection, made of MemberEdges."""

    edges: list[Edge[Node]]
    page_info: PageInfo
    counted: strawberry.Private[int | None]

    @strawberry.field
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
    if size is not None and not 1 <= size <= MAX_SIZE:
        raise bad_user_input(f"`{'last' if backward else 'first'}` must be from 1 to {MAX_SIZE}.")
    return PageRequest(
        size=DEFAULT_SIZE if size is None else size,
        cursor=before if backward else after,
        backward=backward,
        count=selects(info, "totalCount"),
    )


def selects(info: strawberry.Info, name: str) -> bool:
    """Whether this field's answer will hold `name`; looks through fragments, aliases and @skip/@include."""
    return any(_among(field.selections, name) for field in info.selected_fields)


def _among(selections: Iterable[Selection], name: str) -> bool:
    for selection in selections:
        if not _included(selection):
            continue
        if isinstance(selection, SelectedField):
            if selection.name == name:
                return True
        elif _among(selection.selections, name):
            return True
    return False


def _included(selection: Selection) -> bool:
    skip = selection.directives.get("skip", {}).get("if", False)
    include = selection.directives.get("include", {}).get("if", True)
    return bool(include) and not skip
