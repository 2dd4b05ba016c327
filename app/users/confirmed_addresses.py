"""Whether an account's mailbox has been seen to be its owner's.

An account is made by accepting an invitation, with a link from an email. A link that somebody copied and handed over
shows nothing about the mailbox: with it, who invites could make an account for anybody's address, and accept with it
what other organizations send there. Such an account has what it was invited to, and nothing by its address alone,
until its owner has reset the password with a link from an email.
"""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.database.sql import value

FIELD = "address_confirmed"
CONFIRMED_SQL = f"""
NOT EXISTS (SELECT FROM audit_entries e
             WHERE e.subject_id = {{user}} AND e.action = '{AuditAction.USER_CREATED}'
               AND e.changes -> '{FIELD}' ->> 1 = 'false')
OR EXISTS (SELECT FROM audit_entries e
            WHERE e.subject_id = {{user}} AND e.action = '{AuditAction.USER_PASSWORD_RESET}')
"""


async def is_address_confirmed(user_id: UUID) -> bool:
    return bool(await value(f"SELECT {CONFIRMED_SQL.format(user='$1::uuid')}", user_id))
