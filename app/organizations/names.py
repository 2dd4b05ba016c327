"""Names of organizations: nobody takes one for another."""

import asyncio
from uuid import UUID

from app.database.sql import rows
from app.errors import NameLooksTaken
from app.organizations.look_alikes import look_alike

ADVISORY_LOCK = 7_238_002  # any number that nothing else locks


async def require_distinct_name(name: str, organization_id: UUID) -> None:
    """Raises NameLooksTaken where the name looks like that of another organization.

    Call it in the transaction that writes the name: until that ends, no other name is written.
    """
    await rows("SELECT pg_advisory_xact_lock($1)", ADVISORY_LOCK)
    others = [each["name"] for each in await rows("SELECT name FROM organizations WHERE id <> $1", organization_id)]
    if await asyncio.to_thread(_looks_like_any, name, others):
        raise NameLooksTaken


def _looks_like_any(name: str, others: list[str]) -> bool:
    return any(look_alike(name, other) for other in others)
