"""The demo's past: what was done in this transaction and has no other time yet was done some time ago.

PostgreSQL's now() is the same all through a transaction, and so marks what is to be dated.
"""

from collections.abc import Iterable
from datetime import timedelta

from app.database.sql import rows

OF_MEMBERS = ("users", "memberships", "audit_entries")
TIMES = {
    "organizations": ("created_at",),
    "groups": ("created_at",),
    "users": ("created_at",),
    "memberships": ("joined_at",),
    "invitations": ("created_at", "accepted_at", "declined_at", "revoked_at"),
    "deliveries": ("created_at", "sent_at"),
    "delivery_attempts": ("started_at", "finished_at"),
    "delivery_bounces": ("bounced_at", "recorded_at"),
    "suppressions": ("suppressed_at",),
    "bulk_invites": ("created_at", "started_at", "phase_started_at", "finished_at"),
    "audit_entries": ("created_at",),
    "account_events": ("created_at",),
}


async def date_back(ago: timedelta, tables: Iterable[str] = TIMES) -> None:
    """Gives `now() - ago` to all in these tables that has now() as its time; moves ends of new invitations along."""
    await rows("UPDATE invitations SET expires_at = expires_at - $1::interval WHERE created_at = now()", ago)
    for table in tables:
        columns = TIMES[table]
        changes = ", ".join(f"{each} = CASE WHEN {each} = now() THEN now() - $1 ELSE {each} END" for each in columns)
        condition = " OR ".join(f"{each} = now()" for each in columns)
        await rows(f"UPDATE {table} SET {changes.replace('$1', '$1::interval')} WHERE {condition}", ago)
