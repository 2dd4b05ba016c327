"""`node` and `nodes`: anything with an id, asked for by it alone."""

from collections import defaultdict
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from strawberry.relay import GlobalID, Node

from schema.execution.errors import bad_user_input

MAX_IDS = 100


async def find_nodes(info: strawberry.Info, ids: list[GlobalID]) -> list[Node | None]:
    """The nodes in the order of their ids, one `find` per type; None for what is not the caller's.

    Whether the caller may see a node is for its type's `find(info, ids)` to decide.
    """
    if len(ids) > MAX_IDS:
        raise bad_user_input(f"At most {MAX_IDS} ids at once.")
    wanted: dict[type[Node], set[str]] = defaultdict(set)
    for each in ids:
        wanted[_node_type(info, each)].add(each.node_id)
    found: dict[tuple[type[Node], str], Node | None] = {}
    for node_type, keys in wanted.items():
        ordered = sorted(keys)
        nodes = await cast("Any", node_type).find(info, [UUID(key) for key in ordered])
        found |= {(node_type, key): node for key, node in zip(ordered, nodes, strict=True)}
    return [found[_node_type(info, each), each.node_id] for each in ids]


def _node_type(info: strawberry.Info, global_id: GlobalID) -> type[Node]:
    """Strawberry resolves any type name it knows; only nodes with a UUID can have been given out."""
    definition: Any = info.schema.get_type_by_name(global_id.type_name)
    origin = getattr(definition, "origin", None)
    try:
        canonical = str(UUID(global_id.node_id)) == global_id.node_id
    except ValueError:
        canonical = False
    if not canonical or not isinstance(origin, type) or not issubclass(origin, Node) or origin is Node:
        raise bad_user_input(f'Nothing has the id "{global_id}": ids come from `id` fields.')
    return origin


@strawberry.type
class NodeQueries:
    """A part of Query. Not `relay.node()`, which asks no permission and answers bad ids as faults of ours."""

    @strawberry.field(description="What has this id, or null.")
    async def node(
        self,
        info: strawberry.Info,
        id: Annotated[GlobalID, strawberry.argument(description="What an `id` field answered.")],  # noqa: A002 - Relay's name
    ) -> Node | None:
        return (await find_nodes(info, [id]))[0]

    @strawberry.field(description="What has these ids, in their order; null for each that is unknown.")
    async def nodes(
        self,
        info: strawberry.Info,
        ids: Annotated[list[GlobalID], strawberry.argument(description=f"At most {MAX_IDS}.")],
    ) -> list[Node | None]:
        return await find_nodes(info, ids)
