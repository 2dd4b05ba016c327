"""A list's state as it changes: the newest one first, then each newer one, until nothing more will come."""

import asyncio
import time
from collections.abc import AsyncGenerator, Hashable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.bulk_invites.queries import BulkInviteRecord, find_bulk_invites
from app.errors import NotFound
from app.pubsub.channels import PublishedEvent
from app.pubsub.events import bulk_invite_topic
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Context
from schema.api.subscriptions.shared import ExecuteIndividually

# At most some ten a second: whoever watches sees no difference, and a slow reader is not flooded.
PAUSE_SECONDS = 0.08


async def progress_of(context: Context, bulk_invite_id: UUID) -> AsyncGenerator[BulkInvite, None]:
    """Raises NotFound, NotSignedIn. States with a `sequence` that was told before are not told again."""
    organization_id = context.actor.organization_id
    told = 0
    crowds = context.live.crowds
    topic = bulk_invite_topic(bulk_invite_id)
    with context.live.bus.listen(topic, context.received_at) as listener, crowds.left_by(listener):
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
            crowds.join(listener, context, _Progress(organization_id, bulk_invite_id, told).make)
            occurrence = await listener.next()
            if occurrence is None:
                await context.still_valid()
            shared = occurrence.shared if occurrence else {}


@dataclass
class _Progress:
    """What a crowd is told: each newer state, until it is the last; everybody hears of that one alone."""

    organization_id: UUID
    bulk_invite_id: UUID
    told: int
    told_at: float = 0.0

    async def make(self, occurrence: PublishedEvent) -> BulkInvite | None:
        await asyncio.sleep(self.told_at + PAUSE_SECONDS - time.monotonic())
        self.told_at = time.monotonic()
        found = await _newest(self.organization_id, self.bulk_invite_id, occurrence.shared)
        if found is None or found.is_settled:
            raise ExecuteIndividually
        if found.sequence <= self.told:
            return None
        self.told = found.sequence
        return replace(BulkInvite.of(found), shared=occurrence.shared)


async def _newest(organization_id: UUID, bulk_invite_id: UUID, shared: dict[Hashable, Any]) -> BulkInviteRecord | None:
    """Read once for all who hear of the same event."""
    key = ("bulk invite", organization_id)
    if key not in shared:
        shared[key] = asyncio.ensure_future(find_bulk_invites(organization_id, [bulk_invite_id]))
    found = await asyncio.shield(shared[key])
    return found[0] if found else None
