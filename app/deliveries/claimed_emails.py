"""Emails that this worker has claimed: their leases are renewed, and those that it does not send are given back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.database.connection import CONNECTION_ERRORS
from app.database.retry import retry_while_database_down
from app.database.transaction import transaction
from app.deliveries.attempt_log import note_released
from app.deliveries.claims import Claim, lock_claims, record_cancellation, release, renew_leases
from app.deliveries.emails import EmailData, EmailKinds
from app.deliveries.loading import load_data
from app.deliveries.parking import find_held
from app.occasional_log import OccasionalLog

logger = logging.getLogger(__name__)
lease_failures = OccasionalLog(logger, "lease_not_renewed")
RENEWALS_PER_LEASE = 3


@dataclass(frozen=True)
class ClaimedEmail:
    """`validated_at` is when the claim and the data were last read from the database, by the event loop's clock."""

    claim: Claim
    data: EmailData | None
    validated_at: float


async def keep_leases(worker: str, claims: Callable[[], Sequence[Claim]], lease_seconds: int) -> None:
    """Renews the leases of what is claimed until it is canceled, and keeps trying while the database is down."""
    while True:
        await asyncio.sleep(lease_seconds / RENEWALS_PER_LEASE)
        try:
            await renew_leases(worker, claims(), lease_seconds)
        except CONNECTION_ERRORS as error:
            lease_failures.warn(reason=str(error) or type(error).__name__)


async def reload(worker: str, claim: Claim, kinds: EmailKinds, lease_seconds: int) -> tuple[bool, EmailData | None]:
    """Whether the claim is still this worker's and no operator holds it, and the data as it is now."""

    async def read() -> tuple[bool, EmailData | None]:
        held = await renew_leases(worker, [claim], lease_seconds)
        data = await load_data(kinds, [claim])
        is_held_back = claim.delivery_id in await find_held([claim])
        return claim.delivery_id in held and not is_held_back, data.get(claim.subject_id)

    return await retry_while_database_down(read)


async def release_claims(claims: Sequence[Claim]) -> None:
    """They are due again at once, for any worker: nothing was sent."""
    await _write_each(release, claims)
    note_released(claims)


async def cancel_claim(claim: Claim) -> None:
    """The email is no longer wanted."""
    await _write_each(record_cancellation, [claim])
    logger.info("delivery_canceled")


async def _write_each(write: Callable[[Claim], Awaitable[None]], claims: Sequence[Claim]) -> None:
    async def write_all() -> None:
        async with transaction():
            await lock_claims(claims)
            for claim in claims:
                await write(claim)

    await retry_while_database_down(write_all)
