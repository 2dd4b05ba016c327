"""A bulk invite's state as it changes: the newest one first, then each newer one, until it will not change again."""

import asyncio
import time
from collections.abc import AsyncGenerator, Hashable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.bulk_invites.queries import BulkInviteRecord, find_bulk_invites
from app.database.outages import DatabaseUnavailable
from app.errors import NotFound
from app.pubsub.channels import PublishedEvent
from app.pubsub.events import bulk_invite_channel
from app.web.error_responses import note_outage
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Context
from schema.api.subscriptions.shared import ExecuteIndividually, check_session, shared_by

# At most some ten a second: whoever watches sees no difference, and a slow reader is not flooded.
PAUSE_SECONDS = 0.08


async def progress_of(context: Context, bulk_invite_id: UUID) -> AsyncGenerator[BulkInvite, None]:
    """Yields no state whose `sequence` is not above the last one's. Raises NotFound, NotSignedIn."""
    organization_id = context.actor.organization_id
    sequence = 0
    subscriptions = context.subscriptions
    channel = bulk_invite_channel(bulk_invite_id)
    with (
        subscriptions.channels.subscribe(channel, context.received_at, context.actor.user_id) as subscriber,
        subscriptions.left_by(subscriber),
    ):
        shared: dict[Hashable, Any] = {}
        while True:
            try:
                found = await _newest(organization_id, bulk_invite_id, shared)
            except DatabaseUnavailable as error:
                if not sequence:
                    raise
                note_outage(error)  # and read again when woken
            else:
                if found is None:
                    raise NotFound("upload")
                if found.sequence > sequence:
                    sequence = found.sequence
                    yield replace(BulkInvite.of(found), shared=shared)
                if found.is_settled:
                    return
            await asyncio.sleep(PAUSE_SECONDS)
            subscriptions.join(subscriber, context, _Progress(organization_id, bulk_invite_id, sequence).build_event)
            published = await subscriber.next()
            if published is None:
                await check_session(context)
            shared = shared_by(published) if published else {}


@dataclass
class _Progress:
    """What members of a shared subscription get: each newer state but the last, which ends each of them itself.

    `sent_at` is `time.monotonic()`.
    """

    organization_id: UUID
    bulk_invite_id: UUID
    sequence: int
    sent_at: float = 0.0

    async def build_event(self, published: PublishedEvent) -> BulkInvite | None:
        await asyncio.sleep(self.sent_at + PAUSE_SECONDS - time.monotonic())
        self.sent_at = time.monotonic()
        shared = shared_by(published)
        found = await _newest(self.organization_id, self.bulk_invite_id, shared)
        if found is None or found.is_settled:
            raise ExecuteIndividually
        if found.sequence <= self.sequence:
            return None
        self.sequence = found.sequence
        return replace(BulkInvite.of(found), shared=shared)


async def _newest(organization_id: UUID, bulk_invite_id: UUID, shared: dict[Hashable, Any]) -> BulkInviteRecord | None:
    """Reads it once for all who receive the same event."""
    key = ("bulk invite", organization_id)
    if key not in shared:
        shared[key] = asyncio.ensure_future(find_bulk_invites(organization_id, [bulk_invite_id]))
    found = await asyncio.shield(shared[key])
    return found[0] if found else None
