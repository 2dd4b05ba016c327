"""Which bulk invites changed lately, for subscribers whose events were lost."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.database.sql import rows
from app.pubsub.events import bulk_invite_changed
from app.pubsub.missed_events import Change


async def bulk_invites_changed_since(since: Mapping[UUID, datetime]) -> list[Change]:
    """Returns the newest change of each bulk invite that has one after its time."""
    found = await rows(
        """
        SELECT b.id, b.changed_at FROM unnest($1::uuid[], $2::timestamptz[]) AS w (id, since)
          JOIN bulk_invites b USING (id) WHERE b.changed_at > since
        """,
        list(since),
        list(since.values()),
    )
    return [Change(bulk_invite_changed(each["id"]), each["changed_at"]) for each in found]
