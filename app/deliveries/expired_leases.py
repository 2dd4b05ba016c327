"""Emails of workers that died."""

from app.database.transaction import transaction
from app.deliveries.attempt_log import note_expired
from app.deliveries.emails import EmailKinds
from app.deliveries.loading import publish_changes
from app.deliveries.outcomes import record_expired_leases


async def recover_expired_leases(kinds: EmailKinds, *, hold_unknown: bool) -> int:
    """Queues some of the emails of workers that died again; returns how many."""
    async with transaction():
        claims = await record_expired_leases(hold_unknown=hold_unknown)
        await publish_changes(kinds, claims)
    note_expired(claims)
    return len(claims)
