"""Changes of accounts."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.database.ids import uuid7
from app.database.sql import row
from app.errors import AccountExists
from app.users.addresses import Address


async def create_user(
    address: Address, name: str, password_hash: str, organization_id: UUID | None, *, is_confirmed: bool = True
) -> UUID:
    """Creates an account for somebody who joins an organization, if any. Returns its id. Raises AccountExists.

    `is_confirmed`: a link from an email has shown that the mailbox is theirs.
    """
    user_id = uuid7()
    created = await row(
        """
        INSERT INTO users (id, email, email_key, name, password_hash, is_operator, is_address_confirmed)
        VALUES ($1, $2, $3, $4, $5, false, $6) ON CONFLICT (email_key) DO NOTHING RETURNING id
        """,
        user_id,
        address.typed,
        address.key,
        name,
        password_hash,
        is_confirmed,
    )
    if created is None:
        raise AccountExists
    unconfirmed = {} if is_confirmed else {"address_confirmed": [None, False]}
    await record(AuditAuthor(organization_id, user_id, name), AuditAction.USER_CREATED, user_id, **unconfirmed)
    return user_id
