"""Uses up rate limits as sending a bulk invite does."""

from uuid import UUID, uuid4

from app.rate_limits.actions import bulk_invite_in_advance


async def count_bulk_invite(organization_id: UUID, user_id: UUID, row_count: int, row_limit: int) -> None:
    """Raises RateLimited."""
    bulk_invite_id = uuid4()
    async with bulk_invite_in_advance(organization_id, user_id, bulk_invite_id, row_count, row_limit) as advance:
        advance.use(bulk_invite_id)
