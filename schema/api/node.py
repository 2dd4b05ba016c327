"""Opaque global ids, and the fields `node` and `nodes` that look anything up by its id."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.relay import Node, from_base64, to_base64

from app.errors import IdOfAnother, IncompleteId
from schema.execution.errors import bad_user_input

MAX_IDS = 100
# Twice what the longest name of a type needs.
MAX_ID_LENGTH = 128
# No row has this id: looked up, it is unknown like any other's.
NO_ID = UUID(int=0)
# What people call a node, by its type.
NOUNS = {
    "AuditEntry": "entry of the activity",
    "BulkInvite": "upload",
    "BulkInviteJob": "bulk invite job",
    "BulkInviteRow": "row of an upload",
    "Delivery": "email",
    "FailureGroup": "failure group",
    "Group": "group",
    "Invitation": "invitation",
    "Member": "member",
    "OperatorAct": "act of an operator",
    "Organization": "organization",
    "Session": "session",
    "Suppression": "suppressed address",
    "User": "person",
}


@dataclass(frozen=True)
class NodeKey:
    """What an id stands for: a node's type and its key there."""

    type_name: str
    node_id: UUID


def global_id(type_name: str, node_id: UUID) -> strawberry.ID:
    return strawberry.ID(to_base64(type_name, node_id))


def parse_id(text: str) -> NodeKey | None:
    """Returns what an id stands for; None for what no `id` field returned, which is as unknown as any other id."""
    if len(text) > MAX_ID_LENGTH:
        return None
    try:
        type_name, node_id = from_base64(text)
        key = NodeKey(type_name, UUID(node_id))
    except ValueError:
        return None
    return key if str(key.node_id) == node_id else None


def get_id(text: str, type_name: str, noun: str, field: str = "id") -> UUID:
    """Returns the id of a node of this type. Raises NotFound, about the `noun` in the input's `field`, otherwise."""
    return get_key(text, (type_name,), noun, field).node_id


def get_key(text: str, type_names: Collection[str], noun: str, field: str = "id") -> NodeKey:
    """The same of a node of one of several types."""
    key = parse_id(text)
    if key is None or (key.type_name not in type_names and key.type_name not in NOUNS):
        raise IncompleteId(noun, field)
    if key.type_name not in type_names:
        raise IdOfAnother(NOUNS[key.type_name], noun, field)
    return key


def find_id(text: str, type_name: str) -> UUID | None:
    """Returns the id of a node of this type, None for a node of another type or a malformed id."""
    key = parse_id(text)
    return key.node_id if key and key.type_name == type_name else None


def ids_or_unknown(texts: Iterable[str], type_name: str) -> list[UUID]:
    """Returns the ids in their order, NO_ID for those that `find_id` does not find."""
    return [find_id(each, type_name) or NO_ID for each in texts]


async def load_node(info: strawberry.Info, type_name: str, node_id: UUID) -> Node | None:
    """Returns the node of a type by its name: for fields whose type's module would import this field's.

    Those of a response are found together.
    """
    loaders = info.context.node_loaders
    if type_name not in loaders:
        loaders[type_name] = DataLoader(partial(_node_class(info, type_name).find, info))
    return cast("Node | None", await loaders[type_name].load(node_id))


async def find_nodes(info: strawberry.Info, ids: Sequence[str]) -> list[Node | None]:
    """Returns the nodes in the order of their ids, None for what is unknown to the caller; one `find` per type.

    Whether the caller may see a node is for its type's `find(info, ids)` to decide. Raises a BAD_USER_INPUT error.
    """
    if len(ids) > MAX_IDS:
        raise bad_user_input(f"At most {MAX_IDS} ids at once.")
    keys = [parse_id(each) for each in ids]
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for key in filter(None, keys):
        wanted[key.type_name].add(key.node_id)
    found: dict[NodeKey | None, Node | None] = {}
    for type_name, node_ids in wanted.items():
        if node_class := _node_class(info, type_name):
            ordered = sorted(node_ids)
            nodes = await node_class.find(info, ordered)
            found |= {NodeKey(type_name, each): node for each, node in zip(ordered, nodes, strict=True)}
    return [found.get(key) for key in keys]


def _node_class(info: strawberry.Info, type_name: str) -> Any:
    """Returns the class of a node type, None for any other name."""
    definition: Any = info.schema.get_type_by_name(type_name)
    origin = getattr(definition, "origin", None)
    is_node = isinstance(origin, type) and issubclass(origin, Node) and origin is not Node
    return origin if is_node else None


@strawberry.type
class NodeQueries:
    """Not `relay.node()`, which checks no permission and reports malformed ids as unexpected errors."""

    @strawberry.field(description="What has this id, or null: for a malformed id, too.")
    async def node(
        self,
        info: strawberry.Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="What an `id` field answered.")],  # noqa: A002 - Relay's name
    ) -> Node | None:
        return (await find_nodes(info, [id]))[0]

    @strawberry.field(description="What has these ids, in their order; null for each that is unknown.")
    async def nodes(
        self,
        info: strawberry.Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description=f"At most {MAX_IDS}.")],
    ) -> list[Node | None]:
        return await find_nodes(info, ids)
