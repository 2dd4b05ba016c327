"""Opaque ids: which kind of thing they name, and which one."""

from uuid import UUID

import strawberry
from strawberry.relay import GlobalID, to_base64

from app.errors import NotFound


def global_id(type_name: str, node_id: UUID) -> strawberry.ID:
    return strawberry.ID(to_base64(type_name, node_id))


def id_of(global_id: GlobalID, type_name: str, what: str, field: str = "id") -> UUID:
    """The id of a node of this type. Raises NotFound for a node of another type."""
    found = find_id(global_id, type_name)
    if found is None:
        raise NotFound(what, field)
    return found


def find_id(global_id: GlobalID, type_name: str) -> UUID | None:
    if global_id.type_name != type_name:
        return None
    try:
        return UUID(global_id.node_id)
    except ValueError:
        return None


# An id that no row has: what is asked for under a malformed or foreign id answers as unknown.
NOBODY = UUID(int=0)


def ids_of(global_ids: list[GlobalID], type_name: str) -> list[UUID]:
    """The ids in their order; those of another type become an id that no row has."""
    return [find_id(each, type_name) or NOBODY for each in global_ids]
