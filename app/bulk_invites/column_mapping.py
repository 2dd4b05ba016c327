"""What the columns of a file mean: by the header, or by somebody's answer."""

from collections.abc import Sequence
from uuid import UUID

from app.bulk_invites.csv.file_columns import FileColumn, read_columns
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.review.defaults import Defaults
from app.database.sql import rows
from app.organizations.actor import Actor


async def find_columns(bulk_invite_ids: Sequence[UUID]) -> dict[UUID, tuple[FileColumn, ...]]:
    """Returns the columns of the files by the ids of their bulk invites."""
    found = await rows("SELECT id, columns FROM bulk_invites WHERE id = ANY($1)", list(bulk_invite_ids))
    return {each["id"]: read_columns(each["columns"]) if each["columns"] else () for each in found}


async def map_columns(
    actor: Actor, bulk_invite_id: UUID, mapping: Mapping, defaults: Defaults, *, has_header: bool | None
) -> None:
    """Has a worker validate all rows by what the columns mean, and remembers it for the organization."""
    raise NotImplementedError
