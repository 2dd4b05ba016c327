"""Emails of workers that died."""

from app.database.transaction import transaction
from app.deliveries.attempt_log import note_expired
from app.deliveries.emails import EmailKinds
from app.deliveries.loading import publish_changes
from app.deliveries.outcomes import record_expired_leases
from app.mail import AttemptOutcome, Cause
from app.metrics.catalog import EMAIL_ATTEMPTS, LEASE_TAKEOVERS


async def recover_expired_leases(kinds: EmailKinds, *, hold_unknown: bool) -> int:
    """Queues some of the emails of workers that died again; returns how many."""
    async with transaction():
        claims = await record_expired_leases(hold_unknown=hold_unknown)
        await publish_changes(kinds, claims)
    LEASE_TAKEOVERS.add("email", amount=len(claims))
    EMAIL_ATTEMPTS.add(AttemptOutcome.UNKNOWN, Cause.EMAIL, amount=len(claims))
    note_expired(claims)
    return len(claims)
