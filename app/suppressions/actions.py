"""Suppresses addresses and releases them."""

from uuid import UUID

from app.database.ids import uuid7
from app.database.sql import rows
from app.deliveries.bounces import Bounce, BounceKind


async def suppress(organization_id: UUID, email: str, email_key: str, bounce: Bounce) -> None:
    """Has the organization invite the address no more, after a hard bounce or a complaint. Call it in a transaction.

    One that is suppressed already keeps its first reason, unless this is the first complaint.
    """
    await rows(
        f"""
        INSERT INTO suppressions (id, organization_id, email, email_key, kind, status, diagnostic, suppressed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (organization_id, email_key) DO UPDATE
           SET kind = EXCLUDED.kind, status = EXCLUDED.status, diagnostic = EXCLUDED.diagnostic,
               suppressed_at = EXCLUDED.suppressed_at
         WHERE suppressions.kind <> '{BounceKind.COMPLAINT}' AND EXCLUDED.kind = '{BounceKind.COMPLAINT}'
        """,
        uuid7(),
        organization_id,
        email,
        email_key,
        bounce.kind,
        bounce.status,
        bounce.diagnostic,
        bounce.at,
    )
