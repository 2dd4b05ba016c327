"""Opaque global ids, and the fields `node` and `nodes` that look anything up by its id."""

from collections import defaultdict
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from strawberry.relay import GlobalID, Node, to_base64

from app.errors import NotFound
from schema.execution.errors import bad_user_input

MAX_IDS = 100
# No row has this id: looked up, it is unknown like any other's.
NO_ID = UUID(int=0)


def global_id(type_name: str, node_id: UUID) -> strawberry.ID:
    return strawberry.ID(to_base64(type_name, node_id))


def get_id(global_id: GlobalID, type_name: str, noun: str, field: str = "id") -> UUID:
    """Returns the id of a node of this type. Raises NotFound, about the `noun` in the input's `field`, otherwise."""
    found = find_id(global_id, type_name)
    if found is None:
        raise NotFound(noun, field)
    return found


def find_id(global_id: GlobalID, type_name: str) -> UUID | None:
    """Returns the id of a node of this type, None for a node of another type or a malformed id."""
    if global_id.type_name != type_name:
        return None
    try:
        return UUID(global_id.node_id)
    except ValueError:
        return None


def ids_or_unknown(global_ids: list[GlobalID], type_name: str) -> list[UUID]:
    """Returns the ids in their order, NO_ID for those that `find_id` does not find."""
    return [find_id(each, type_name) or NO_ID for each in global_ids]


async def load_node(info: strawberry.Info, type_name: str, node_id: UUID) -> Node | None:
    """Returns the node of a type by its name: for fields whose type's module would import this field's."""
    (found,) = await _node_class(info, type_name).find(info, [node_id])
    return cast("Node | None", found)


async def find_nodes(info: strawberry.Info, ids: list[GlobalID]) -> list[Node | None]:
    """Returns the nodes in the order of their ids, None for what is unknown to the caller; one `find` per type.

    Whether the caller may see a node is for its type's `find(info, ids)` to decide. Raises a BAD_USER_INPUT error.
    """
    if len(ids) > MAX_IDS:
        raise bad_user_input(f"At most {MAX_IDS} ids at once.")
    wanted: dict[Any, set[str]] = defaultdict(set)
    for each in ids:
        wanted[_node_type(info, each)].add(each.node_id)
    found: dict[tuple[Any, str], Node | None] = {}
    for node_type, keys in wanted.items():
        ordered = sorted(keys)
        nodes = await node_type.find(info, [UUID(key) for key in ordered])
        found |= {(node_type, key): node for key, node in zip(ordered, nodes, strict=True)}
    return [found[_node_type(info, each), each.node_id] for each in ids]


def _node_type(info: strawberry.Info, global_id: GlobalID) -> Any:
    """Strawberry resolves any type name it knows; only nodes with a UUID have ids that `id` fields returned."""
    node_class = _node_class(info, global_id.type_name)
    try:
        is_canonical = str(UUID(global_id.node_id)) == global_id.node_id
    except ValueError:
        is_canonical = False
    if not is_canonical or node_class is None:
        raise bad_user_input(f'Nothing has the id "{global_id}": ids come from `id` fields.')
    return node_class


def _node_class(info: strawberry.Info, type_name: str) -> Any:
    """Returns the class of a node type, None for any other name."""
    definition: Any = info.schema.get_type_by_name(type_name)
    origin = getattr(definition, "origin", None)
    is_node = isinstance(origin, type) and issubclass(origin, Node) and origin is not Node
    return origin if is_node else None


@strawberry.type
class NodeQueries:
    """Not `relay.node()`, which checks no permission and reports malformed ids as unexpected errors."""

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
