"""Whether an account's mailbox has been seen to be its owner's.

An account is made by accepting an invitation, with a link from an email. A link that somebody copied and handed over
shows nothing about the mailbox: with it, who invites could make an account for anybody's address, and accept with it
what other organizations send there. Such an account has what it was invited to, and nothing by its address alone,
until its owner has reset the password with a link from an email, which also ends what anybody else knew of it.
"""

from uuid import UUID

from app.database.sql import rows, value


async def is_address_confirmed(user_id: UUID) -> bool:
    return bool(await value("SELECT is_address_confirmed FROM users WHERE id = $1", user_id))


async def confirm_address(user_id: UUID) -> None:
    """Call it where the password was reset by a link from an email. An address is confirmed once and for all."""
    await rows("UPDATE users SET is_address_confirmed = true WHERE id = $1 AND NOT is_address_confirmed", user_id)
