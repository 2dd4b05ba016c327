"""Addresses whose emails came back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.database.sql import value
from app.database.transaction import transaction
from app.deliveries.bounces import Bounce, BounceKind
from app.suppressions.actions import suppress
from app.users.addresses import parse_address

CAME_BACK_AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
NO_SUCH_USER = "550 5.1.1 No such user here"
CAME_BACK = f"came back on 3 March 2026: the address does not exist ({NO_SUCH_USER})."
SUPPRESSION = "id email kind status diagnostic at"
SUPPRESSIONS = f"""
query ($search: String, $first: Int, $after: String, $last: Int, $before: String) {{
  suppressions(search: $search, first: $first, after: $after, last: $last, before: $before) {{
    edges {{ cursor node {{ {SUPPRESSION} }} }} totalCount
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
  }}
}}
"""
RELEASE = f"""
mutation ($input: ReleaseSuppressionInput!) {{
  releaseSuppression(input: $input) {{ suppression {{ {SUPPRESSION} }} errors {{ code message path }} }}
}}
"""


async def suppress_address(
    organization_id: UUID, email: str, kind: BounceKind = BounceKind.HARD, at: datetime = CAME_BACK_AT
) -> UUID:
    """An email of the organization to the address came back. Returns the suppression's id."""
    address = parse_address(email)
    is_hard = kind is BounceKind.HARD
    bounce = Bounce(kind, "5.1.1" if is_hard else None, NO_SUCH_USER if is_hard else None, at)
    async with transaction():
        await suppress(organization_id, address.typed, address.key, bounce)
    found: UUID = await value(
        "SELECT id FROM suppressions WHERE organization_id = $1 AND email_key = $2", organization_id, address.key
    )
    return found


async def suppressed_in(organization_id: UUID) -> list[str]:
    """The keys of the addresses that the organization does not invite."""
    found: list[Any] = await value(
        "SELECT coalesce(array_agg(email_key ORDER BY email_key), '{}') FROM suppressions WHERE organization_id = $1",
        organization_id,
    )
    return found
