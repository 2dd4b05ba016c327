"""A list's state as it changes: the newest one first, then each newer one, until nothing more will come."""

import asyncio
from collections.abc import AsyncGenerator, Hashable
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.bulk_invites.queries import BulkInviteRecord, find_bulk_invites
from app.errors import NotFound
from app.events import bulk_invite_topic
from schema.bulk_invites import BulkInvite
from schema.context import Context

# At most ten a second: whoever watches sees no difference, and a slow reader is not flooded.
PAUSE_SECONDS = 0.1


async def progress_of(context: Context, bulk_invite_id: UUID) -> AsyncGenerator[BulkInvite, None]:
    """Raises NotFound, NotSignedIn. States with a `sequence` that was told before are not told again."""
    organization_id = context.actor.organization_id
    told = 0
    with context.live.bus.listen(bulk_invite_topic(bulk_invite_id), context.received_at) as listener:
        shared: dict[Hashable, Any] = {}
        while True:
            found = await _newest(organization_id, bulk_invite_id, shared)
            if found is None:
                raise NotFound("bulk invite")
            if found.sequence > told:
                told = found.sequence
                yield replace(BulkInvite.of(found), shared=shared)
            if found.is_settled:
                return
            await asyncio.sleep(PAUSE_SECONDS)
            occurrence = await listener.next()
            if occurrence is None:
                await context.still_valid()
            shared = occurrence.shared if occurrence else {}


async def _newest(organization_id: UUID, bulk_invite_id: UUID, shared: dict[Hashable, Any]) -> BulkInviteRecord | None:
    """Read once for all who hear of the same event."""
    key = ("bulk invite", organization_id)
    if key not in shared:
        shared[key] = asyncio.ensure_future(find_bulk_invites(organization_id, [bulk_invite_id]))
    found = await asyncio.shield(shared[key])
    return found[0] if found else None
