"""Which addresses an organization does not invite, as its emails came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.sql import rows
from app.deliveries.bounces import BounceKind


@dataclass(frozen=True)
class SuppressionRow:
    """An address, and what came back at `at`. See Bounce."""

    id: UUID
    organization_id: UUID
    email: str
    email_key: str
    kind: BounceKind
    status: str | None
    diagnostic: str | None
    at: datetime


async def find_suppressed(organization_id: UUID, email_keys: Iterable[str]) -> dict[str, SuppressionRow]:
    """Returns the suppressions of these addresses, by their keys."""
    found = await rows(
        f"SELECT {_COLUMNS} FROM suppressions s WHERE organization_id = $1 AND email_key = ANY($2)",
        organization_id,
        list(email_keys),
    )
    return {each["email_key"]: SuppressionRow(**each | {"kind": BounceKind(each["kind"])}) for each in found}


_COLUMNS = """
    s.id, s.organization_id, s.email, s.email_key, s.kind, s.status, s.diagnostic, s.suppressed_at AS at
"""
