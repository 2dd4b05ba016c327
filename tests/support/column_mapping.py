"""Files whose columns wait to be mapped, and mappings of them."""

from typing import Any
from uuid import UUID

from app.bulk_invites.column_mapping import find_columns, map_columns
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.review.defaults import Defaults
from app.database.sql import value
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import now, validated

PEOPLE = "Who,What,Where\nada@example.com,Analyst,Paris\neve@example.com,Boss,\nbob@example.com,Remote,\n"


async def mapping_due(actor: Actor, text: str | bytes = PEOPLE, **options: Any) -> UUID:
    """Returns a bulk invite that is MAPPING."""
    bulk_invite_id = await validated(actor, text, asks_for_columns=True, **options)
    assert (await now(actor, bulk_invite_id)).status is Status.MAPPING
    return bulk_invite_id


async def map_file(
    actor: Actor,
    bulk_invite_id: UUID,
    *places: int | None,
    role: Role | None = None,
    groups: tuple[UUID, ...] = (),
    has_header: bool | None = None,
) -> None:
    mapping = Mapping(*places)  # type: ignore[arg-type]  # the first is no None
    await map_columns(actor, bulk_invite_id, mapping, Defaults(role, groups), has_header=has_header)


async def columns_of(bulk_invite_id: UUID) -> list[tuple[str, tuple[str, ...], str | None]]:
    found = await find_columns([bulk_invite_id])
    return [(each.header, each.samples, each.meaning) for each in found[bulk_invite_id]]


async def has_file(bulk_invite_id: UUID) -> bool:
    return bool(await value("SELECT count(*) FROM bulk_invite_pieces WHERE bulk_invite_id = $1", bulk_invite_id))
